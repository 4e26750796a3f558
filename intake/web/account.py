"""The own account: the code on the phone, the password, where else one is logged in."""

from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError, NotTheSame, WrongCode
from intake.service import account, devices, passkeys, telling
from intake.web import filters, pages, qr
from intake.web.dependencies import (
    STAFF_COOKIE,
    Desk,
    KnownBy,
    PortsHere,
    Posting,
    SignedIn,
    remember,
)

Typed = Annotated[str, Form()]
Token = Annotated[str, Cookie(alias=STAFF_COOKIE)]
LISTS = ("/desk", "/tickets")
router = APIRouter(prefix="/account")


@router.get("")
def look(request: Request, desk: SignedIn, token: Token) -> Response:
    return account_page(request, desk, token)


@router.post("/code")
def begin_code(
    request: Request, desk: Posting, ports: PortsHere, token: Token, password: Typed = ""
) -> Response:
    try:
        setup = account.begin_code(desk.who.name, password, ports=ports)
    except IntakeError as error:
        return refused(request, desk, token, error, "code")
    return _setup(request, desk, setup)


@router.post("/code/confirm")
def confirm_code(
    request: Request, desk: Posting, ports: PortsHere, token: Token, code: Typed = ""
) -> Response:
    try:
        codes = account.confirm_code(desk.who.name, code, ports=ports)
    except WrongCode as error:
        setup = account.setup(desk.who, ports=ports)
        said = pages.sentence(error)
        return _setup(request, desk, setup, problem=said, status=error.status)
    except IntakeError as error:
        return refused(request, desk, token, error, "code")
    return pages.page(request, "staff/recovery_codes.html", desk=desk, codes=codes)


@router.post("/code/off")
def turn_off_code(
    request: Request,
    desk: Posting,
    ports: PortsHere,
    token: Token,
    password: Typed = "",
    code: Typed = "",
) -> Response:
    try:
        account.turn_off_code(desk.who.name, password, code, ports=ports)
    except IntakeError as error:
        return refused(request, desk, token, error, "code")
    return account_page(request, desk, token, done="code_off")


@router.post("/password")
def change_password(
    request: Request,
    desk: Posting,
    ports: PortsHere,
    token: Token,
    known_by: KnownBy = "",
    old: Typed = "",
    new: Typed = "",
    again: Typed = "",
) -> Response:
    try:
        if new != again:
            raise NotTheSame
        member = account.change_password(desk.who.name, old, new, token=token, ports=ports)
    except IntakeError as error:
        return refused(request, desk, token, error, "password")
    answer = account_page(request, desk, token, done="password")
    remember(request, answer, devices.remember(known_by, member, ports.pepper))
    return answer


@router.post("/end-others")
def end_others(request: Request, desk: Posting, ports: PortsHere, token: Token) -> Response:
    account.end_others(desk.who.name, token, ports=ports)
    return account_page(request, desk, token, done="ended")


@router.post("/told-at")
def be_told_at(
    request: Request, desk: Posting, ports: PortsHere, token: Token, contact: Typed = ""
) -> Response:
    try:
        telling.set_address(contact, desk.who, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        return refused(request, desk, token, error, "told_at")
    return account_page(request, desk, token, done="told_at")


@router.post("/goes-on")
def choose_to_go_on(
    request: Request,
    desk: Posting,
    ports: PortsHere,
    goes_on: Typed = "",
    back: Annotated[str, Form(alias="list")] = "",
) -> Response:
    """From a list, and to it again as it was."""
    account.go_on(desk.who.name, goes_on=bool(goes_on), ports=ports)
    if back not in LISTS:
        return RedirectResponse("/", 303)
    return RedirectResponse(
        filters.read(back, request.query_params.get(filters.FROM, "")).here, 303
    )


def _setup(request: Request, desk: Desk, setup: account.Setup, **more: Any) -> Response:
    groups = [setup.secret[at : at + 4] for at in range(0, len(setup.secret), 4)]
    picture = qr.picture(setup.address)
    return pages.page(
        request, "staff/code_setup.html", desk=desk, groups=groups, picture=picture, **more
    )


def refused(request: Request, desk: Desk, token: str, error: IntakeError, at: str) -> Response:
    said = pages.sentence(error)
    return account_page(request, desk, token, problem=said, status=error.status, at=at)


def account_page(
    request: Request,
    desk: Desk,
    token: str,
    *,
    problem: str = "",
    status: int = 200,
    at: str = "",
    done: str = "",
) -> Response:
    ports = request.app.state.ports
    with ports.view() as uow:
        member = uow.staff.get(desk.who.name)
    return pages.page(
        request,
        "staff/account.html",
        status=status,
        desk=desk,
        member=member,
        required=desk.who.role in ports.account_rules.code_roles,
        passkeys=passkeys.mine(desk.who.name, ports=ports),
        can_add=pages.passkeys_here(request),
        origin=ports.passkeys.origin if ports.passkeys else "",
        rules=ports.account_rules,
        area_name=ports.directory.area_name(member.area) if member.area else "",
        address=telling.address_of(desk.who, ports=ports),
        is_told=desk.who.role in telling.TOLD,
        sessions=account.sessions(desk.who.name, token, ports=ports),
        problem=problem,
        at=at,
        done=done,
    )
