"""Logging in by the word of a provider (OpenID Connect), and out again."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.service import elsewhere
from intake.web import pages
from intake.web.dependencies import STAFF_COOKIE, KnownBy, PortsHere, remember

AWAY_COOKIE = "yihao_away"
router = APIRouter(prefix="/login/elsewhere")


@router.get("")
def depart(request: Request, ports: PortsHere) -> Response:
    """A link, not a form: browsers do not let a form of ours end at another site."""
    try:
        leaving = elsewhere.depart(ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        return pages.login_page(request, status=error.status, problem=pages.sentence(error))
    answer = RedirectResponse(leaving.address, 303)
    # Lax: the provider sends the browser back here, which a strict cookie would not survive.
    pages.keep(request, answer, AWAY_COOKIE, leaving.token, strict=False)
    return answer


@router.get("/back")
def arrive(
    request: Request,
    ports: PortsHere,
    away: Annotated[str, Cookie(alias=AWAY_COOKIE)] = "",
    known_by: KnownBy = "",
    code: str = "",
    state: str = "",
    iss: str = "",
) -> Response:
    try:
        entered = elsewhere.arrive(away, code, state, iss, known_by=known_by, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        answer = pages.login_page(request, status=error.status, problem=pages.sentence(error))
        answer.delete_cookie(AWAY_COOKIE)
        return answer
    # A page and not a redirect: strict cookies are left out where another site's page began it.
    to = "/login/code" if entered.needs_code else "/"
    answer = pages.page(request, "staff/arrived.html", to=to)
    answer.delete_cookie(AWAY_COOKIE)
    pages.keep(request, answer, STAFF_COOKIE, entered.token)
    if not entered.needs_code:
        remember(request, answer, entered.devices)
    return answer


@router.get("/out")
def out(request: Request, ports: PortsHere) -> Response:
    """Logged out here; there perhaps not."""
    try:
        end = elsewhere.end_address(ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        end = ""
    label = ports.provider.label if ports.provider else ""
    return pages.page(request, "staff/out.html", end=end, label=label)
