"""What is known of places, offices and law, and what reads a text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from intake.domain.complaint import Kind, Windows
from routing.assignment import Assignment, Candidate, Caution, Situation, TimeLimit
from routing.conflict import Avoid
from routing.identifying import Piece, Span


class Conflicts(Protocol):
    def avoid(self, text: str, about: str = "", day: date | None = None) -> Avoid:
        """Who must not learn of a report with these words."""
        ...


class Identifying(Protocol):
    """What in a text may identify its writer."""

    def find(self, text: str) -> tuple[Span, ...]: ...
    def cut(self, text: str, found: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]: ...


class Router(Protocol):
    def assign(
        self,
        text: str,
        *,
        area: str | None,
        received_at: datetime,
        place: str = "",
        kind: Kind | None = None,
        about: str | None = None,
    ) -> Assignment: ...


class FirstLook(Protocol):
    """A look at a message in the memory of the process that received it, before it is stored."""

    def look(self, text: str) -> tuple[Situation, ...]: ...
    def wants_secrecy(self, text: str) -> bool: ...
    def caution(self, text: str) -> Caution:
        """What deserves one careful sentence though neither of the above is sure."""
        ...


class Directory(Protocol):
    """What the web needs of the catalogue, without any model."""

    def promised_at(self, kind: Kind | None, received_at: datetime) -> datetime: ...
    def windows(self, now: datetime) -> Windows:
        """Until when a stay opened now is to be signed and may be sent back."""
        ...

    def later(self, due_at: datetime, days: int) -> datetime:
        """A due date put off by so many days, on to the next working day."""
        ...

    def in_working_time(self, now: datetime, minutes: int) -> datetime:
        """So many minutes from now, of those in which offices are open."""
        ...

    def is_tentative(self, due_at: datetime) -> bool:
        """Whether a notice of holidays still to come may move that date."""
        ...

    def area_name(self, code: str) -> str | None: ...
    def township_name(self, code: str) -> str | None: ...
    def office_name(self, office: str) -> str | None: ...
    def offices_of(self, area: str) -> list[Candidate]: ...
    def areas(self) -> list[tuple[str, str]]: ...
    def categories(self) -> list[tuple[str, str]]: ...
    def departments(self) -> list[tuple[str, str]]: ...
    def area_in(self, text: str) -> str | None:
        """The county the words name; None where they name none."""
        ...

    def is_shared(self, category: str) -> bool:
        """Whether everybody in a place meets such a matter, so that others may be told of it."""
        ...

    def time_limit(self, code: str, received_at: datetime) -> TimeLimit | None:
        """The rule behind a clock; None where nothing was understood yet."""
        ...

    def due_under(
        self,
        code: str,
        received_at: datetime,
        started_at: datetime,
        stops: Sequence[tuple[str, datetime, datetime]] = (),
    ) -> datetime:
        """When that rule, as it was on the day of receipt, runs out for what started then. `stops`:
        an event the rule excludes, since when, until when."""
        ...
