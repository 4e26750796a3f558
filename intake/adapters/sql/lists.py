"""Pages of lists, each read off one index: a million rows take as long as ten thousand."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import end_of_day
from intake.domain.lists import (
    ALL,
    COUNTED,
    EVERYTHING,
    PAGE,
    Among,
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
DUE = {
    BoardTab.PANEL: C.decide_due,
    BoardTab.TO_DECIDE: C.decide_due,
    BoardTab.CONTESTED: C.contested_due,
    BoardTab.REDONE: C.redone_due,
}
ASKED = (T.asked_days.is_not(None), T.closed_at.is_(None))


def _is_joined(columns: Any) -> ColumnElement[bool]:
    """Written out, as its index has it: no database compares that with a value that is bound."""
    is_joined: ColumnElement[bool] = columns.state == literal_column(f"'{ComplaintState.JOINED}'")
    return is_joined


class SqlLists:
    def __init__(self, session: Session):
        self._session = session

    def desk(
        self,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
        among: Among = ALL,
    ) -> list[Complaint]:
        found: list[Complaint] = []
        for urgent in (True, False):
            if after and after.urgent < urgent:
                continue  # that part was on the pages before
            begins = after if after and after.urgent == urgent else None
            # The numbers first, off the index alone: what others may be joined to is many.
            numbers = select(C.number).where(
                C.state == ComplaintState.AT_DESK,
                C.next_due.is_not(None),
                C.urgent.is_(urgent),
                *_bounded(within),
                *_narrowed(narrow, C.next_due, C),
                *_chosen(among),
                *_beyond(begins, C.filed_at, C.number),
            )
            page = numbers.order_by(C.filed_at, C.number).limit(limit - len(found))
            rows = select(Complaint).where(C.number.in_(self._session.scalars(page).all()))
            found += self._session.scalars(rows.order_by(C.filed_at, C.number))
        return found

    def told_by(self, numbers: Collection[str]) -> dict[str, int]:
        query = select(C.joins, func.count().label("n"))
        query = query.where(_is_joined(C), C.joins.in_(list(numbers))).group_by(C.joins)
        return {row.joins: row.n for row in self._session.execute(query)}

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
        soon: datetime | None = None,
    ) -> list[Complaint]:
        due = DUE.get(tab, C.next_due)
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
        if tab is BoardTab.SOON:
            query = query.where(due > now, due <= (soon or now))
        if tab is BoardTab.ASKED:
            query = query.where(C.number.in_(select(T.number).where(*ASKED)))
        return list(self._session.scalars(query.order_by(due, C.number).limit(limit)))

    def desk_count(self, within: str = "") -> Tally:
        waiting = (C.state == ComplaintState.AT_DESK) & C.next_due.is_not(None)
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

    def board_counts(
        self, now: datetime, within: str = "", soon: datetime | None = None
    ) -> dict[BoardTab, Tally]:
        bounds = list(_bounded(within))

        def those(due: Column[Any], *more: ColumnElement[bool]) -> Select[Any]:
            return select(due).where(due.is_not(None), *bounds, *more)

        every = those(C.next_due).order_by(C.next_due)
        whole, late = self._counts(every, lambda c: c.next_due <= now)
        to_decide, panel = self._counts(
            those(C.decide_due).with_only_columns(C.state),
            lambda c: c.state == ComplaintState.AT_PANEL,
        )
        near = those(C.next_due, C.next_due > now, C.next_due <= (soon or now))
        asked = select(T.number).where(*ASKED, *_bounded(within, T.area)).distinct()
        near_by, contested, redone, asking = self._sizes(
            near, those(C.contested_due), those(C.redone_due), asked
        )
        numbers = (whole, near_by, late, contested, redone, panel, to_decide, asking)
        return {tab: _tally(n) for tab, n in zip(BoardTab, numbers, strict=True)}

    def _sizes(self, *queries: Select[Any]) -> list[int]:
        """How many rows each has, up to COUNTED."""
        some = [query.limit(COUNTED).subquery() for query in queries]
        sizes = [select(func.count()).select_from(one).scalar_subquery() for one in some]
        return list(self._session.execute(select(*sizes)).one())

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


def _bounded(bound: str, area: Column[Any] = C.area) -> Iterator[ColumnElement[bool]]:
    if bound:
        yield within(bound, area)


def _chosen(among: Among) -> Iterator[ColumnElement[bool]]:
    if among.below is not None:
        yield C.confidence < among.below
    if among.why:
        yield C.desk_why == among.why
    if among.repeated:
        others = t.complaints.alias()
        yield C.number.in_(select(others.c.joins).where(_is_joined(others.c)))


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
