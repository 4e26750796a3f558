"""An office's tickets. Only the steps that are legal now are offered."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import (
    AlreadyExtended,
    BoundByPanel,
    ChangedMeanwhile,
    EmptyText,
    HelpersStillOpen,
    TooLate,
    TooLong,
    TooManyReveals,
    UnknownColleague,
    UnknownOffice,
)
from intake.domain.exclusions import ExclusionReason
from intake.domain.lists import OfficeTab
from intake.domain.staff import Act
from intake.domain.ticket import PauseReason, ReturnReason
from intake.service import handling, hinting, revealing, rises, tracking, work
from intake.service.revealing import Purpose
from intake.service.tracking import Wanted
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Filtered

Reader = Annotated[Desk, Depends(reads(Act.HANDLE))]
Writer = Annotated[Desk, Depends(writes(Act.HANDLE))]
Closer = Annotated[Desk, Depends(writes(Act.CLOSE))]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]  # the version that the page showed
Loaded = Annotated[datetime | None, Form()]  # when it did
router = APIRouter(prefix="/tickets")


@router.get("")
def mine(request: Request, desk: Reader, ports: PortsHere, filters: Filtered) -> Response:
    tab = OfficeTab(filters.tab) if filters.tab in set(OfficeTab) else OfficeTab.OPEN
    found = work.tickets(desk.who, tab, filters.narrow, filters.ticket_mark, ports=ports)
    has_notices = ports.track_rules.is_of_field(desk.who.office)
    return pages.list_page(
        request, "staff/tickets.html", desk, found, filters, tab=tab, has_notices=has_notices
    )


@router.get("/{number}")
def look_at(request: Request, number: str, desk: Reader, ports: PortsHere) -> Response:
    return show(request, number, desk, ports)


@router.post("/{number}/sign")
def sign(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    seen: Seen = None,
    loaded: Loaded = None,
) -> Response:
    try:
        handling.sign(number, desk.who, seen=seen, ports=ports)
    except ChangedMeanwhile as error:
        said = pages.sentence(error)
        return show(request, number, desk, ports, status=409, problem=said, loaded=loaded)
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/answer")
def answer(
    request: Request,
    number: str,
    desk: Closer,
    ports: PortsHere,
    text: Text = "",
    seen: Seen = None,
    loaded: Loaded = None,
) -> Response:
    try:
        handling.answer(number, text, desk.who, seen=seen, ports=ports)
    except (EmptyText, TooLong, HelpersStillOpen, ChangedMeanwhile) as error:
        since = loaded if isinstance(error, ChangedMeanwhile) else None
        return show(
            request,
            number,
            desk,
            ports,
            status=error.status,
            problem=pages.sentence(error),
            typed=text,
            loaded=since,
        )
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/send-back")
def send_back(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    reason: Text = "",
    note: Text = "",
    suggested: Text = "",
    seen: Seen = None,
    loaded: Loaded = None,
) -> Response:
    if reason not in set(ReturnReason):
        return show(request, number, desk, ports, status=422, unreasoned=True, note=note)
    try:
        handling.send_back(
            number,
            ReturnReason(reason),
            note,
            desk.who,
            suggested=suggested,
            seen=seen,
            ports=ports,
        )
    except (EmptyText, TooLong, UnknownOffice):
        return show(request, number, desk, ports, status=422, unreasoned=True, note=note)
    except (TooLate, BoundByPanel, ChangedMeanwhile) as error:
        return show(
            request,
            number,
            desk,
            ports,
            status=error.status,
            problem=pages.sentence(error),
            note=note,
            loaded=loaded if isinstance(error, ChangedMeanwhile) else None,
        )
    return RedirectResponse("/tickets", 303)


@router.post("/{number}/give")
def give(
    request: Request, number: str, desk: Writer, ports: PortsHere, to: Text = "", seen: Seen = None
) -> Response:
    try:
        handling.give(number, to, desk.who, seen=seen, ports=ports)
    except (UnknownColleague, ChangedMeanwhile) as error:
        said = pages.sentence(error)
        return show(request, number, desk, ports, status=error.status, problem=said)
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/ask-extension")
def ask_extension(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    days: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    try:
        asked = int(days) if days.isdecimal() else 0
        handling.ask_extension(number, asked, note, desk.who, seen=seen, ports=ports)
    except (EmptyText, TooLong):
        return show(request, number, desk, ports, status=422, untimed="extension", note=note)
    except (AlreadyExtended, ChangedMeanwhile) as error:
        said = pages.sentence(error)
        return show(request, number, desk, ports, status=error.status, problem=said, note=note)
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/pause")
def pause(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    reason: Text = "",
    until: Text = "",
    seen: Seen = None,
) -> Response:
    try:
        day, why = date.fromisoformat(until), PauseReason(reason)
        handling.pause(number, why, day, desk.who, seen=seen, ports=ports)
    except (ValueError, TooLong):
        return show(request, number, desk, ports, status=422, untimed="pause")
    return RedirectResponse(f"/tickets/{number}", 303)


@router.post("/{number}/resume")
def resume(number: str, desk: Writer, ports: PortsHere, seen: Seen = None) -> Response:
    handling.resume(number, desk.who, seen=seen, ports=ports)
    return RedirectResponse(f"/tickets/{number}", 303)


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
        return show(request, number, desk, ports, status=422, purposeless=True, what_for=note)
    try:
        words = revealing.reveal(number, desk.who, Purpose(purpose), note, ports=ports)
    except (EmptyText, TooLong):
        return show(request, number, desk, ports, status=422, purposeless=True, what_for=note)
    except TooManyReveals as error:
        said = pages.sentence(error)
        return show(request, number, desk, ports, status=error.status, problem=said)
    return show(request, number, desk, ports, revealed=words)


def show(
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
    untimed: str = "",
    what_for: str = "",
    purposeless: bool = False,
    revealed: str = "",
    stepped: Wanted | None = None,
    form: str = "",
    loaded: datetime | None = None,
) -> Response:
    """`form`: which of the forms beside the answer lacks something. `loaded`: when the page was
    that somebody else overtook; what happened since is shown."""
    seen = work.one(number, desk.who, ports=ports)
    complaint = seen.complaint
    changed = [event for event in seen.events if loaded and event.at > loaded]
    return pages.page(
        request,
        "staff/ticket.html",
        status=status,
        changed=changed,
        desk=desk,
        complaint=complaint,
        events=seen.events,
        joined=seen.joined,
        next=work.next_of(number, desk.who, ports=ports),
        alike=len(rises.alike(number, desk.who, ports=ports)),
        ticket=complaint.ticket_of(desk.who.office),
        limit=ports.directory.time_limit(complaint.time_limit, complaint.filed_at),
        colleagues=handling.colleagues(desk.who, ports=ports),
        reasons=list(ReturnReason),
        problem=problem,
        typed=typed,
        note=note,
        unreasoned=unreasoned,
        untimed=untimed,
        pauses=list(PauseReason),
        offices=ports.directory.offices_of(complaint.area or ports.home_area),
        purposes=list(Purpose),
        what_for=what_for,
        purposeless=purposeless,
        revealed=revealed,
        tracks=tracking.tracks(number, desk.who, ports=ports),
        hints=hinting.hints(number, desk.who, ports=ports),
        profit=ports.profit_rules,
        stepped=stepped,
        form=form,
        seen=seen,
        exclusion_reasons=list(ExclusionReason),
    )
