"""Pages of lists, each read off one index: a million rows take as long as ten thousand."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, literal, select, true, tuple_
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import end_of_day
from intake.domain.lists import (
    COUNTED,
    EVERYTHING,
    PAGE,
    BoardTab,
    Mark,
    Narrow,
    OfficeTab,
    Stay,
    Tally,
)
from intake.domain.ticket import Ticket, TicketState

C, T = t.complaints.c, t.tickets.c
Condition = Callable[[Any], ColumnElement[bool]]  # of a table's columns, or a subquery's
COUNTY = 6  # digits


class SqlLists:
    def __init__(self, session: Session):
        self._session = session

    def desk(
        self,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
    ) -> list[Complaint]:
        found: list[Complaint] = []
        for urgent in (True, False):
            if after and after.urgent < urgent:
                continue  # that part was on the pages before
            begins = after if after and after.urgent == urgent else None
            query = select(Complaint).where(
                C.state == ComplaintState.AT_DESK,
                C.urgent.is_(urgent),
                *_bounded(within),
                *_narrowed(narrow, C.next_due, C),
                *_beyond(begins, C.filed_at, C.number),
            )
            page = query.order_by(C.filed_at, C.number).limit(limit - len(found))
            found += self._session.scalars(page)
        return found

    def office(
        self,
        office: str,
        tab: OfficeTab,
        now: datetime,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
    ) -> list[Stay]:
        back = tab is OfficeTab.ENDED
        query = select(Ticket, T.number).where(
            T.office == office,
            T.closed_at.is_not(None) if back else T.closed_at.is_(None),
            _of_tab(tab, now)(T),
            *_narrowed(narrow, T.due_at, T),
            *([T.officer.in_(narrow.officers)] if narrow.officers else ()),
            *_beyond(after, T.due_at, T.id, back=back),
        )
        order = (T.due_at.desc(), T.id.desc()) if back else (T.due_at, T.id)
        rows = self._session.execute(query.order_by(*order).limit(limit)).all()
        wanted = select(Complaint).where(C.number.in_([number for _, number in rows]))
        complaints = {one.number: one for one in self._session.scalars(wanted)}
        return [Stay(complaints[number], ticket) for ticket, number in rows]

    def board(
        self,
        tab: BoardTab,
        now: datetime,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
    ) -> list[Complaint]:
        due = C.decide_due if tab in (BoardTab.PANEL, BoardTab.TO_DECIDE) else C.next_due
        query = select(Complaint).where(
            due.is_not(None),
            *_bounded(within),
            *_narrowed(narrow, due, C),
            *_beyond(after, due, C.number),
        )
        if tab is BoardTab.PANEL:
            query = query.where(C.state == ComplaintState.AT_PANEL)
        if tab is BoardTab.LATE:
            query = query.where(due <= now)
        return list(self._session.scalars(query.order_by(due, C.number).limit(limit)))

    def desk_count(self, within: str = "") -> Tally:
        waiting = C.state == ComplaintState.AT_DESK
        (number,) = self._counts(select(C.number).where(waiting, *_bounded(within)))
        return _tally(number)

    def office_counts(self, office: str, now: datetime) -> dict[OfficeTab, Tally]:
        own = select(T.due_at, T.state).where(T.office == office)
        parts = (OfficeTab.TO_SIGN, OfficeTab.IN_HAND, OfficeTab.TODAY, OfficeTab.LATE)
        # By the due date: if not all can be counted, what is late or due today is.
        mine = own.where(T.closed_at.is_(None)).order_by(T.due_at)
        whole, *numbers = self._counts(mine, *(_of_tab(tab, now) for tab in parts))
        gone = select(T.due_at).where(T.office == office, T.closed_at.is_not(None))
        (ended,) = self._counts(gone)
        counts = {OfficeTab.OPEN: _tally(whole), OfficeTab.ENDED: _tally(ended)}
        for tab, number in zip(parts, numbers, strict=True):
            by_state = tab in (OfficeTab.TO_SIGN, OfficeTab.IN_HAND)
            counts[tab] = _tally(number, at_least=by_state and whole >= COUNTED)
        return counts

    def board_counts(self, now: datetime, within: str = "") -> dict[BoardTab, Tally]:
        bounds = list(_bounded(within))
        every = select(C.next_due).where(C.next_due.is_not(None), *bounds).order_by(C.next_due)
        whole, late = self._counts(every, lambda c: c.next_due <= now)
        waits = select(C.state).where(C.decide_due.is_not(None), *bounds)
        to_decide, panel = self._counts(waits, lambda c: c.state == ComplaintState.AT_PANEL)
        numbers = (whole, late, panel, to_decide)
        return {tab: _tally(n) for tab, n in zip(BoardTab, numbers, strict=True)}

    def _counts(self, query: Select[Any], *parts: Condition) -> list[int]:
        """How many rows, and of how many each is true; no more than COUNTED are looked at."""
        some = query.limit(COUNTED).subquery()
        columns = [func.count(), *(func.count().filter(part(some.c)) for part in parts)]
        return list(self._session.execute(select(*columns).select_from(some)).one())


def _tally(number: int, *, at_least: bool = False) -> Tally:
    return Tally(number, at_least or number >= COUNTED)


def _of_tab(tab: OfficeTab, now: datetime) -> Condition:
    """What it holds of the stays that are open."""
    running = (TicketState.DISPATCHED, TicketState.SIGNED)
    conditions: dict[OfficeTab, Condition] = {
        OfficeTab.TO_SIGN: lambda c: c.state == TicketState.DISPATCHED,
        OfficeTab.IN_HAND: lambda c: c.state != TicketState.DISPATCHED,
        OfficeTab.TODAY: lambda c: (c.due_at > now) & (c.due_at <= end_of_day(now)),
        OfficeTab.LATE: lambda c: (c.due_at <= now) & c.state.in_(running),
    }
    return conditions.get(tab, lambda _: true())


def within(area: str, column: Column[Any]) -> ColumnElement[bool]:
    """That area and those below it, in a way that an index answers."""
    if len(area) == COUNTY:
        return column == area
    return column.between(area, area.ljust(COUNTY, "9"))


def _bounded(bound: str) -> Iterator[ColumnElement[bool]]:
    if bound:
        yield within(bound, C.area)


def _narrowed(narrow: Narrow, due: Column[Any], columns: Any) -> Iterator[ColumnElement[bool]]:
    if narrow.due_by:
        yield due <= narrow.due_by
    if narrow.area:
        yield within(narrow.area, columns.area)
    if narrow.urgent:
        yield columns.urgent.is_(True)


def _beyond(
    after: Mark | None, moment: Column[Any], id: Column[Any], *, back: bool = False
) -> Iterator[ColumnElement[bool]]:
    if after:
        key = int(after.id) if id is T.id else after.id
        there = tuple_(literal(after.moment, moment.type), literal(key, id.type))
        here = tuple_(moment, id)
        yield here < there if back else here > there
