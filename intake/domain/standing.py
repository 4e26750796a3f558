"""How a complaint stands, in the few words that are for everybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from intake.domain.complaint import ComplaintState
from intake.domain.days import day_of
from intake.domain.open_figures import Row
from intake.domain.ticket import OPEN, Role, TicketState

DONE = (ComplaintState.ANSWERED, ComplaintState.CLOSED)
COUNTS = (*OPEN, TicketState.ANSWERED)  # stays that were not handed on


class Stay(Protocol):
    @property
    def office(self) -> str: ...
    @property
    def office_name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def state(self) -> TicketState: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def late_minutes(self) -> int | None: ...


def row_of(
    filed_at: datetime,
    area: str,
    category: str,
    state: ComplaintState,
    stays: Iterable[Stay],
    now: datetime,
) -> Row:
    """`stays`: oldest first; the last that leads counts."""
    leading = [one for one in stays if one.role is Role.LEAD and one.state in COUNTS]
    says = "withdrawn" if state is ComplaintState.WITHDRAWN else "open"
    says = "done" if state in DONE else says
    day = day_of(filed_at)
    if not leading:
        return Row(day, area, category, says)
    last = leading[-1]
    in_time: bool | None = None
    if last.state is TicketState.ANSWERED:
        in_time = not last.late_minutes
    elif now >= last.due_at:
        in_time = False
    return Row(day, area, category, says, last.office, last.office_name, in_time)
