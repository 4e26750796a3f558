"""What administration and open figures need from the outside world."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from intake.domain.administration import ApiKey, Change, Trial
from intake.domain.open_figures import Row
from routing.assignment import TimeLimit


class Administration(Protocol):
    def put_change(self, change: Change) -> None:
        """A new one, or one that was decided."""
        ...

    def change(self, id: str) -> Change | None: ...
    def changes(self, name: str = "", limit: int = 50) -> list[Change]:
        """Newest first; of one file or member where a name is given."""
        ...

    def put_trial(self, trial: Trial) -> None: ...
    def trial(self, id: str) -> Trial | None: ...
    def forget_trials(self, before: datetime) -> None: ...
    def put_key(self, key: ApiKey) -> None: ...
    def every_key(self) -> list[ApiKey]:
        """Newest first."""
        ...

    def key_by_digest(self, digest: str) -> ApiKey | None: ...


class OpenFigures(Protocol):
    def rows(self, since: date, now: datetime) -> Iterator[Row]:
        """Of complaints filed since then. Protected reports are none."""
        ...

    def keep(self, at: datetime, body: Mapping[str, Any]) -> None: ...
    def kept(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class BookFile:
    """A file of the catalogue."""

    name: str
    about: str
    is_own: bool  # an administrator put it in place of the shipped one


@dataclass(frozen=True)
class Remark:
    """What deserves a look in the catalogue."""

    file: str
    row: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A row of the catalogue, for people."""

    file: str
    code: str
    name: str
    detail: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Due:
    """A clock to be run: the rule's name and when the complaint came in."""

    rule: str
    received: datetime


@dataclass(frozen=True)
class Limit:
    limit: TimeLimit
    note: str


@dataclass(frozen=True)
class Day:
    day: date
    works: bool
    why: str  # weekend | holiday | make_up | ""
    settled: bool


@dataclass(frozen=True)
class Year:
    year: int
    arranged: bool
    months: tuple[tuple[Day, ...], ...] = field(repr=False)
    working_days: int = 0


class Book(Protocol):
    """The catalogue as files, and what is in them."""

    def files(self) -> list[BookFile]: ...
    def text(self, name: str) -> str:
        """Raise NotFound where that is no file of the catalogue."""
        ...

    def shipped(self, name: str) -> str: ...
    def check(self, name: str, text: str) -> list[Remark]:
        """Load everything with that text in place; returns remarks there were none of before.
        Raise BadFile where it does not load."""
        ...

    def put(self, name: str, text: str) -> None:
        """In place at once, or not at all."""
        ...

    def dues(
        self, name: str, before: str, after: str, clocks: Sequence[Due]
    ) -> Iterable[tuple[datetime, datetime]]:
        """When each is due with the one text in place, and with the other."""
        ...

    def find(self, words: str, limit: int = 60) -> list[Entry]: ...
    def remarks(self) -> list[Remark]: ...
    def gaps(self, area: str) -> list[Entry]:
        """Matters that no office of the area or above has, so that the desk gets them."""
        ...

    def limits(self) -> list[Limit]: ...
    def year(self, year: int) -> Year: ...
    def texts(self) -> dict[str, str]:
        """Files of sentences people read, by name; to look at."""
        ...
