"""What endpoints ask for: the ports, and who is sitting at the desk."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Cookie, Depends, Form, Request, Response

from intake.domain.errors import IntakeError, NotFound, NotLoggedIn
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import staffing
from intake.web import pages

STAFF_COOKIE = "yihao_staff"
DEVICE_COOKIE = "yihao_devices"
DEVICE_DAYS = 400  # browsers keep no cookie longer
KnownBy = Annotated[str, Cookie(alias=DEVICE_COOKIE)]


class NotSameSite(IntakeError):
    """The form did not come from a page of ours."""

    status = 403


class LoginFirst(Exception):
    """Nobody is logged in: the login page is shown instead."""


class CodeFirst(Exception):
    """This role works with a code, and the member has not turned one on."""


@dataclass(frozen=True)
class Desk:
    """A staff member at work, and the form token of the session."""

    who: StaffMember
    csrf: str = field(repr=False)
    lacks_code: bool = False


def remember(request: Request, answer: Response, devices: str) -> None:
    """By this cookie the browser is known when its member logs in again."""
    pages.keep(request, answer, DEVICE_COOKIE, devices, DEVICE_DAYS * 86400)


async def get_ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


PortsHere = Annotated[Ports, Depends(get_ports)]


def signed_in(
    request: Request, ports: PortsHere, token: Annotated[str, Cookie(alias=STAFF_COOKIE)] = ""
) -> Desk:
    # What a page fetches by itself every few seconds is nobody's sign of life; typing is.
    awake = "hx-request" not in request.headers or "/draft/" in request.url.path
    try:
        who, csrf = staffing.who_is(token, awake=awake, ports=ports)
    except NotLoggedIn:
        raise LoginFirst from None
    return Desk(who, csrf, not who.has_second_step and who.role in ports.account_rules.code_roles)


SignedIn = Annotated[Desk, Depends(signed_in)]


async def with_form_token(desk: SignedIn, csrf: Annotated[str, Form()] = "") -> Desk:
    if not secrets.compare_digest(csrf.encode(), desk.csrf.encode()):
        raise NotSameSite
    return desk


Posting = Annotated[Desk, Depends(with_form_token)]


def reads(act: Act) -> Callable[..., Awaitable[Desk]]:
    """A page of one role. To everybody else it does not exist."""

    async def check(desk: SignedIn) -> Desk:
        return _only(act, desk)

    return check


def writes(act: Act) -> Callable[..., Awaitable[Desk]]:
    """A form of one role: the role first, so that a stranger learns nothing from the form token."""

    async def check(
        desk: Annotated[Desk, Depends(reads(act))], csrf: Annotated[str, Form()] = ""
    ) -> Desk:
        return await with_form_token(desk, csrf)

    return check


def _only(act: Act, desk: Desk) -> Desk:
    if not desk.who.may(act):
        raise NotFound
    if desk.lacks_code:
        raise CodeFirst
    return desk
