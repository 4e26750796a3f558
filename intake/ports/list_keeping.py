"""What belongs to lists and is kept: views, files made of them, who stands in for whom."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from intake.domain.exports import Export
from intake.domain.stand_ins import StandIn
from intake.domain.views import View


class Views(Protocol):
    def put(self, view: View) -> None:
        """A new one, or one that changed."""
        ...

    def get(self, id: str) -> View | None: ...
    def of(self, name: str, desk: str) -> list[View]:
        """That member's and those shared at the desk; by name."""
        ...

    def remove(self, id: str) -> None: ...


class Exports(Protocol):
    def put(self, export: Export) -> None: ...
    def get(self, id: str) -> Export | None: ...
    def of(self, name: str, since: datetime) -> list[Export]:
        """Asked for since then, newest first."""
        ...

    def before(self, moment: datetime) -> list[Export]:
        """Those asked for until then."""
        ...

    def files(self) -> set[str]: ...
    def remove(self, ids: Collection[str]) -> None: ...


class StandIns(Protocol):
    def add(self, one: StandIn) -> None: ...
    def get(self, id: str) -> StandIn | None: ...
    def not_over(self, today: date) -> list[StandIn]:
        """First beginning first."""
        ...

    def remove(self, id: str) -> None: ...
