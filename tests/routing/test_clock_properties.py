"""What holds for every rule, every moment and every calendar."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.assignment import (
    Certainty,
    Exclusion,
    Extension,
    OnHoliday,
    TimeLimit,
    Unit,
)
from routing.deadlines import CHINA, ClockError, Grant, Moments, Stop, What, WorkCalendar, reckon
from routing.working_days import DAY

CALENDAR = WorkCalendar()
DAYS = [Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]
ELAPSED = [Unit.HOURS, Unit.SECONDS, Unit.WORKING_MINUTES]


def a_rule(
    amount: int, unit: Unit, ends_on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY
) -> TimeLimit:
    may_stop = () if unit is Unit.YEARS else (Exclusion("inspection", "第二十条"),)
    return TimeLimit(
        "a", "一般", amount, unit, "《甲》", "第一条", Certainty.FULL,
        extension=Extension(30, 3, "负责人", "第二条"), excludes=may_stop,
        ends_on_holiday=ends_on_holiday,
    )  # fmt: skip


zones = st.sampled_from([CHINA, UTC, ZoneInfo("America/New_York"), timezone(timedelta(hours=13))])
moments = st.datetimes(datetime(2019, 1, 1), datetime(2028, 12, 31), timezones=zones)  # noqa: DTZ001
rules = st.builds(
    a_rule, st.integers(1, 90), st.sampled_from([*DAYS, *ELAPSED]), st.sampled_from(OnHoliday)
) | st.builds(a_rule, st.integers(1, 6), st.just(Unit.YEARS), st.sampled_from(OnHoliday))
lengths = st.timedeltas(timedelta(0), timedelta(days=40))


@st.composite
def stops(draw: st.DrawFn, after: datetime) -> tuple[Stop, ...]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        since = after + draw(lengths)
        found.append(Stop("inspection", since, since + draw(lengths)))
    return tuple(found)


@given(moments, rules, st.data())
def test_it_does_not_depend_on_the_zone_a_moment_is_written_in(
    opened: datetime, rule: TimeLimit, data: st.DataObject
) -> None:
    held = data.draw(stops(opened)) if rule.excludes else ()
    far = [Stop(s.event, s.since.astimezone(UTC), s.until.astimezone(UTC)) for s in held]
    here = reckon(rule, Moments(opened, opened, held), CALENDAR)
    there = opened.astimezone(UTC)
    assert reckon(rule, Moments(there, there, tuple(far)), CALENDAR) == here


@given(moments, rules, st.timedeltas(timedelta(0), timedelta(days=20)), st.data())
def test_what_starts_later_is_never_due_earlier(
    opened: datetime, rule: TimeLimit, later: timedelta, data: st.DataObject
) -> None:
    held = data.draw(stops(opened)) if rule.excludes else ()
    after = opened.astimezone(UTC) + later
    first = reckon(rule, Moments(opened, opened, held), CALENDAR)
    second = reckon(rule, Moments(opened, after, held), CALENDAR)
    assert second.due >= first.due


@given(moments, rules, st.data())
def test_stopping_the_clock_or_extending_never_brings_a_date_forward(
    opened: datetime, rule: TimeLimit, data: st.DataObject
) -> None:
    plain = reckon(rule, Moments(opened, opened), CALENDAR)
    grants = (Grant(opened, data.draw(st.integers(1, 30))),)
    longer = reckon(rule, Moments(opened, opened, (), grants), CALENDAR)
    assert longer.due >= plain.due
    held = data.draw(stops(opened)) if rule.excludes else ()
    assert reckon(rule, Moments(opened, opened, held, grants), CALENDAR).due >= longer.due


@given(moments, st.integers(1, 90), st.sampled_from([*DAYS, Unit.YEARS]), st.data())
def test_it_never_ends_on_a_day_off_where_the_law_moves_it(
    opened: datetime, amount: int, unit: Unit, data: st.DataObject
) -> None:
    rule = a_rule(amount if unit is not Unit.YEARS else 1 + amount % 6, unit)
    held = data.draw(stops(opened)) if rule.excludes else ()
    due = reckon(rule, Moments(opened, opened, held), CALENDAR).due
    assert CALENDAR.is_working_day((due - timedelta(seconds=1)).date())
    assert (due.hour, due.minute) == (0, 0)


@given(moments, st.integers(1, 5), st.sampled_from([Unit.CALENDAR_DAYS, Unit.YEARS]))
def test_where_the_law_does_not_move_it_it_stays(opened: datetime, amount: int, unit: Unit) -> None:
    due = reckon(
        a_rule(amount, unit, OnHoliday.STAYS), Moments(opened, opened), CALENDAR
    ).due.date()
    first = opened.astimezone(CHINA).date()
    if unit is Unit.CALENDAR_DAYS:
        assert due - DAY == first + amount * DAY
    else:
        assert (due - DAY).year == first.year + amount


@given(moments, st.integers(1, 60), st.data())
def test_working_days_and_stopped_days_add_up(
    opened: datetime, amount: int, data: st.DataObject
) -> None:
    """Counting back from the end finds as many working days outside the stops as were given."""
    held = data.draw(stops(opened))
    rule = a_rule(amount, Unit.WORKING_DAYS)
    last = reckon(rule, Moments(opened, opened, held), CALENDAR).due.date() - DAY
    spans = [(s.since.astimezone(CHINA).date(), s.until.astimezone(CHINA).date()) for s in held]
    stopped = {
        since + n * DAY for since, until in spans for n in range(1, (until - since).days + 1)
    }
    first = opened.astimezone(CHINA).date()
    span = (first + n * DAY for n in range(1, (last - first).days + 1))
    assert sum(CALENDAR.is_working_day(day) and day not in stopped for day in span) == amount


@given(moments, st.integers(1, 900))
def test_working_minutes_end_while_offices_are_open(opened: datetime, amount: int) -> None:
    due = reckon(a_rule(amount, Unit.WORKING_MINUTES), Moments(opened, opened), CALENDAR).due
    assert any(since < due <= until for since, until in CALENDAR.windows(due.date()))
    assert due - opened >= timedelta(minutes=amount)


@given(moments, rules)
def test_what_is_not_provisional_cannot_be_changed_by_a_notice_to_come(
    opened: datetime, rule: TimeLimit
) -> None:
    """Turn every unsettled weekday into a holiday: only provisional dates may move."""
    got = reckon(rule, Moments(opened, opened), CALENDAR)
    assume(not got.provisional)
    days = (date(2026, 12, 28) + n * DAY for n in range(200))
    other = WorkCalendar({day for day in days if not CALENDAR.is_settled(day)})
    assert reckon(rule, Moments(opened, opened), other).due == got.due


@given(moments, rules)
def test_the_last_step_is_the_date_and_a_guess_is_told(opened: datetime, rule: TimeLimit) -> None:
    got = reckon(rule, Moments(opened, opened), CALENDAR)
    assert got.steps[-1].what is What.DUE
    assert got.steps[-1].until == got.due
    assert got.provisional == any(step.what is What.GUESSED for step in got.steps)


NOON = datetime(2026, 5, 6, 12, tzinfo=CHINA)
RULE = a_rule(10, Unit.CALENDAR_DAYS)  # from NOON to the end of 2026-05-18, a Monday


@pytest.mark.parametrize(
    ("rule", "what", "code"),
    [
        (RULE, Moments(NOON, NOON - DAY), "backwards"),
        (RULE, Moments(NOON, NOON, (Stop("inspection", NOON, NOON - DAY),)), "backwards"),
        (RULE, Moments(NOON, NOON, (), (Grant(NOON - DAY),)), "backwards"),
        (RULE, Moments(NOON, NOON, (Stop("hearing", NOON, NOON),)), "no_stop"),
        (RULE, Moments(NOON, NOON, (), (Grant(NOON, 31),)), "too_much"),
        (RULE, Moments(NOON, NOON, (), (Grant(NOON, 1),) * 4), "too_often"),
        (RULE, Moments(NOON, NOON, (), (Grant(NOON + 30 * DAY),)), "too_late"),
        (
            TimeLimit("a", "甲", 3, Unit.HOURS, "《甲》", "", Certainty.FULL),
            Moments(NOON, NOON, (), (Grant(NOON),)),
            "no_extension",
        ),
        (
            a_rule(9999, Unit.YEARS),
            Moments(NOON, NOON),
            "too_far",
        ),
        (
            RULE,
            Moments(*[datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-9)))] * 2),
            "too_far",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_have_happened_is_refused(rule: TimeLimit, what: Moments, code: str) -> None:
    with pytest.raises(ClockError) as raised:
        reckon(rule, what, CALENDAR)
    assert raised.value.code == code


def test_an_extension_must_come_before_the_end_even_one_that_was_moved() -> None:
    """The tenth day is Saturday the 16th; until Monday's midnight it can still be extended."""
    monday = datetime(2026, 5, 18, 23, 59, tzinfo=CHINA)
    granted = Moments(NOON, NOON, (), (Grant(monday, 5),))
    assert reckon(RULE, granted, CALENDAR).due == datetime(2026, 5, 22, tzinfo=CHINA)
    late = Moments(NOON, NOON, (), (Grant(monday + timedelta(minutes=1), 5),))
    with pytest.raises(ClockError):
        reckon(RULE, late, CALENDAR)


def test_extensions_may_be_told_in_any_order() -> None:
    """The first, until the 26th, makes the second on the 25th possible."""
    grants = (Grant(NOON + 19 * DAY, 10), Grant(NOON + 4 * DAY, 10))
    got = reckon(RULE, Moments(NOON, NOON, (), grants), CALENDAR)
    assert got.due == datetime(2026, 6, 6, tzinfo=CHINA)


def test_hours_are_held_up_by_a_stop_to_the_minute() -> None:
    held = Stop("inspection", NOON + timedelta(hours=1), NOON + timedelta(hours=3, minutes=20))
    both = Stop("inspection", NOON + timedelta(hours=2), NOON + timedelta(hours=4))
    rule = a_rule(2, Unit.HOURS)
    once = reckon(rule, Moments(NOON, NOON, (held,)), CALENDAR).due
    assert once == NOON + timedelta(hours=4, minutes=20)
    assert reckon(rule, Moments(NOON, NOON, (held, both)), CALENDAR).due == NOON + timedelta(
        hours=5
    )


def test_working_minutes_are_held_up_by_a_stop() -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=CHINA)
    held = Stop("inspection", nine + timedelta(hours=1), nine + timedelta(hours=2))
    got = reckon(a_rule(120, Unit.WORKING_MINUTES), Moments(nine, nine, (held,)), CALENDAR)
    assert got.due == nine + timedelta(hours=3)
