"""Facts about how offices do in memory."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from intake.domain.lists import PAGE
from intake.domain.performance import RATES, Cell, Fact, Sums, What

if TYPE_CHECKING:
    from intake.adapters.memory import Store

NAME = "performance"


class MemoryPerformance:
    def __init__(self, store: "Store"):
        self._store = store

    def position(self) -> int:
        return self._store.counters.get(NAME, 0)

    def move_to(self, event: int) -> None:
        self._store.counters[NAME] = event

    def add(self, fact: Fact) -> None:
        fact.id = len(self._store.facts) + 1
        self._store.facts.append(fact)

    def of(self, numbers: Collection[str]) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {number: [] for number in numbers}
        for fact in self._store.facts:
            if fact.number in found:
                found[fact.number].append(fact)
        return found

    def waiting(self, before: datetime, limit: int = 500) -> list[Fact]:
        found = [
            fact
            for fact in self._store.facts
            if fact.what is What.CONTACTED
            and fact.value is None
            and not fact.left_out
            and fact.at < before
        ]
        return sorted(found, key=lambda fact: fact.at)[:limit]

    def count(self, changes: Mapping[Cell, Sums]) -> None:
        for cell, sums in changes.items():
            self._store.counted[cell] = self._store.counted.get(cell, Sums()) + sums

    def sums(self, since: date, until: date) -> dict[str, dict[What, Sums]]:
        found: dict[str, dict[What, Sums]] = {}
        for (day, office, what), sums in self._store.counted.items():
            begins = date.min if what is What.OVERDUE else since
            if what is not What.OPEN and begins <= day <= until:
                of = found.setdefault(office, {})
                of[what] = of.get(what, Sums()) + sums
        return _but_nothing(found)

    def open_now(self) -> dict[str, int]:
        counted = self._store.counted.items()
        return {
            office: sums.n
            for (_, office, what), sums in counted
            if what is What.OPEN and sums.n > 0
        }

    def months(self, since: date, until: date, office: str = "") -> dict[str, dict[What, Sums]]:
        found: dict[str, dict[What, Sums]] = {}
        for (day, whose, what), sums in self._store.counted.items():
            if what in RATES and since <= day <= until and office in ("", whose):
                month = found.setdefault(f"{day:%Y-%m}", {})
                month[what] = month.get(what, Sums()) + sums
        return _but_nothing(found)

    def points(
        self, what: What, since: date, until: date, office: str, after: int = 0, limit: int = PAGE
    ) -> list[Fact]:
        def holds(fact: Fact) -> bool:
            if what is What.OVERDUE:
                return fact.day <= until and (fact.until is None or fact.until > until)
            return since <= fact.day <= until

        found = [
            fact
            for fact in self._store.facts
            if fact.office == office and fact.what is what and (fact.id or 0) > after
        ]
        return [fact for fact in found if holds(fact)][:limit]


def _but_nothing(found: dict[str, dict[What, Sums]]) -> dict[str, dict[What, Sums]]:
    left = {
        of: {what: one for what, one in sums.items() if one != Sums()} for of, sums in found.items()
    }
    return {of: sums for of, sums in left.items() if sums}
