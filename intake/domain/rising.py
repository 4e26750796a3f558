"""Problems that rise (苗头): the same theme, place or firm, told of far more often than before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.domain.errors import EmptyText, NotAllowedNow

COUNTY = 6  # digits


class Subject(StrEnum):
    THEME = "theme"  # a category within a county
    PLACE = "place"  # a township or a street office, whatever the theme
    FIRM = "firm"  # an organisation that texts name, within a city


class Outcome(StrEnum):
    SOLVED = "solved"
    SEASON = "season"  # every year at this time
    CHANCE = "chance"  # nothing was behind it


@dataclass(frozen=True)
class Telling:
    """One complaint told of this, on that day."""

    number: str
    on: date
    subject: Subject
    code: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class Rules:
    window_days: int
    history_weeks: int
    least: int
    chance: float

    def since(self, today: date) -> date:
        """The first day of the window, which ends with today."""
        return today - timedelta(days=self.window_days - 1)

    def weeks(self, days: Iterable[date], today: date) -> list[int]:
        """How many in each window, oldest first; the last one is what we look at."""
        ago = Counter((today - day).days // self.window_days for day in days)
        return [ago[back] for back in range(self.history_weeks, -1, -1)]


@dataclass
class Note:
    at: datetime
    by: str
    text: str = field(repr=False)
    id: int | None = None


@dataclass
class Rise:
    """A warning, followed up until it is closed."""

    id: str
    subject: Subject
    code: str = field(repr=False)
    name: str = field(repr=False)
    since: date  # the first day of the window in which it was noticed
    opened_at: datetime
    weeks: list[int]  # as Rules.weeks(); replaced while it is open
    look_on: date | None = None  # when to look again
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    notes: list[Note] = field(default_factory=list)
    version: int = 0

    @property
    def count(self) -> int:
        return self.weeks[-1]

    @property
    def usual(self) -> float:
        """A week's average before."""
        return sum(self.weeks[:-1]) / (len(self.weeks) - 1)

    @property
    def area(self) -> str:
        """A county, or the city of a firm."""
        return self.code[:COUNTY] if self.subject is Subject.PLACE else self.code.split("@")[-1]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def follow(self, text: str, look_on: date | None, *, by: str, at: datetime) -> None:
        self._note(text, by, at)
        self.look_on = look_on

    def close(self, outcome: Outcome, text: str, *, by: str, at: datetime) -> None:
        self._note(text, by, at)
        self.closed_at, self.outcome, self.look_on = at, outcome, None

    def _note(self, text: str, by: str, at: datetime) -> None:
        if not self.is_open:
            raise NotAllowedNow(step="follow", state="closed")
        if not text.strip():
            raise EmptyText("/note")
        self.notes.append(Note(at, by, text.strip()))
