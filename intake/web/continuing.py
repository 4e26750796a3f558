"""From the page to the telephone and back: a code that a person carries over."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.ports import Ports
from intake.service import continuing
from intake.web import chat, pages
from intake.web.chat import CHAT_COOKIE, Token
from intake.web.dependencies import PortsHere

router = APIRouter()
NOTHING_ELSE: dict[str, Any] = {
    "typed": "", "problem_code": "", "filed": None, "status_found": None, "sealed": False,
    "receipt": "",
}  # fmt: skip


@router.post("/chat/code")
def code(request: Request, ports: PortsHere, token: Token) -> Response:
    """Shown once, in no address."""
    try:
        made, until = continuing.code_for(token, ports=ports)
    except IntakeError as error:
        return _page(request, ports, token, error=error)
    return _page(request, ports, token, made=made, until=until)


@router.post("/chat/go-on")
def go_on(
    request: Request, ports: PortsHere, token: Token, code: Annotated[str, Form()] = ""
) -> Response:
    mine = secrets.token_urlsafe(24)
    try:
        continuing.go_on(code, mine, ports=ports)
    except IntakeError as error:
        return _page(request, ports, token, error=error, typed_code=code)
    answer = RedirectResponse("/", 303)
    pages.keep(request, answer, CHAT_COOKIE, mine)
    return answer


@router.get("/chat/code")
@router.get("/chat/go-on")
async def back_to_talk() -> Response:
    """A browser that was closed on an answer asks for its address again."""
    return RedirectResponse("/", 303)


def _page(
    request: Request, ports: Ports, token: str, *, error: IntakeError | None = None, **more: object
) -> Response:
    return pages.page(
        request,
        "citizen/chat.html",
        status=error.status if error else 200,
        go_on_problem=pages.sentence(error) if error else "",
        **NOTHING_ELSE,
        large=pages.is_large(request),
        **chat.shown(chat.seen(token, ports), ports),
        **more,
    )
