"""What the files about time hold: limits, events, office hours, holidays."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from routing.assignment import Certainty, Exclusion, Extension, OnHoliday, TimeLimit, Unit
from routing.catalogue.rows import STRICT, Basis, Name


@dataclass(frozen=True, config=STRICT)
class ExtensionRow(Extension):
    amount: Annotated[int, Field(ge=1)]
    times: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, config=STRICT)
class ExclusionRow(Exclusion):
    event: Name


@dataclass(frozen=True, config=STRICT)
class TimeLimitRow:
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Name
    amount: Annotated[int, Field(ge=0)]
    unit: Unit
    document: Name
    article: str
    certainty: Certainty
    since: date | None = None
    until: date | None = None
    start: Name = "received"
    extension: ExtensionRow | None = None
    excludes: tuple[ExclusionRow, ...] = ()
    ends_on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY
    note: str = ""

    def __post_init__(self) -> None:
        if self.unit is Unit.AT_ONCE and self.amount:
            raise ValueError("what is due at once has no amount")
        if not self.amount and self.unit not in {Unit.AT_ONCE, Unit.CALENDAR_DAYS}:
            raise ValueError("only at_once and calendar_days may have the amount 0")
        if self.excludes and self.unit in {Unit.AT_ONCE, Unit.YEARS}:
            raise ValueError(f"nothing stops a clock of {self.unit}")

    @property
    def limit(self) -> TimeLimit:
        return TimeLimit(
            self.code, self.name, self.amount, self.unit, self.document, self.article,
            self.certainty, self.since, self.until, self.start, self.extension, self.excludes,
            self.ends_on_holiday,
        )  # fmt: skip

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The articles of the limit itself, of its extension and of what stops its clock."""
        more: list[Extension | Exclusion] = [*self.excludes]
        if self.extension:
            more.append(self.extension)
        return (
            Basis(self.document, self.article, self.certainty),
            *(
                Basis(one.document or self.document, one.article, one.certainty or self.certainty)
                for one in more
            ),
        )

    def in_force(self, day: date) -> bool:
        return self.limit.in_force(day)


@dataclass(frozen=True, config=STRICT)
class OfficeHours:
    """When offices are open on a working day, in order."""

    windows: tuple[tuple[time, time], ...]
    certainty: Certainty
    note: str = ""

    def __post_init__(self) -> None:
        moments = [moment for window in self.windows for moment in window]
        if not moments or sorted(set(moments)) != moments:
            raise ValueError("office hours must follow one another")


@dataclass(frozen=True, config=STRICT)
class ClockWords:
    """The events that start and stop clocks, office hours, and how a deadline is explained."""

    events: Mapping[str, Name]
    office_hours: OfficeHours
    say: Mapping[str, Name]


@dataclass(frozen=True, config=STRICT)
class Arrangement:
    """One year's holidays and make-up workdays as the State Council announced them."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True, config=STRICT)
class Holidays:
    arranged: Mapping[int, Arrangement] = field(default_factory=dict)
    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    moving_holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
