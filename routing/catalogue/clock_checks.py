"""Time limits and holidays that contradict themselves or each other."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from routing.assignment import Unit
from routing.catalogue.clock_rows import Arrangement, ClockWords, Holidays, TimeLimitRow
from routing.working_days import DAY, FIXED_HOLIDAYS, PUBLISHED, SATURDAY

Fault = tuple[str, str, str]
TO_ANSWER_IN = {Unit.HOURS, Unit.WORKING_MINUTES, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS}
FEWEST_HOLIDAYS = 13  # a year has had so many since 2025, weekends not counted
# A notice may reach a little into the years beside its own.
REACH = timedelta(days=7)


def time_limit_faults(
    rows: tuple[TimeLimitRow, ...], clock: ClockWords, answered_by: Iterable[tuple[str, str, str]]
) -> Iterator[Fault]:
    """`answered_by` are file, row and time limit of everything that names a time limit."""
    file = "time_limits.yml"
    for number, row in enumerate(rows):
        if (row.since or date.min) > (row.until or date.max):
            yield file, row.code, "ends before it starts"
        for event in (row.start, *(one.event for one in row.excludes)):
            if event not in clock.events:
                yield file, row.code, f"the event {event} is not in clock.yml"
        for other in rows[:number]:
            starts = max(row.since or date.min, other.since or date.min)
            if row.code == other.code and row.in_force(starts) and other.in_force(starts):
                yield file, row.code, f"two rules hold on {starts}"
    named = {row.code: row for row in rows}
    for file, code, limit in answered_by:
        if limit not in named:
            yield file, code, f"names the unknown time limit {limit}"
        elif named[limit].unit not in TO_ANSWER_IN or not named[limit].amount:
            yield file, code, f"the time limit {limit} leaves no time to answer in"


def holiday_faults(holidays: Holidays) -> Iterator[Fault]:
    file = "holidays.yml"
    for day in holidays.extra_holidays & holidays.extra_workdays:
        yield file, str(day), "is both a day off and a working day"
    arranged, last = holidays.arranged, max(PUBLISHED)
    for year in range(last + 1, max(arranged, default=last)):
        if year not in arranged:
            yield file, str(year), f"is missing, though {max(arranged)} is arranged"
    for year, arrangement in sorted(arranged.items()):
        yield from _year_faults(year, arrangement, holidays.moving_holidays)


def _year_faults(
    year: int, arrangement: Arrangement, moving: Mapping[int, frozenset[date]]
) -> Iterator[Fault]:
    file, row = "holidays.yml", str(year)
    off, on = arrangement.holidays, arrangement.workdays
    for day in sorted(off & on):
        yield file, row, f"{day} is both a day off and a working day"
    for day in sorted(off | on):
        if not date(year, 1, 1) - REACH <= day <= date(year, 12, 31) + REACH:
            yield file, row, f"{day} is in another year"
    must = {date(year, month, day) for month, day in FIXED_HOLIDAYS} | moving.get(year, frozenset())
    for day in sorted(one + DAY for one in off):
        if day not in off and day + DAY in off and day.weekday() < SATURDAY:
            yield file, row, f"{day} is missing between two days off"
    for day in sorted(must - off):
        yield file, row, f"{day} is a public holiday but not listed"
    if len(off) < FEWEST_HOLIDAYS:
        yield file, row, f"only {len(off)} days off are listed, at least {FEWEST_HOLIDAYS} exist"
    for day in sorted(on):
        if day.weekday() < SATURDAY:
            yield file, row, f"{day} is no weekend day, so nobody makes up for a holiday on it"
