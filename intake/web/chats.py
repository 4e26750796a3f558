"""An agent's pages: who waits for a person, and the conversation itself."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.complaint import Kind
from intake.domain.conversation import Conversation, Owner
from intake.domain.errors import EmptyText, TooLong, TooManyReveals
from intake.domain.seats import Seat
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import handover, repeat_callers, ring_backs, ringing, seats
from intake.service.handover import Written
from intake.service.revealing import Purpose
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.TALK))]
Writer = Annotated[Desk, Depends(writes(Act.TALK))]
Text = Annotated[str, Form()]
JOIN, ANSWER = "join:", "answer"  # what happens to what is filed; else an office gets it
router = APIRouter(prefix="/chats")


@router.get("")
def queue(request: Request, desk: Reader, ports: PortsHere) -> Response:
    found = handover.queue(ports=ports)
    seat = seats.still_there(desk.who, ports=ports)
    if seat.call:
        ringing.pop(seat.call, desk.who, ports=ports)
    return pages.page(
        request,
        "staff/chats.html",
        desk=desk,
        **call_of(seat, ports),
        rules=ports.seat_rules,
        ring_backs=ring_backs.count(ports=ports),
        waiting=[c for c in found if c.owner is Owner.WAITING],
        mine=[c for c in found if c.owner is Owner.AGENT and c.agent == desk.who.name],
        others=[c for c in found if c.owner is Owner.AGENT and c.agent != desk.who.name],
    )


@router.get("/{id}")
def look_at(request: Request, id: str, desk: Reader, ports: PortsHere) -> Response:
    return _show(request, id, desk, ports)


@router.post("/{id}/take")
def take(id: str, desk: Writer, ports: PortsHere) -> Response:
    handover.take(id, desk.who.name, ports=ports)
    return RedirectResponse(f"/chats/{id}", 303)


@router.post("/{id}/say")
def say(request: Request, id: str, desk: Writer, ports: PortsHere, text: Text = "") -> Response:
    try:
        handover.say(id, text, desk.who.name, ports=ports)
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _show(request, id, desk, ports, status=error.status, problem=said, typed=text)
    return RedirectResponse(f"/chats/{id}#latest", 303)


@dataclass(frozen=True)
class Filling:
    """What the form for filing brought, to be shown again where it cannot be taken."""

    written: Written = field(default_factory=Written)
    then: str = ""
    answer: str = field(default="", repr=False)


def _form(
    what: Text = "",
    kind: Text = "",
    where: Text = "",
    when: Text = "",
    whom: Text = "",
    wish: Text = "",
    then: Text = "",
    answer: Text = "",
) -> Filling:
    known = kind if kind in set(Kind) else ""
    return Filling(Written(known, what, where, when, whom, wish), then, answer)


@router.post("/{id}/file")
def file(
    request: Request,
    id: str,
    desk: Writer,
    ports: PortsHere,
    form: Annotated[Filling, Depends(_form)],
    by_sms: Annotated[bool, Form()] = False,
) -> Response:
    joins = form.then.removeprefix(JOIN) if form.then.startswith(JOIN) else ""
    answer = form.answer if form.then == ANSWER else None
    try:
        handover.file_for(
            id, form.written, desk.who, joins=joins, answer=answer, by_sms=by_sms, ports=ports
        )
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _show(request, id, desk, ports, status=error.status, problem=said, form=form)
    return RedirectResponse(f"/chats/{id}#latest", 303)


@router.post("/{id}/reveal")
def reveal(
    request: Request,
    id: str,
    desk: Writer,
    ports: PortsHere,
    purpose: Text = "",
    note: Text = "",
) -> Response:
    """The words are in this answer alone: the page fetches itself again masked."""
    if purpose not in set(Purpose):
        return _show(request, id, desk, ports, status=422, purposeless=True, what_for=note)
    try:
        conv = handover.reveal(id, Purpose(purpose), note, desk.who.name, ports=ports)
    except (EmptyText, TooLong):
        return _show(request, id, desk, ports, status=422, purposeless=True, what_for=note)
    except TooManyReveals as error:
        said = pages.sentence(error)
        return _show(request, id, desk, ports, status=error.status, problem=said)
    return _show(request, id, desk, ports, revealed=conv)


@router.post("/{id}/hand-back")
def hand_back(id: str, desk: Writer, ports: PortsHere) -> Response:
    handover.hand_back(id, desk.who.name, ports=ports)
    return RedirectResponse("/chats", 303)


def call_of(seat: Seat, ports: Ports) -> dict[str, Any]:
    """The seat, and what its call brings with it."""
    found = ringing.of_seat(seat, ports=ports)
    call, conv = found or (None, None)
    return {
        "seat": seat,
        "call": call,
        "call_conv": conv,
        "call_lacks": questions(conv, ports) if conv else [],
        "matters": repeat_callers.open_matters(call, ports=ports) if call else [],
    }


def questions(conv: Conversation, ports: Ports) -> list[str]:
    """What is still to be asked."""
    return [ports.words.say(f"ask_{slot}").text for slot in conv.lacks()]


def _show(
    request: Request,
    id: str,
    desk: Desk,
    ports: PortsHere,
    *,
    status: int = 200,
    problem: str = "",
    typed: str = "",
    form: Filling | None = None,
    what_for: str = "",
    purposeless: bool = False,
    revealed: Conversation | None = None,
) -> Response:
    conv = revealed or handover.look_at(id, ports=ports)
    seat = seats.still_there(desk.who, ports=ports)
    mine = conv.owner is Owner.AGENT and conv.agent == desk.who.name
    form = form or Filling()
    if revealed:
        form = Filling(Written(what=conv.draft.get("what", "")))
    return pages.page(
        request,
        "staff/chat.html",
        status=status,
        **call_of(seat, ports),
        rules=ports.seat_rules,
        lacks=questions(conv, ports),
        desk=desk,
        conv=conv,
        mine=mine,
        alike=handover.alike(conv, ports=ports) if mine and not _polls(request) else [],
        problem=problem,
        typed=typed,
        form=form,
        kinds=list(Kind),
        what_for=what_for,
        purposeless=purposeless,
        revealed=revealed is not None,
    )


def _polls(request: Request) -> bool:
    """The transcript alone is wanted, every three seconds."""
    return request.headers.get("HX-Target") == "transcript"
