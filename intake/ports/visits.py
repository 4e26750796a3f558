"""What the services need of call-backs, exclusions, and what staff wrote beside an event."""

from dataclasses import dataclass
from typing import Protocol

from intake.domain.complaint import Complaint
from intake.domain.exclusions import Exclusion
from intake.domain.lists import PAGE, Mark, Tally
from intake.domain.notes import Note
from intake.domain.visits import CallBack


@dataclass(frozen=True)
class ToVisit:
    """A row of the call-back desk."""

    call_back: CallBack
    complaint: Complaint


@dataclass(frozen=True)
class Wish:
    """A row of the queue of exclusions."""

    exclusion: Exclusion
    complaint: Complaint


class CallBacks(Protocol):
    def add(self, one: CallBack) -> None: ...
    def of(self, number: str) -> list[CallBack]:
        """First answer first."""
        ...

    def by_link(self, digest: str) -> CallBack | None: ...
    def to_make(self, after: Mark | None = None, limit: int = PAGE) -> list[ToVisit]:
        """Those the hotline is still to make, next due first."""
        ...

    def count(self) -> Tally: ...


class Exclusions(Protocol):
    def add(self, one: Exclusion) -> None: ...
    def of(self, number: str) -> list[Exclusion]: ...
    def asked(self, limit: int = PAGE, within: str = "") -> list[Wish]:
        """Those nobody has decided on, first asked first; of an area, "" being all."""
        ...


class Notes(Protocol):
    def add(self, note: Note) -> None: ...
    def of(self, number: str) -> list[Note]:
        """Oldest first."""
        ...
