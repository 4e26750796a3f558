"""Dates, clocks and numbers as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.web.pages import ENVIRONMENT, Left
from tests.support.builders import MONDAY, SHANGHAI

left = ENVIRONMENT.filters["left"]
calls = ENVIRONMENT.filters["calls"]


def said(template, is_tentative=lambda _: False, **values):
    whole = {"now": MONDAY, "is_tentative": is_tentative} | values
    return ENVIRONMENT.from_string(template).render(**whole)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 30, 9, tzinfo=SHANGHAI), "11月30日(周一)"),
        (datetime(2026, 11, 29, 16, 30, tzinfo=UTC), "11月30日(周一)"),
        (datetime(2027, 1, 3, 9, tzinfo=SHANGHAI), "2027年1月3日(周日)"),
        (date(2026, 12, 5), "12月5日(周六)"),
    ],
)
def test_a_day_is_the_citys_day_with_its_weekday(moment, words):
    assert said("{{ moment | day }}", moment=moment) == words


def test_a_promise_that_ends_at_midnight_ends_the_day_before():
    midnight = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert said("{{ moment | last_day }}", moment=midnight) == "11月30日(周一)"


def test_a_day_that_a_notice_may_still_move_is_marked():
    midnight = datetime(2027, 1, 5, tzinfo=SHANGHAI)
    told = said(
        "{{ moment | last_day }}", moment=midnight, is_tentative=lambda due: due == midnight
    )
    assert told == "2027年1月4日(周一)（暂定，放假安排还没公布）"


def test_a_time_is_the_citys_time():
    assert said("{{ moment | time }}", moment=datetime(2026, 11, 23, 1, 5, tzinfo=UTC)) == "09:05"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (timedelta(days=2, hours=3, minutes=4), Left(False, 2, 3, 4)),
        (timedelta(seconds=59), Left(False, 0, 0, 0)),
        (timedelta(0), Left(True, 0, 0, 0)),
        (-timedelta(hours=1), Left(True, 0, 1, 0)),
    ],
)
def test_what_is_left_of_a_clock(rest, expected):
    assert left(MONDAY + rest, MONDAY) == expected


@given(st.timedeltas(min_value=timedelta(days=-900), max_value=timedelta(days=900)))
def test_whole_units_never_say_more_than_there_is(rest):
    got = left(MONDAY + rest, MONDAY)
    told = timedelta(days=got.days, hours=got.hours, minutes=got.minutes)
    assert timedelta(0) <= abs(rest) - told < timedelta(minutes=1)
    assert got.late == (rest <= timedelta(0))
    assert got.hours < 24
    assert got.minutes < 60


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("请立即拨打119，受伤拨 120。", ["119", "120"]),
        ("可以打 12345", ["12345"]),
        ("请打 122 或 110", ["122", "110"]),
        ("着火119，有人行凶110，救人120，车祸122", ["119", "110", "120", "122"]),
        ("马上打110、120。", ["110", "120"]),
        ("房子120平米，3 或 110 号", []),
        ("每人120元，打110号楼的门", []),
        ("打 1101234", []),
    ],
)
def test_only_numbers_to_call_become_links(text, numbers):
    html = calls(text)
    assert [number for number in numbers if f'href="tel:{number}"' in html] == numbers
    assert html.count("href") == len(numbers)


def test_linking_numbers_does_not_let_markup_through():
    assert "<b>" not in calls("<b>拨打 110</b>")
