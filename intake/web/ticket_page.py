"""The page of one ticket, and the way back to it from each of its forms."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from intake.domain.drafts import Part
from intake.domain.errors import (
    ChangedMeanwhile,
    EmptyText,
    IntakeError,
    TooLong,
    UnknownOffice,
)
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import drafting, handling, hinting, rises, timeline, tracking, work
from intake.service.timeline import Show
from intake.service.tracking import Wanted
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import came_from


@dataclass(frozen=True)
class Back:
    """What a form comes back with when it did not work."""

    form: str = ""  # which of them; a visit of a joined complaint has its number behind a colon
    words: str = field(default="", repr=False)  # what was written in it
    problem: str = ""  # empty: what that form always needs
    status: int = 200
    loaded: datetime | None = None  # when the page was, that somebody else overtook
    stepped: Wanted | None = None
    revealed: str = field(default="", repr=False)


@dataclass(frozen=True)
class TicketPage:
    request: Request
    number: str
    desk: Desk
    ports: Ports
    show_events: Show

    def show(self, back: Back | None = None) -> Response:
        number, who, ports = self.number, self.desk.who, self.ports
        back = back or Back()
        seen = work.one(number, who, ports=ports)
        complaint, loaded = seen.complaint, back.loaded
        return pages.page(
            self.request,
            "staff/ticket.html",
            status=back.status,
            desk=self.desk,
            back=back,
            changed=[event for event in seen.events if loaded and event.at > loaded],
            seen=seen,
            complaint=complaint,
            ticket=complaint.ticket_of(who.office),
            events={show: timeline.only(seen.events, show) for show in Show},
            show=self.show_events,
            drafts=drafting.mine(number, who, ports=ports),
            next=onward.next_ticket(number, self.desk, came_from(self.request), ports),
            alike=len(rises.alike(number, who, ports=ports)),
            colleagues=handling.colleagues(who, ports=ports),
            limit=ports.directory.time_limit(complaint.time_limit, complaint.filed_at),
            offices=ports.directory.offices_of(complaint.area or ports.home_area),
            tracks=tracking.tracks(number, who, ports=ports),
            hints=hinting.hints(number, who, ports=ports),
            profit=ports.profit_rules,
            request_days=ports.track_rules.request_days,
        )

    def after(
        self,
        act: Callable[[], object],
        back: Back | None = None,
        then: Callable[[], Response] | None = None,
    ) -> Response:
        """Do it, then look at the ticket, or as `then` says. What did not work leaves what was
        written in its form; what could be a draft is kept as one, whatever becomes of the page."""
        try:
            act()
        except IntakeError as error:
            return self.refused(back or Back(), error)
        return then() if then else onward.back(f"/tickets/{self.number}", self.request)

    def onward(self, *, to_list: bool = False) -> Response:
        """To the next of the list for whoever goes on by themselves; else to the ticket again, or
        to the list."""
        came = came_from(self.request)
        to = came.here if to_list else ""
        return onward.from_ticket(self.number, self.desk, came, self.ports, to=to)

    def refused(self, back: Back, error: IntakeError) -> Response:
        """The page again, with one sentence. NotFound stays one."""
        if error.status == 404:
            raise error
        if back.form in set(Part) and back.words:
            self.keep(Part(back.form), back.words)
        said = "" if _lacks(error, back.form) else pages.sentence(error)
        loaded = back.loaded if isinstance(error, ChangedMeanwhile) else None
        return self.show(replace(back, problem=said, status=error.status, loaded=loaded))

    def keep(self, part: Part, words: str) -> IntakeError | None:
        """Say why it could not be kept as a draft."""
        try:
            drafting.keep(self.number, part, words, self.desk.who, ports=self.ports)
        except IntakeError as error:
            return error
        return None


def _lacks(error: IntakeError, form: str) -> bool:
    """Then the form itself says what it needs, better than one sentence for all could."""
    if isinstance(error, TooLong):
        return form in ("extension", "pause", "reveal")
    return form not in ("", "answer") and isinstance(error, EmptyText | UnknownOffice)


def _page(desk_of: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, TicketPage]]:
    async def page(
        request: Request,
        number: str,
        desk: Annotated[Desk, Depends(desk_of)],
        ports: PortsHere,
        events: Annotated[str, Query()] = "",
    ) -> TicketPage:
        show = Show(events) if events in set(Show) else Show.ALL
        return TicketPage(request, number, desk, ports, show)

    return page


Reading = Annotated[TicketPage, Depends(_page(reads(Act.HANDLE)))]
Writing = Annotated[TicketPage, Depends(_page(writes(Act.HANDLE)))]
Closing = Annotated[TicketPage, Depends(_page(writes(Act.CLOSE)))]
Refusing = Annotated[TicketPage, Depends(_page(writes(Act.REFUSE)))]
