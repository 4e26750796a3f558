"""Facts about how offices do, and the same counted, in memory and in both databases."""

from datetime import date, timedelta

import pytest

from intake.domain.events import ComplaintUrged
from intake.domain.performance import Fact, Sums, What, cells
from tests.support.builders import MONDAY

DAY = date(2026, 11, 23)
MARKET, HOUSING = "1401-market", "1401-housing"


def a_fact(number="20261123-000001", office=MARKET, what=What.ON_TIME, day=DAY, **more):
    return Fact(number, office, what, day, MONDAY, **{"value": 100} | more)


def stored(uow, *facts):
    with uow() as work:
        for fact in facts:
            work.performance.add(fact)
            work.performance.count(cells(fact))
        work.commit()


def test_facts_come_back_oldest_first_and_change(uow):
    stored(uow, a_fact(value=None), a_fact(what=What.SOLVED), a_fact("20261123-000002"))
    with uow() as work:
        found = work.performance.of(["20261123-000001", "20261123-000009"])
        assert [one.what for one in found["20261123-000001"]] == [What.ON_TIME, What.SOLVED]
        assert found["20261123-000009"] == []
        found["20261123-000001"][0].value = 50
        work.commit()
    with uow() as work:
        [first, _] = work.performance.of(["20261123-000001"])["20261123-000001"]
        assert (first.value, first.at) == (50, MONDAY)


def test_counts_add_up_by_office_within_the_days_asked_for(uow):
    stored(
        uow, a_fact(), a_fact(value=0), a_fact(day=DAY + timedelta(days=1)),
        a_fact(office=HOUSING, left_out="granted"), a_fact(day=DAY - timedelta(days=1)),
    )  # fmt: skip
    with uow() as work:
        found = work.performance.sums(DAY, DAY + timedelta(days=1))
    assert found == {
        MARKET: {What.ON_TIME: Sums(3, 3, 200)},
        HOUSING: {What.ON_TIME: Sums(left=1)},
    }


def test_what_is_overdue_counts_from_its_day_until_it_is_done(uow):
    late = a_fact(what=What.OVERDUE, until=DAY + timedelta(days=5))
    stored(uow, late)
    with uow() as work:
        for days, n in ((-1, 0), (0, 1), (4, 1), (5, 0)):
            day = DAY + timedelta(days=days)
            got = work.performance.sums(day, day).get(MARKET, {}).get(What.OVERDUE, Sums())
            points = work.performance.points(What.OVERDUE, day, day, MARKET)
            assert (got.n, len(points)) == (n, n), days


def test_what_is_open_now_is_every_stay_that_has_not_ended(uow):
    stays = [a_fact(what=What.RETURNED, value=0) for _ in range(3)]
    stays.append(a_fact(office=HOUSING, what=What.RETURNED, value=0, left_out="granted"))
    stored(uow, *stays, a_fact(office=HOUSING, what=What.RETURNED, until=DAY), a_fact())
    with uow() as work:
        assert work.performance.open_now() == {MARKET: 3, HOUSING: 1}
        work.performance.count({cell: -sums for cell, sums in cells(stays[3]).items()})
        work.commit()
    with uow() as work:
        assert work.performance.open_now() == {MARKET: 3}
        every = work.performance.sums(date(2000, 1, 1), DAY)
        assert What.OPEN not in every[MARKET] | every[HOUSING]
        assert work.performance.months(date(2000, 1, 1), DAY).keys() == {"2026-11"}


def test_months_are_of_an_office_or_of_all(uow):
    stored(
        uow, a_fact(), a_fact(office=HOUSING, value=0), a_fact(day=date(2026, 12, 1)),
        a_fact(what=What.OVERDUE),
    )  # fmt: skip
    with uow() as work:
        both = work.performance.months(date(2026, 11, 1), date(2026, 12, 31))
        own = work.performance.months(date(2026, 11, 1), date(2026, 11, 30), MARKET)
    assert both == {
        "2026-11": {What.ON_TIME: Sums(2, 2, 100)},
        "2026-12": {What.ON_TIME: Sums(1, 1, 100)},
    }
    assert own == {"2026-11": {What.ON_TIME: Sums(1, 1, 100)}}


@pytest.mark.parametrize("since", [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31)])
@pytest.mark.parametrize("until", [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 29)])
def test_no_day_outside_the_period_counts_and_none_inside_is_left_out(uow, since, until):
    days = [date(2026, 9, 29) + timedelta(days=n) for n in range(64)]
    stored(uow, *(a_fact(f"{n}", day=day) for n, day in enumerate(days)))
    inside = [day for day in days if since <= day <= until]
    by_month = {f"{month:02}": [day for day in inside if day.month == month] for month in range(13)}
    with uow() as work:
        found = work.performance.sums(since, until)
        months = work.performance.months(since, until)
    assert found == {MARKET: {What.ON_TIME: Sums(len(inside), len(inside), 100 * len(inside))}}
    assert {month[-2:]: one[What.ON_TIME].n for month, one in months.items()} == {
        month: len(some) for month, some in by_month.items() if some
    }


def test_an_office_of_which_nothing_is_left_to_count_is_not_named(uow):
    stored(uow, a_fact(what=What.OVERDUE, until=DAY), a_fact(office=HOUSING))
    with uow() as work:
        assert set(work.performance.sums(DAY, DAY)) == {HOUSING}
        assert work.performance.sums(DAY + timedelta(days=1), DAY + timedelta(days=2)) == {}


def test_points_are_read_page_by_page(uow):
    stored(uow, *(a_fact(f"20261123-{n:06d}") for n in range(5)), a_fact(office=HOUSING))
    with uow() as work:
        first = work.performance.points(What.ON_TIME, DAY, DAY, MARKET, 0, 3)
        rest = work.performance.points(What.ON_TIME, DAY, DAY, MARKET, first[-1].id, 3)
    assert [int(one.number[-1]) for one in [*first, *rest]] == [0, 1, 2, 3, 4]


def test_who_waits_to_be_contacted(uow):
    waits = a_fact(what=What.CONTACTED, value=None)
    stored(
        uow, waits, a_fact(what=What.CONTACTED), a_fact(value=None),
        a_fact(what=What.CONTACTED, value=None, left_out="returned"),
    )  # fmt: skip
    with uow() as work:
        assert len(work.performance.waiting(MONDAY + timedelta(seconds=1))) == 1
        assert work.performance.waiting(MONDAY) == []


def test_events_are_heard_from_where_one_stopped(uow):
    with uow() as work:
        for times in range(3):
            work.events.add(ComplaintUrged("20261123-000001", MONDAY, times))
        work.commit()
    with uow() as work:
        assert work.performance.position() == 0
        first = work.events.after(0, 2)
        work.performance.move_to(first[-1][0])
        work.commit()
    with uow() as work:
        assert [one.times for _, one in work.events.after(work.performance.position(), 9)] == [2]
