"""An agent's seat at the phone: ready, pausing, wrapping up; sending a caller on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import NotFound
from intake.domain.seats import SeatState
from intake.domain.staff import Act
from intake.service import ringing, seats
from intake.web import pages
from intake.web.chats import call_of
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.TALK))]
Writer = Annotated[Desk, Depends(writes(Act.TALK))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/seat")
STATES = {"ready": SeatState.READY, "pause": SeatState.PAUSED}


@router.post("/turn/{state}")
def turn(state: str, desk: Writer, ports: PortsHere) -> Response:
    if state not in STATES:
        raise NotFound
    seats.turn(desk.who, STATES[state], ports=ports)
    return RedirectResponse("/chats", 303)


@router.post("/wrap-up")
def wrap_up(desk: Writer, ports: PortsHere, code: Text = "") -> Response:
    seats.wrap_up(desk.who, code, ports=ports)
    return RedirectResponse("/chats", 303)


@router.get("/transfer/{to}")
def confirm(request: Request, to: str, desk: Reader, ports: PortsHere) -> Response:
    line = ports.seat_rules.emergency.get(to)
    if line is None:
        raise NotFound
    seat = seats.still_there(desk.who, ports=ports)
    return pages.page(
        request,
        "staff/transfer.html",
        desk=desk,
        line=line,
        **call_of(seat, ports),
        rules=ports.seat_rules,
    )


@router.post("/transfer/{to}")
def transfer(to: str, desk: Writer, ports: PortsHere) -> Response:
    seat = seats.look(desk.who, ports=ports)
    ringing.transfer(seat.call, to, desk.who, ports=ports)
    return RedirectResponse("/chats", 303)
