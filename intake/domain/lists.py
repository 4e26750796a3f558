"""Lists people work through: what they hold, how they are narrowed, where the next page begins."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import end_of_day, midnight_after
from intake.domain.ticket import Ticket, TicketState

MOMENT = "%Y%m%dT%H%M%S%f"
MARK = re.compile(r"(\d{8}T\d{12})\.([0-9A-Za-z-]{1,20})(\.urgent)?", re.ASCII)
TICKET_ID = re.compile(r"\d{1,9}", re.ASCII)
AREA = re.compile(r"\d{2,6}", re.ASCII)
PAGE = 50
SOON = 120  # minutes while offices are open
AT_ONCE = 500  # rows in memory where a whole list is read
COUNTED = 10_000  # rows a count looks at: it takes as long for a million as for that many


class OfficeTab(StrEnum):
    OPEN = "open"
    TO_SIGN = "to_sign"
    IN_HAND = "in_hand"
    TODAY = "today"  # due until midnight
    LATE = "late"
    ENDED = "ended"

    def holds(self, ticket: Ticket, now: datetime) -> bool:
        match self:
            case OfficeTab.TO_SIGN:
                return ticket.state is TicketState.DISPATCHED
            case OfficeTab.IN_HAND:
                return ticket.state in (TicketState.SIGNED, TicketState.SUSPENDED)
            case OfficeTab.TODAY:
                return ticket.is_open and now < ticket.due_at <= end_of_day(now)
            case OfficeTab.LATE:
                return ticket.is_overdue(now)
        return ticket.is_open is (self is OfficeTab.OPEN)


class BoardTab(StrEnum):
    OPEN = "open"
    SOON = "soon"  # due before `soon`, and not late yet
    LATE = "late"
    CONTESTED = "contested"
    REDONE = "redone"
    PANEL = "panel"
    TO_DECIDE = "to_decide"  # the panel's among them
    ASKED = "asked"  # more time

    def holds(self, complaint: Complaint, now: datetime, soon: datetime | None = None) -> bool:
        due = complaint.next_due
        if due is None:
            return False
        return {
            BoardTab.OPEN: True,
            BoardTab.SOON: now < due <= (soon or now),
            BoardTab.LATE: due <= now,
            BoardTab.CONTESTED: complaint.is_contested,
            BoardTab.REDONE: complaint.is_redone,
            BoardTab.PANEL: complaint.state is ComplaintState.AT_PANEL,
            BoardTab.TO_DECIDE: complaint.is_to_decide,
            BoardTab.ASKED: any(t.is_asked and t.is_open for t in complaint.tickets),
        }[self]


@dataclass(frozen=True)
class Narrow:
    """What a list is narrowed to; as it stands, to nothing."""

    due_by: datetime | None = None
    area: str = ""  # with the areas below it
    urgent: bool = False
    officers: tuple[str, ...] = ()  # who does it; an office's list alone is narrowed by them

    def until(self, moment: datetime) -> "Narrow":
        return replace(self, due_by=min(self.due_by or moment, moment))

    def fits(self, complaint: Complaint, due_at: datetime | None) -> bool:
        in_time = self.due_by is None or (due_at is not None and due_at <= self.due_by)
        return (
            in_time
            and complaint.area.startswith(self.area)
            and (complaint.urgent or not self.urgent)
        )


EVERYTHING = Narrow()


def day_in(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def narrow_in(given: Mapping[str, str]) -> Narrow:
    """As an address says it; what it says in no way we know narrows nothing."""
    day, area = day_in(given.get("before", "")), given.get("area", "")
    due_by = midnight_after(day) if day else None
    return Narrow(due_by, area if AREA.fullmatch(area) else "", bool(given.get("urgent")))


@dataclass(frozen=True)
class Among:
    """Which of those at the desk; as it stands, all."""

    below: float | None = None  # less sure of its office than that
    why: str = ""  # why it is there
    repeated: bool = False  # others were joined to it

    def holds(self, complaint: Complaint, *, repeated: bool) -> bool:
        return (
            (self.below is None or complaint.confidence < self.below)
            and self.why in ("", complaint.desk_why)
            and (repeated or not self.repeated)
        )


ALL = Among()
PERCENT = re.compile(r"[1-9]\d?", re.ASCII)
WHYS = ("unsure", "inform", "sent_back", "unsolved", "unroutable", "left_alone")


def among_in(given: Mapping[str, str]) -> Among:
    """As narrow_in(), of a desk alone."""
    percent, why = given.get("below", ""), given.get("why", "")
    below = int(percent) / 100 if PERCENT.fullmatch(percent) else None
    return Among(below, why if why in WHYS else "", bool(given.get("repeated")))


@dataclass(frozen=True)
class Mark:
    """Where a page ended: what its last row was sorted by."""

    moment: datetime
    id: str  # a complaint's number, or a ticket's id
    urgent: bool = False


@dataclass(frozen=True)
class Stay:
    """A row of an office's list: its stay on a complaint."""

    complaint: Complaint
    ticket: Ticket


@dataclass(frozen=True)
class Tally:
    """How many a tab holds; so many at least, where a count stopped looking."""

    number: int
    at_least: bool = False


Row = TypeVar("Row")


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A page of a list. `next` begins the page after; None on the last one."""

    rows: list[Row] = field(repr=False)
    next: Mark | None


def mark_in(text: str) -> Mark | None:
    """As mark_out() wrote it. None, which is the first page, also for what was never ours."""
    found = MARK.fullmatch(text)
    try:
        moment = datetime.strptime(found[1] if found else "", MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Mark(moment, found[2], bool(found[3])) if found else None


def stay_mark_in(text: str) -> Mark | None:
    mark = mark_in(text)
    return mark if mark and TICKET_ID.fullmatch(mark.id) else None


def mark_out(mark: Mark) -> str:
    end = ".urgent" if mark.urgent else ""
    return f"{mark.moment.astimezone(UTC):{MOMENT}}.{mark.id}{end}"


def cut(found: list[Row], mark: Callable[[Row], Mark], limit: int = PAGE) -> Listed[Row]:
    """A page of what was asked for: one row more than a page, to know whether it is the last."""
    rows = found[:limit]
    return Listed(rows, mark(rows[-1]) if len(found) > limit else None)


def every(
    page: Callable[[Mark | None, int], list[Row]], mark: Callable[[Row], Mark]
) -> Iterator[Row]:
    """The rows of a whole list, AT_ONCE of them in memory."""
    after, found = None, page(None, AT_ONCE)
    while found:
        yield from found
        after = mark(found[-1])
        found = page(after, AT_ONCE) if len(found) == AT_ONCE else []


def desk_mark(complaint: Complaint) -> Mark:
    return Mark(complaint.filed_at, complaint.number, complaint.urgent)


def board_mark(complaint: Complaint) -> Mark:
    return Mark(complaint.next_due or complaint.promised_at, complaint.number)


def stay_mark(stay: Stay) -> Mark:
    return Mark(stay.ticket.due_at, str(stay.ticket.id))
