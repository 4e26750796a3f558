"""An office's tickets. Only the steps that are legal now are offered."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import EmptyText, TooLong, TooManyReveals
from intake.domain.staff import Act
from intake.domain.ticket import ReturnReason
from intake.service import handling, revealing, work
from intake.service.revealing import Purpose
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.HANDLE))]
Writer = Annotated[Desk, Depends(writes(Act.HANDLE))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/tickets")


@router.get("")
def mine(request: Request, desk: Reader, ports: PortsHere, done: bool = False) -> Response:
    found = work.tickets(desk.who, is_open=not done, ports=ports)
    return pages.page(request, "staff/tickets.html", desk=desk, complaints=found, done=done)


@router.get("/{number}")
def look_at(request: Request, number: str, desk: Reader, ports: PortsHere) -> Response:
    return _show(request, number, desk, ports)


@router.post("/{number}/sign")
def sign(number: str, desk: Writer, ports: PortsHere) -> Response:
    handling.sign(number, desk.who, ports=ports)
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/answer")
def answer(
    request: Request, number: str, desk: Writer, ports: PortsHere, text: Text = ""
) -> Response:
    try:
        handling.answer(number, text, desk.who, ports=ports)
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said, typed=text)
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/send-back")
def send_back(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    reason: Text = "",
    note: Text = "",
) -> Response:
    if reason not in set(ReturnReason):
        return _show(request, number, desk, ports, status=422, unreasoned=True, note=note)
    try:
        handling.send_back(number, ReturnReason(reason), note, desk.who, ports=ports)
    except (EmptyText, TooLong):
        return _show(request, number, desk, ports, status=422, unreasoned=True, note=note)
    return RedirectResponse("/tickets", 303)


@router.post("/{number}/reveal")
def reveal(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    purpose: Text = "",
    note: Text = "",
) -> Response:
    """The words are in this answer alone: no address shows them again."""
    if purpose not in set(Purpose):
        return _show(request, number, desk, ports, status=422, purposeless=True, what_for=note)
    try:
        words = revealing.reveal(number, desk.who, Purpose(purpose), note, ports=ports)
    except (EmptyText, TooLong):
        return _show(request, number, desk, ports, status=422, purposeless=True, what_for=note)
    except TooManyReveals as error:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said)
    return _show(request, number, desk, ports, revealed=words)


def _show(
    request: Request,
    number: str,
    desk: Desk,
    ports: PortsHere,
    *,
    status: int = 200,
    problem: str = "",
    typed: str = "",
    note: str = "",
    unreasoned: bool = False,
    what_for: str = "",
    purposeless: bool = False,
    revealed: str = "",
) -> Response:
    seen = work.one(number, desk.who, ports=ports)
    complaint = seen.complaint
    return pages.page(
        request,
        "staff/ticket.html",
        status=status,
        desk=desk,
        complaint=complaint,
        events=seen.events,
        joined=seen.joined,
        ticket=complaint.ticket_of(desk.who.office),
        limit=ports.directory.time_limit(complaint.time_limit, complaint.filed_at),
        reasons=list(ReturnReason),
        problem=problem,
        typed=typed,
        note=note,
        unreasoned=unreasoned,
        purposes=list(Purpose),
        what_for=what_for,
        purposeless=purposeless,
        revealed=revealed,
    )
