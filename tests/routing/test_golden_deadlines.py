"""Dates worked out by hand from the calendar, with the article and the reason beside each."""

import csv
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from routing.assignment import OnHoliday, Unit
from routing.catalogue import Catalogue, load
from routing.deadlines import CHINA, Deadline, reckon
from routing.moments import read_moment, read_moments

with (Path(__file__).parent / "golden" / "deadlines.csv").open(encoding="utf-8") as handle:
    CASES = list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


def reckoned(case: Mapping[str, str], shipped: Catalogue) -> tuple[Deadline, str]:
    day = read_moment(case["received"]).astimezone(CHINA).date()
    limit = shipped.time_limit(case["rule"], day)
    moments = read_moments(limit, case["received"], filter(None, case["events"].split(";")))
    return reckon(limit, moments, shipped.calendar), limit.document + limit.article


def moment(due: str) -> datetime:
    """A day alone is meant with all its twenty-four hours."""
    if "T" in due:
        return read_moment(due)
    return datetime.combine(date.fromisoformat(due) + timedelta(days=1), time.min, tzinfo=CHINA)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['rule']}-{case['received']}-{case['due']}"
)
def test_the_date_is_the_one_worked_out_by_hand(
    case: Mapping[str, str], shipped: Catalogue
) -> None:
    got, article = reckoned(case, shipped)
    wanted = (moment(case["due"]), case["provisional"] == "yes", case["article"])
    assert (got.due, got.provisional, article) == wanted, case["why"]


def test_there_are_enough_cases_and_every_rule_has_one(shipped: Catalogue) -> None:
    """Every version of a rule counts as one: the article tells them apart."""
    told = {(case["rule"], case["article"]) for case in CASES}
    assert {(row.code, row.document + row.article) for row in shipped.time_limits} <= told
    assert len(CASES) >= 400
    assert len({(case["rule"], case["received"], case["events"]) for case in CASES}) == len(CASES)


def test_no_date_ends_on_a_day_off_where_the_law_moves_it(shipped: Catalogue) -> None:
    moved = {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS}
    for case in CASES:
        limit = shipped.time_limit(case["rule"], date.max)
        if limit.unit in moved and limit.ends_on_holiday is OnHoliday.NEXT_WORKING_DAY:
            assert shipped.calendar.is_working_day(date.fromisoformat(case["due"])), case["why"]
