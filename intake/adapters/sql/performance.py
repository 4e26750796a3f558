"""Facts about how offices do in the database. One writer at a time: it alone counts."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql.performance_tables import days, facts
from intake.adapters.sql.tables import counters
from intake.domain.lists import PAGE
from intake.domain.performance import Cell, Fact, Sums, What

D, F, N = days.c, facts.c, counters.c
NAME = "performance"
COUNTS = ("n", "known", "points", "left")


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
        if not changes:
            return
        rows = [
            {"what": what, "day": day, "office": office}
            | {name: getattr(sums, name) for name in COUNTS}
            for (day, office, what), sums in sorted(changes.items())
        ]
        kind = self._session.get_bind().dialect.name
        into: Any = (postgresql if kind == "postgresql" else sqlite).insert(days)
        more = {name: D[name] + into.excluded[name] for name in COUNTS}
        self._session.execute(
            into.on_conflict_do_update(index_elements=["what", "day", "office"], set_=more), rows
        )

    def sums(self, since: date, until: date) -> dict[str, dict[What, Sums]]:
        counts = [func.sum(D[name]) for name in COUNTS]
        whole = select(D.office, D.what, *counts).group_by(D.office, D.what)
        now = whole.where(D.what.in_(_but_late()), D.day.between(since, until))
        late = whole.where(D.what == What.OVERDUE, D.day <= until)
        found: dict[str, dict[What, Sums]] = {}
        for query in (now, late):
            for office, what, *got in self._session.execute(query):
                found.setdefault(office, {})[what] = Sums(*map(int, got))
        return found

    def months(self, since: date, until: date, office: str = "") -> dict[str, dict[What, Sums]]:
        counts = [func.sum(D[name]) for name in COUNTS]
        query = select(D.day, D.what, *counts).where(
            D.what.in_(_but_late()), D.day.between(since, until)
        )
        if office:
            query = query.where(D.office == office)
        found: dict[str, dict[What, Sums]] = {}
        for day, what, *got in self._session.execute(query.group_by(D.day, D.what)):
            month = found.setdefault(f"{day:%Y-%m}", {})
            month[what] = month.get(what, Sums()) + Sums(*map(int, got))
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


def _but_late() -> list[What]:
    """Named one by one, so that the key of the table finds the days of each."""
    return [what for what in What if what is not What.OVERDUE]
