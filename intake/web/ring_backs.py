"""The list of those to be rung back (回电): overdue ones first, each taken by one agent."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import (
    EmptyText,
    NotAllowedNow,
    TooLong,
    TooManyReveals,
    UnknownCode,
)
from intake.domain.staff import Act
from intake.service import ring_backs, seats
from intake.service.revealing import Purpose
from intake.web import pages
from intake.web.chats import call_of
from intake.web.dependencies import STAFF_COOKIE, Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.TALK))]
Writer = Annotated[Desk, Depends(writes(Act.TALK))]
Text = Annotated[str, Form()]
# What opens a number for this browser alone.
Secret = Annotated[str, Cookie(alias=STAFF_COOKIE)]
router = APIRouter(prefix="/ring-backs")


@router.get("")
def waiting(request: Request, desk: Reader, ports: PortsHere, done: str = "") -> Response:
    rows, count = ring_backs.listed(ports=ports)
    return pages.page(
        request,
        "staff/ring_backs.html",
        desk=desk,
        rows=rows,
        count=count,
        done=done,
        rules=ports.seat_rules,
        **call_of(seats.still_there(desk.who, ports=ports), ports),
    )


@router.get("/{id}")
def look_at(
    request: Request, id: int, desk: Reader, ports: PortsHere, secret: Secret = ""
) -> Response:
    return _show(request, id, desk, ports, secret)


@router.post("/{id}/take")
def take(id: int, desk: Writer, ports: PortsHere) -> Response:
    ring_backs.take(id, desk.who, ports=ports)
    return RedirectResponse(f"/ring-backs/{id}", 303)


@router.post("/{id}/show")
def show(
    request: Request,
    id: int,
    desk: Writer,
    ports: PortsHere,
    secret: Secret = "",
    purpose: Text = "",
    note: Text = "",
) -> Response:
    if purpose not in set(Purpose):
        return _show(request, id, desk, ports, secret, status=422, purposeless=True, what_for=note)
    try:
        ring_backs.show(id, Purpose(purpose), note, secret, desk.who, ports=ports)
    except (EmptyText, TooLong):
        return _show(request, id, desk, ports, secret, status=422, purposeless=True, what_for=note)
    except (TooManyReveals, NotAllowedNow) as error:
        said = pages.sentence(error)
        return _show(request, id, desk, ports, secret, status=error.status, problem=said)
    return RedirectResponse(f"/ring-backs/{id}#number", 303)


@router.post("/{id}/reached")
def reached(
    request: Request,
    id: int,
    desk: Writer,
    ports: PortsHere,
    secret: Secret = "",
    outcome: Text = "",
) -> Response:
    try:
        ring_backs.reached(id, outcome, desk.who, ports=ports)
    except UnknownCode as error:
        said = pages.sentence(error)
        return _show(request, id, desk, ports, secret, status=error.status, problem=said)
    return RedirectResponse("/ring-backs?done=reached", 303)


@router.post("/{id}/not-reached")
def not_reached(id: int, desk: Writer, ports: PortsHere) -> Response:
    ring_backs.not_reached(id, desk.who, ports=ports)
    return RedirectResponse("/ring-backs?done=later", 303)


def _show(
    request: Request,
    id: int,
    desk: Desk,
    ports: PortsHere,
    secret: str,
    *,
    status: int = 200,
    problem: str = "",
    purposeless: bool = False,
    what_for: str = "",
) -> Response:
    row = ring_backs.one(id, ports=ports)
    return pages.page(
        request,
        "staff/ring_back.html",
        status=status,
        desk=desk,
        one=row.ring_back,
        complaint=row.complaint,
        mine=row.ring_back.taken_by == desk.who.name,
        shown=ring_backs.number_of(row.ring_back, secret, desk.who, ports=ports),
        rules=ports.seat_rules,
        purposes=list(Purpose),
        problem=problem,
        purposeless=purposeless,
        what_for=what_for,
        **call_of(seats.still_there(desk.who, ports=ports), ports),
    )
