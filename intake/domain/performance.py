"""How offices do (考核): facts, each frozen when it happened, and the figures made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

WHOLE = 100  # a fact's value is a percentage, so that “partly” can be half
GRANTED = "granted"


class What(StrEnum):
    CONTACTED = "contacted"
    SOLVED = "solved"
    SATISFIED = "satisfied"
    ON_TIME = "on_time"
    RETURNED = "returned"
    REDONE = "redone"
    REPEATED = "repeated"
    FIRST = "first"
    OVERDUE = "overdue"  # not a figure: the open half of on_time's denominator
    OPEN = "open"  # not a figure: how many stays are open now


NO_FIGURES = (What.OVERDUE, What.OPEN)
RATES = tuple(what for what in What if what not in NO_FIGURES)
NOW = date(2000, 1, 1)  # the day under which is counted what has no day: what is open now


@dataclass(frozen=True)
class Figure:
    name: str
    top: str
    bottom: str
    left_out: str
    rises: bool  # whether more is better
    leave_out: frozenset[str]  # codes of time limits, and GRANTED
    document: str
    article: str
    is_verified: bool


@dataclass(frozen=True)
class Formulas:
    """An operator's file (intake/texts/performance.yml)."""

    figures: Mapping[What, Figure]
    ranking: bool
    contact_hours: int
    counted_visitors: frozenset[str]
    solved: Mapping[str, int]  # percent
    satisfied: frozenset[int]
    weights: Mapping[What, int]
    weights_source: str

    def leaves_out(self, what: What, why: str) -> bool:
        return why in self.figures[What.ON_TIME if what is What.OVERDUE else what].leave_out


@dataclass
class Fact:
    """One for which an office is counted, once. Whoever it belongs to, it never moves to another
    day; what is not known yet has no value."""

    number: str
    office: str
    what: What
    day: date
    at: datetime
    value: int | None = None  # percent
    until: date | None = None  # when what it tells of was over
    limit: str = ""  # the code of the time limit it is handled under
    left_out: str = ""  # why it is not counted: that code, GRANTED, returned, moved, withdrawn
    id: int | None = None


@dataclass(frozen=True)
class Sums:
    n: int = 0
    known: int = 0
    points: int = 0  # percent, added up
    left: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.n + other.n, self.known + other.known,
            self.points + other.points, self.left + other.left,
        )  # fmt: skip

    def __neg__(self) -> "Sums":
        return Sums(-self.n, -self.known, -self.points, -self.left)


Cell = tuple[date, str, What]


def cells(fact: Fact) -> dict[Cell, Sums]:
    """What a fact adds to the counts of a day."""
    here = (fact.day, fact.office, fact.what)
    counted = {here: Sums(1, int(fact.value is not None), fact.value or 0)}
    if fact.left_out:
        counted = {here: Sums(left=1)}
    elif fact.what is What.OVERDUE:
        counted = {here: Sums(1)}
        if fact.until:  # it may end on the day it began
            there = (fact.until, fact.office, fact.what)
            counted[there] = counted.get(there, Sums()) + Sums(-1)
    if fact.what is What.RETURNED and fact.until is None:  # there is one of each stay
        counted[NOW, fact.office, What.OPEN] = Sums(1)
    return counted


@dataclass(frozen=True)
class Rate:
    """Points over cases; `left` were left out, `open` have no answer yet."""

    top: float
    bottom: int
    left: int = 0
    open: int = 0

    @property
    def percent(self) -> float | None:
        return WHOLE * self.top / self.bottom if self.bottom else None


NOTHING = Sums()


@dataclass(frozen=True)
class Score:
    """The figures of an office, or of all."""

    sums: Mapping[What, Sums] = field(default_factory=dict)

    def __getitem__(self, what: What) -> Rate:
        """As the file defines it: of three answers, those who were asked and answered."""
        got = self.sums.get(what, NOTHING)
        top = got.points / WHOLE
        if what is What.ON_TIME:
            late = self.sums.get(What.OVERDUE, NOTHING)
            return Rate(top, got.n + late.n, got.left + late.left)
        if what in (What.CONTACTED, What.SOLVED, What.SATISFIED):
            return Rate(top, got.known, got.left, got.n - got.known)
        return Rate(top, got.n, got.left)

    def of_all(self, what: What) -> Rate:
        """全量: over every answer, whether or not the citizen said anything."""
        got = self.sums.get(what, NOTHING)
        return Rate(got.points / WHOLE, got.n, got.left)

    def by_default(self, what: What) -> Rate:
        """未评默认: who said nothing counts as content."""
        got = self.sums.get(what, NOTHING)
        return Rate(got.points / WHOLE + got.n - got.known, got.n, got.left)

    def composite(self, formulas: Formulas) -> float | None:
        """None where one of its parts is not known."""
        parts = [(self[what].percent, weight) for what, weight in formulas.weights.items()]
        if any(percent is None for percent, _ in parts):
            return None
        whole = sum(weight for _, weight in parts)
        return sum((percent or 0) * weight for percent, weight in parts) / whole


def is_in_time(fact: Fact, at: datetime, formulas: Formulas) -> bool:
    return at - fact.at <= timedelta(hours=formulas.contact_hours)
