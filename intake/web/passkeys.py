"""Passkeys: added, renamed, removed on the account page; at the door, alone or as second step."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import AccountStopped, BadPasskey, IntakeError, PasskeyCopied
from intake.service import passkeys
from intake.web import pages
from intake.web.account import account_page, refused
from intake.web.dependencies import STAFF_COOKIE, KnownBy, PortsHere, Posting, remember

ASKED_COOKIE = "yihao_asked"  # by which a browser that is asked for a passkey is known
Typed = Annotated[str, Form()]
Token = Annotated[str, Cookie(alias=STAFF_COOKIE)]
Asked = Annotated[str, Cookie(alias=ASKED_COOKIE)]
router = APIRouter()


@router.post("/account/passkeys")
def begin(
    request: Request, desk: Posting, ports: PortsHere, token: Token, password: Typed = ""
) -> Response:
    try:
        options = passkeys.begin(desk.who.name, password, token=token, ports=ports)
    except IntakeError as error:
        return refused(request, desk, token, error, "passkey")
    return pages.page(request, "staff/passkey_new.html", desk=desk, options=options)


@router.post("/account/passkeys/confirm")
def confirm(
    request: Request,
    desk: Posting,
    ports: PortsHere,
    token: Token,
    answer: Typed = "",
    label: Typed = "",
) -> Response:
    try:
        passkeys.finish(desk.who.name, answer, label, token=token, ports=ports)
    except IntakeError as error:
        return refused(request, desk, token, error, "passkey")
    return account_page(request, desk, token, done="passkey")


@router.post("/account/passkeys/{id}/rename")
def rename(
    request: Request, id: int, desk: Posting, ports: PortsHere, token: Token, label: Typed = ""
) -> Response:
    try:
        passkeys.rename(desk.who.name, id, label, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        return refused(request, desk, token, error, f"passkey-{id}")
    return account_page(request, desk, token, done="renamed")


@router.post("/account/passkeys/{id}/remove")
def remove(
    request: Request, id: int, desk: Posting, ports: PortsHere, token: Token, password: Typed = ""
) -> Response:
    try:
        passkeys.remove(desk.who.name, id, password, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        return refused(request, desk, token, error, f"passkey-{id}")
    return account_page(request, desk, token, done="removed")


@router.post("/login/passkey")
def ask(request: Request, ports: PortsHere, token: Token = "") -> Response:
    asked = passkeys.begin_login(token, ports=ports)
    answer = pages.page(request, "staff/passkey_login.html", options=asked.options)
    pages.keep(request, answer, ASKED_COOKIE, asked.token)
    return answer


@router.post("/login/passkey/enter")
def enter(
    request: Request,
    ports: PortsHere,
    asked: Asked = "",
    known_by: KnownBy = "",
    answer: Typed = "",
) -> Response:
    try:
        entered = passkeys.log_in(asked, answer, known_by=known_by, ports=ports)
    except (BadPasskey, PasskeyCopied, AccountStopped) as error:
        said = pages.sentence(error)
        return pages.login_page(request, status=error.status, problem=said)
    inside = RedirectResponse("/", 303)
    inside.delete_cookie(ASKED_COOKIE)
    pages.keep(request, inside, STAFF_COOKIE, entered.token)
    remember(request, inside, entered.devices)
    return inside
