"""Facts about how offices do in the database. One writer at a time: it alone counts."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, Table, func, insert, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql.performance_tables import days, facts, months
from intake.adapters.sql.tables import counters
from intake.domain.lists import PAGE
from intake.domain.performance import NOW, RATES, Cell, Fact, Sums, What

D, F, M, N = days.c, facts.c, months.c, counters.c
NAME = "performance"
COUNTS = ("n", "known", "points", "left")
DAY = timedelta(days=1)
EVER = date(1970, 1, 1)


class SqlPerformance:
    def __init__(self, session: Session):
        self._session = session

    def position(self) -> int:
        query = select(N.value).where(N.name == NAME)
        if self._session.get_bind().get_execution_options().get("writes"):
            query = query.with_for_update()
        return self._session.scalar(query) or 0

    def move_to(self, event: int) -> None:
        moved = self._session.execute(
            update(counters).where(N.name == NAME).values(value=event).returning(N.value)
        )
        if moved.first() is None:
            self._session.execute(insert(counters).values(name=NAME, value=event))

    def add(self, fact: Fact) -> None:
        self._session.add(fact)

    def of(self, numbers: Collection[str]) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {number: [] for number in numbers}
        query = select(Fact).where(F.number.in_(list(numbers))).order_by(F.id)
        for fact in self._session.scalars(query):
            found[fact.number].append(fact)
        return found

    def waiting(self, before: datetime, limit: int = 500) -> list[Fact]:
        query = select(Fact).where(
            F.what == What.CONTACTED, F.value.is_(None), F.left_out == "", F.at < before
        )
        return list(self._session.scalars(query.order_by(F.at).limit(limit)))

    def count(self, changes: Mapping[Cell, Sums]) -> None:
        by_month: dict[Cell, Sums] = {}
        for (day, office, what), sums in changes.items():
            cell = (day.replace(day=1), office, what)
            by_month[cell] = by_month.get(cell, Sums()) + sums
        self._add(days, "day", changes)
        self._add(months, "month", by_month)

    def _add(self, table: Table, when: str, changes: Mapping[Cell, Sums]) -> None:
        if not changes:
            return
        rows = [
            {"what": what, when: day, "office": office}
            | {name: getattr(sums, name) for name in COUNTS}
            for (day, office, what), sums in sorted(changes.items())
        ]
        kind = self._session.get_bind().dialect.name
        into: Any = (postgresql if kind == "postgresql" else sqlite).insert(table)
        more = {name: table.c[name] + into.excluded[name] for name in COUNTS}
        self._session.execute(
            into.on_conflict_do_update(index_elements=["what", when, "office"], set_=more), rows
        )

    def sums(self, since: date, until: date) -> dict[str, dict[What, Sums]]:
        found: dict[str, dict[What, Sums]] = {}
        for kinds, begins in ((_but_late(), since), ([What.OVERDUE], EVER)):
            rows = union_all(*_counted(kinds, begins, until)).subquery().c
            query = select(rows.office, rows.what, *_added(rows)).group_by(rows.office, rows.what)
            for office, what, *got in self._session.execute(query):
                if any(got):
                    found.setdefault(office, {})[what] = Sums(*map(int, got))
        return found

    def open_now(self) -> dict[str, int]:
        query = select(D.office, D.n).where(D.what == What.OPEN, D.day == NOW, D.n > 0)
        return {row.office: row.n for row in self._session.execute(query)}

    def months(self, since: date, until: date, office: str = "") -> dict[str, dict[What, Sums]]:
        rows = union_all(*_counted(_but_late(), since, until, office)).subquery().c
        query = select(rows.month, rows.what, *_added(rows)).group_by(rows.month, rows.what)
        found: dict[str, dict[What, Sums]] = {}
        for month, what, *got in self._session.execute(query):
            if any(got):
                found.setdefault(f"{month:%Y-%m}", {})[what] = Sums(*map(int, got))
        return found

    def points(
        self, what: What, since: date, until: date, office: str, after: int = 0, limit: int = PAGE
    ) -> list[Fact]:
        query = select(Fact).where(F.office == office, F.what == what, F.id > after)
        if what is What.OVERDUE:
            query = query.where(F.day <= until, F.until.is_(None) | (F.until > until))
        else:
            query = query.where(F.day.between(since, until))
        return list(self._session.scalars(query.order_by(F.id).limit(limit)))


def _added(rows: Any) -> list[Any]:
    return [func.sum(rows[name]) for name in COUNTS]


def _counted(
    kinds: list[What], since: date, until: date, office: str = ""
) -> Iterator[Select[Any]]:
    """Whole months, less the days of the first and of the last that were not asked for."""
    begins, ends = since.replace(day=1), until.replace(day=monthrange(until.year, until.month)[1])
    whose = [M.office == office] if office else []
    sums = [M[name] for name in COUNTS]
    whole = select(M.month, M.office, M.what, *sums)
    yield whole.where(M.what.in_(kinds), M.month.between(begins, until), *whose)
    less = [(-D[name]).label(name) for name in COUNTS]
    whose = [D.office == office] if office else []
    before, after = (begins, since - DAY), (until + DAY, ends)
    for first, last in (before, after):
        if first <= last:
            month = literal(first.replace(day=1), Date).label("month")
            days = select(month, D.office, D.what, *less)
            yield days.where(D.what.in_(kinds), D.day.between(first, last), *whose)


def _but_late() -> list[What]:
    """Named one by one, so that the key of the table finds the days of each."""
    return list(RATES)
