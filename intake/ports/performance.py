"""What the services need of facts about how offices do."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

from intake.domain.lists import PAGE
from intake.domain.performance import Cell, Fact, Sums, What


class Performance(Protocol):
    """Facts one by one, and the same counted by day, office and kind."""

    def position(self) -> int:
        """The last event that was heard. Whoever writes is alone until commit()."""
        ...

    def move_to(self, event: int) -> None: ...
    def add(self, fact: Fact) -> None: ...
    def of(self, numbers: Collection[str]) -> dict[str, list[Fact]]:
        """Oldest first."""
        ...

    def waiting(self, before: datetime, limit: int = 500) -> list[Fact]:
        """Contacts still missing of what was dispatched before then, oldest first."""
        ...

    def count(self, changes: Mapping[Cell, Sums]) -> None: ...
    def sums(self, since: date, until: date) -> dict[str, dict[What, Sums]]:
        """By office, those with something to count. Of what is overdue: what still was at the end
        of `until`, since ever."""
        ...

    def open_now(self) -> dict[str, int]:
        """How many stays of each office are open, as far as events were heard."""
        ...

    def months(self, since: date, until: date, office: str = "") -> dict[str, dict[What, Sums]]:
        """By month, 2026-11; of an office, or of all."""
        ...

    def points(
        self, what: What, since: date, until: date, office: str, after: int = 0, limit: int = PAGE
    ) -> list[Fact]:
        """What a figure is made of, in the order it was found out. OVERDUE: as in sums()."""
        ...
