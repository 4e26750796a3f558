"""What endpoints ask for: the ports, and who is sitting at the desk."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Cookie, Depends, Form, Request

from intake.domain.errors import IntakeError, NotFound, NotLoggedIn
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import staffing

STAFF_COOKIE = "yihao_staff"


class NotSameSite(IntakeError):
    """The form did not come from a page of ours."""

    status = 403


class LoginFirst(Exception):
    """Nobody is logged in: the login page is shown instead."""


@dataclass(frozen=True)
class Desk:
    """A staff member at work, and the form token of the session."""

    who: StaffMember
    csrf: str = field(repr=False)


async def get_ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


PortsHere = Annotated[Ports, Depends(get_ports)]


def signed_in(ports: PortsHere, token: Annotated[str, Cookie(alias=STAFF_COOKIE)] = "") -> Desk:
    try:
        who, csrf = staffing.who_is(token, ports=ports)
    except NotLoggedIn:
        raise LoginFirst from None
    return Desk(who, csrf)


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
    return desk
