"""An office's tickets. Only the steps that are legal now are offered."""

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.errors import EmptyText, IntakeError
from intake.domain.lists import OfficeTab
from intake.domain.staff import Act
from intake.domain.ticket import PauseReason, ReturnReason
from intake.service import handling, revealing, standing_in, tracking, work
from intake.service.revealing import Purpose
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads
from intake.web.filters import Filtered
from intake.web.ticket_page import Back, Closing, Reading, Refusing, Writing

Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]  # the version that the page showed
Loaded = Annotated[datetime | None, Form()]  # when it did
router = APIRouter(prefix="/tickets")


@router.get("")
def mine(
    request: Request,
    desk: Annotated[Desk, Depends(reads(Act.HANDLE))],
    ports: PortsHere,
    filters: Filtered,
) -> Response:
    filters = filters.known(dict(pages.areas_for(desk.who, ports)), set(OfficeTab))
    tab, narrow = OfficeTab(filters.tab or OfficeTab.OPEN), onward.own(filters, desk.who, ports)
    found = work.tickets(desk.who, tab, narrow, filters.ticket_mark, ports=ports)
    shown = [one.complaint.number for one in found.page.rows]
    return pages.list_page(
        request,
        "staff/tickets.html",
        desk,
        found,
        filters,
        tab=tab,
        has_notices=ports.track_rules.is_of_field(desk.who.office),
        late=tracking.late(shown, desk.who, ports=ports),
        standing=standing_in.stood_in_for(desk.who, ports=ports),
    )


@router.get("/{number}")
def look_at(page: Reading) -> Response:
    return page.show()


@router.post("/{number}/sign")
def sign(page: Writing, seen: Seen = None, loaded: Loaded = None) -> Response:
    act = partial(handling.sign, page.number, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act, Back(loaded=loaded), page.onward)


@router.post("/{number}/answer")
def answer(page: Closing, text: Text = "", seen: Seen = None, loaded: Loaded = None) -> Response:
    act = partial(handling.answer, page.number, text, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act, Back("answer", text, loaded=loaded), page.onward)


@router.post("/{number}/send-back")
def send_back(
    page: Refusing,
    reason: Text = "",
    note: Text = "",
    suggested: Text = "",
    seen: Seen = None,
    loaded: Loaded = None,
) -> Response:
    def act() -> None:
        known(ReturnReason, reason)
        handling.send_back(
            page.number,
            ReturnReason(reason),
            note,
            page.desk.who,
            suggested=suggested,
            seen=seen,
            ports=page.ports,
        )

    then = partial(page.onward, to_list=True)
    return page.after(act, Back("send_back", note, loaded=loaded), then)


@router.post("/{number}/give")
def give(page: Writing, to: Text = "", seen: Seen = None) -> Response:
    act = partial(handling.give, page.number, to, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act)


@router.post("/{number}/ask-extension")
def ask_extension(
    page: Writing, days: Text = "", note: Text = "", seen: Seen = None, loaded: Loaded = None
) -> Response:
    def act() -> None:
        asked = int(days) if days.isdecimal() else 0
        handling.ask_extension(page.number, asked, note, page.desk.who, seen=seen, ports=page.ports)

    return page.after(act, Back("extension", note, loaded=loaded))


@router.post("/{number}/pause")
def pause(page: Writing, reason: Text = "", until: Text = "", seen: Seen = None) -> Response:
    def act() -> None:
        known(PauseReason, reason)
        why, day = PauseReason(reason), _day(until)
        handling.pause(page.number, why, day, page.desk.who, seen=seen, ports=page.ports)

    return page.after(act, Back("pause"))


@router.post("/{number}/resume")
def resume(page: Writing, seen: Seen = None) -> Response:
    act = partial(handling.resume, page.number, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act)


@router.post("/{number}/reveal")
def reveal(page: Writing, purpose: Text = "", note: Text = "") -> Response:
    """The words are in this answer alone: no address shows them again."""
    back = Back("reveal", note)
    try:
        known(Purpose, purpose)
        words = revealing.reveal(
            page.number, page.desk.who, Purpose(purpose), note, ports=page.ports
        )
    except IntakeError as error:
        return page.refused(back, error)
    return page.show(Back(revealed=words))


def known(kind: type[StrEnum], code: str) -> None:
    """Raise EmptyText for what is none of them: nothing was chosen."""
    if code not in set(kind):
        raise EmptyText("/reason")


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise EmptyText("/until") from None
