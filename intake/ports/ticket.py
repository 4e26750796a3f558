"""What the services need of drafts, and of who else has a ticket open."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from intake.domain.drafts import Draft, Part
from intake.domain.presence import Sign


class Drafts(Protocol):
    """Those of a stay go in the transaction in which it ends, whatever ended it."""

    def of(self, stay: int, by: str) -> dict[Part, Draft]: ...
    def keep(self, draft: Draft) -> None:
        """In place of the one before."""
        ...

    def drop(self, stay: int, by: str, part: Part) -> None: ...
    def end(self, stays: Collection[int]) -> None: ...
    def forget_before(self, moment: datetime) -> None:
        """Those last typed in before, and any that came while its stay ended."""
        ...


class Presence(Protocol):
    """Outside of the database: it is nobody's record. Where it is away, nobody is seen."""

    def note(self, place: str, sign: Sign) -> None: ...
    def at(self, place: str) -> list[Sign]:
        """The latest of each colleague, looking and writing apart; some may be gone by now."""
        ...
