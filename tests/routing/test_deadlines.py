from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.assignment import Certainty, TimeLimit, Unit
from routing.deadlines import CHINA, WorkCalendar, due_at

CALENDAR = WorkCalendar()


def a_limit(amount: int, unit: Unit = Unit.WORKING_DAYS) -> TimeLimit:
    return TimeLimit("a", "一般", amount, unit, "《甲》", "第一条", Certainty.FULL)


zones = st.sampled_from([CHINA, UTC, ZoneInfo("America/New_York"), timezone(timedelta(hours=13))])
moments = st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 31), timezones=zones)  # noqa: DTZ001
days = st.builds(
    a_limit, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
)
limits = days | st.builds(a_limit, st.integers(1, 72), st.just(Unit.HOURS))


@given(moments, limits)
def test_nothing_is_due_before_it_came_in(opened: datetime, limit: TimeLimit) -> None:
    due, _ = due_at(opened, limit, CALENDAR)
    assert due > opened


@given(moments, limits)
def test_the_due_time_does_not_depend_on_the_zone_it_is_written_in(
    opened: datetime, limit: TimeLimit
) -> None:
    assert due_at(opened, limit, CALENDAR) == due_at(opened.astimezone(UTC), limit, CALENDAR)


@given(moments, days)
def test_the_last_day_is_always_a_working_day(opened: datetime, limit: TimeLimit) -> None:
    due, _ = due_at(opened, limit, CALENDAR)
    assert CALENDAR.is_working_day((due - timedelta(seconds=1)).date())
    assert due.astimezone(CHINA).time().isoformat() == "00:00:00"


@given(moments, days)
def test_a_longer_limit_is_never_due_earlier(opened: datetime, limit: TimeLimit) -> None:
    longer = a_limit(limit.amount + 1, limit.unit)
    assert due_at(opened, longer, CALENDAR)[0] >= due_at(opened, limit, CALENDAR)[0]


@pytest.mark.parametrize(
    ("opened", "amount", "unit", "due"),
    [
        # from a Monday to the end of the next Monday
        ("2026-11-23T09:00+08:00", 5, Unit.WORKING_DAYS, "2026-12-01T00:00+08:00"),
        # Friday night: Monday is the first day
        ("2026-11-27T23:59+08:00", 1, Unit.WORKING_DAYS, "2026-12-01T00:00+08:00"),
        # 2026-10-10 is a Saturday people work to make up for the holiday
        ("2026-10-09T09:00+08:00", 1, Unit.WORKING_DAYS, "2026-10-11T00:00+08:00"),
        # over the week of National Day
        ("2026-09-30T09:00+08:00", 2, Unit.WORKING_DAYS, "2026-10-10T00:00+08:00"),
        # fifteen days end on Saturday 3 October, the next working day is the 8th
        ("2026-09-18T09:00+08:00", 15, Unit.CALENDAR_DAYS, "2026-10-09T00:00+08:00"),
        # seven in the morning in Taiyuan is still yesterday in UTC
        ("2026-11-22T23:00+00:00", 1, Unit.WORKING_DAYS, "2026-11-25T00:00+08:00"),
        # hours do not stop at night or on Sunday
        ("2026-11-28T23:30+08:00", 2, Unit.HOURS, "2026-11-29T01:30+08:00"),
    ],
)
def test_days_and_hours_are_counted_as_people_count_them(
    opened: str, amount: int, unit: Unit, due: str
) -> None:
    got, provisional = due_at(datetime.fromisoformat(opened), a_limit(amount, unit), CALENDAR)
    assert got == datetime.fromisoformat(due)
    assert not provisional


def test_days_in_a_year_nobody_has_arranged_are_provisional() -> None:
    opened = datetime(2040, 9, 28, 9, tzinfo=CHINA)  # a Friday
    due, provisional = due_at(opened, a_limit(2), CALENDAR)
    assert (due.date(), provisional) == (date(2040, 10, 6), True)


def test_a_limit_that_ends_in_an_arranged_year_is_not_provisional() -> None:
    _, provisional = due_at(datetime(2026, 12, 24, 9, tzinfo=CHINA), a_limit(1), CALENDAR)
    assert not provisional


def test_moving_holidays_count_until_the_year_is_arranged() -> None:
    monday = date(2041, 2, 4)
    moving = {2041: {monday}}
    assert not WorkCalendar(moving_holidays=moving).is_working_day(monday)
    assert WorkCalendar(moving_holidays=moving, arranged_years={2041}).is_working_day(monday)


def test_an_arrangement_in_the_catalogue_settles_a_year() -> None:
    calendar = WorkCalendar({date(2041, 1, 2)}, {date(2041, 1, 5)}, arranged_years={2041})
    assert not calendar.is_working_day(date(2041, 1, 2))
    assert calendar.is_working_day(date(2041, 1, 5))  # a Saturday
    assert calendar.is_working_day(date(2041, 1, 1))
    assert not due_at(datetime(2041, 1, 3, tzinfo=CHINA), a_limit(1), calendar)[1]


def test_a_day_off_ordered_by_the_province_wins_over_the_national_calendar() -> None:
    monday = date(2026, 11, 23)
    assert CALENDAR.is_working_day(monday)
    assert not WorkCalendar({monday}).is_working_day(monday)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due_at(datetime(2026, 11, 23), a_limit(1), CALENDAR)  # noqa: DTZ001
