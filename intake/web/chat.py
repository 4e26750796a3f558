"""The conversation: plain forms, made smoother by htmx where there is JavaScript."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from intake.domain.conversation import Conversation, Owner, Who
from intake.domain.errors import BadConversation, IntakeError, NotFound
from intake.domain.receipt import parse_receipt
from intake.ports import Ports
from intake.service import conversation
from intake.service.conversation import Heard
from intake.service.filing import Filed
from intake.web import errors, pages
from intake.web.dependencies import PortsHere

CHAT_COOKIE = "yihao_chat"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")  # 24 random bytes in base64url

router = APIRouter()


async def token_of(cookie: Annotated[str, Cookie(alias=CHAT_COOKIE)] = "") -> str:
    """What we never gave out counts as nothing."""
    return cookie if TOKEN.fullmatch(cookie) else ""


Token = Annotated[str, Depends(token_of)]


@dataclass(frozen=True)
class Message:
    """What one form sends."""

    text: str = field(repr=False)
    payload: str
    draft: int | None
    after: int  # the last bubble the page shows
    known: bool  # the page shows a conversation, so there must be a cookie


def message(
    text: Annotated[str, Form()] = "",
    payload: Annotated[str, Form()] = "",
    draft: Annotated[int | None, Form()] = None,
    after: Annotated[int, Form()] = 0,
    known: Annotated[bool, Form()] = False,
) -> Message:
    return Message(text, payload, draft, after, known)


@router.get("/")
def talk(request: Request, ports: PortsHere, token: Token, said: bool = False) -> Response:
    """Nothing is stored for somebody who only looks."""
    if not token:
        return _page(request, None, ports, problem_code="no_cookie" if said else "")
    conv = caught_up(token, ports)
    return _page(request, conv, ports, filed=handed(conv, ports))


@router.post("/chat")
def say(
    request: Request,
    ports: PortsHere,
    message: Annotated[Message, Depends(message)],
    token: Token,
) -> Response:
    try:
        if message.known and not token:
            raise BadConversation("/conversation")
        mine = token or secrets.token_urlsafe(24)
        opened = None if token else conversation.open_conversation(mine, ports=ports)
        heard = conversation.hear(
            mine, message.text, ports=ports, payload=message.payload, draft=message.draft
        )
    except IntakeError as error:
        return _kept(request, error, message, token, ports)
    if "hx-request" in request.headers:
        # The greeting is on the page already.
        after = (opened.turns[-1].id or 0) if opened else message.after
        answer = _fragment(mine, heard, after, message, ports)
    elif heard.filed or heard.status or heard.sealed:
        answer = _answered(request, mine, heard, message, ports)
    else:
        answer = RedirectResponse("/" if token else "/?said=1", 303)
    if not token:
        pages.keep(request, answer, CHAT_COOKIE, mine)
    return answer


@router.get("/chat")
async def back_to_talk() -> Response:
    """A browser that was closed on an answer asks for its address again."""
    return RedirectResponse("/", 303)


@router.post("/leave")
async def leave() -> Response:
    """For a borrowed telephone: the conversation stays with us, nothing stays here."""
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(CHAT_COOKIE)
    return answer


def caught_up(token: str, ports: Ports) -> Conversation | None:
    """With every answer given that is due: no JavaScript, a reload, a broken line."""
    try:
        return conversation.reply(token, ports=ports)
    except NotFound:
        return None


def handed(conv: Conversation | None, ports: Ports, after: int = 0) -> Filed | None:
    """The receipt of what an agent filed. It comes with the sentence that tells its number,
    so that a page gets it once; a page that is loaded anew shows it until it is noted down."""
    filed = conversation.unseen_receipt(conv, ports=ports) if conv else None
    if conv is None or filed is None:
        return None
    new = [turn.text for turn in conv.turns if (turn.id or 0) > after]
    return filed if any(filed.number in text for text in new) else None


def seen(token: str, ports: Ports) -> Conversation | None:
    try:
        return conversation.look(token, ports=ports) if token else None
    except NotFound:
        return None


def shown(conv: Conversation | None, ports: Ports, after: int = 0) -> dict[str, object]:
    """What the templates need of a conversation; without one, the greeting alone."""
    if conv is None:
        greeting = ports.words.say("welcome")
        unsaved = Conversation("", ports.clock(), ports.clock())
        unsaved.tell(greeting.text, ports.clock(), greeting.buttons)
        return shown(unsaved, ports) | {"known": False}
    last = conv.turns[-1] if conv.turns else None
    return {
        "known": True,
        "turns": [t for t in conv.turns if (t.id or 0) > after or not conv.id],
        "choices": last.buttons if last and last.who is Who.BOT else [],
        "after": (last.id or 0) if last else 0,
        "conv": conv,
        "listening": conv.owner is not Owner.BOT or conv.pending() is not None,
    }


def _page(
    request: Request,
    conv: Conversation | None,
    ports: Ports,
    *,
    status: int = 200,
    typed: str = "",
    problem: str = "",
    problem_code: str = "",
    filed: Filed | None = None,
    heard: Heard | None = None,
    receipt: str = "",
) -> Response:
    return pages.page(
        request,
        "citizen/chat.html",
        status=status,
        typed=typed,
        problem=problem,
        problem_code=problem_code,
        filed=filed or (heard and heard.filed),
        status_found=heard and heard.status,
        sealed=bool(heard and heard.sealed),
        receipt=receipt,
        large=pages.is_large(request),
        **shown(conv, ports),
    )


def _fragment(token: str, heard: Heard, after: int, message: Message, ports: Ports) -> Response:
    conv = seen(token, ports)
    body = pages.fragment(
        "citizen/said.html",
        ports,
        problem="",
        filed=heard.filed or handed(conv, ports, after),
        status_found=heard.status,
        sealed=heard.sealed,
        receipt=_bare(heard, message),
        **shown(conv, ports, after),
    )
    return HTMLResponse(body, headers=pages.NO_STORE)


def _answered(
    request: Request, token: str, heard: Heard, message: Message, ports: Ports
) -> Response:
    """A receipt or what stands behind it: shown at once, kept nowhere."""
    conv = seen(token, ports)
    return _page(request, conv, ports, heard=heard, receipt=_bare(heard, message))


def _bare(heard: Heard, message: Message) -> str:
    return parse_receipt(message.text) if heard.status else ""


def _kept(
    request: Request, error: IntakeError, message: Message, token: str, ports: Ports
) -> Response:
    """The sentence, and what was typed still in the box."""
    said = pages.sentence(error)
    if "hx-request" in request.headers:
        return errors.answer(request, said, error.status)
    try:
        conv = seen(token, ports)
    except IntakeError:
        conv = None
    typed = "" if message.payload else message.text
    return _page(request, conv, ports, status=error.status, typed=typed, problem=said)
