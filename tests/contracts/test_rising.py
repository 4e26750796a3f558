"""What complaints tell of, and warnings, on every storage."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.domain.errors import ChangedMeanwhile, NotFound
from intake.domain.rising import Outcome, Rise, Subject, Telling
from tests.support.builders import MONDAY

TODAY = date(2026, 11, 23)
HEAT = "供热 · 小店区"


def told(number, days_ago=0, subject=Subject.THEME, code="05.03@140105", name=HEAT):
    return Telling(number, TODAY - timedelta(days=days_ago), subject, code, name)


def a_rise(id="a1", **changes):
    return replace(
        Rise(id, Subject.THEME, "05.03@140105", HEAT, TODAY, MONDAY, [0, 0, 6]), **changes
    )


def test_the_same_told_twice_counts_once(uow):
    with uow() as store:
        store.rising.tell([told("n1"), told("n2"), told("n1")])
        store.rising.tell([told("n1"), told("n1", subject=Subject.FIRM, code="鑫海物业@1401")])
        store.commit()
    with uow() as store:
        assert store.rising.frequent(TODAY, 2) == [(Subject.THEME, "05.03@140105")]
        assert store.rising.frequent(TODAY, 3) == []
        found = store.rising.tellings(Subject.THEME, "05.03@140105", TODAY)
        assert found == [told("n1"), told("n2")]
        assert [one.subject for one in store.rising.told_by("n1")] == ["firm", "theme"]


def test_what_is_older_than_the_window_is_not_counted_and_goes(uow):
    with uow() as store:
        store.rising.tell([told("n1", 80), told("n2", 7), told("n3", 6)])
        store.rising.forget_before(TODAY - timedelta(days=62))
        store.commit()
    with uow() as store:
        assert store.rising.frequent(TODAY - timedelta(days=6), 2) == []
        every = store.rising.tellings(Subject.THEME, "05.03@140105", date(2000, 1, 1))
        assert [one.number for one in every] == ["n2", "n3"]


def test_a_warning_is_followed_and_closed(uow):
    with uow() as store:
        store.rising.add(a_rise("a1"))
        store.rising.add(a_rise("b2", code="05.03@140106", opened_at=MONDAY + timedelta(hours=1)))
        store.rising.add(a_rise("c3", code="x", look_on=TODAY))
        store.commit()
    with uow() as store:
        assert [one.id for one in store.rising.open()] == ["c3", "b2", "a1"]
        store.rising.get("b2").follow("问过热力公司", TODAY, by="sun", at=MONDAY)
        store.rising.get("a1").close(Outcome.SEASON, "每年供暖头一周", by="sun", at=MONDAY)
        store.commit()
    with uow() as store:
        assert {one.id for one in store.rising.open()} == {"b2", "c3"}
        [closed] = store.rising.closed()
        assert (closed.outcome, closed.notes[0].text) == ("season", "每年供暖头一周")
        assert store.rising.get("b2").notes[0].by == "sun"
        assert store.rising.latest(Subject.THEME, "05.03@140106").id == "b2"
        assert store.rising.latest(Subject.PLACE, "05.03@140106") is None
        with pytest.raises(NotFound):
            store.rising.get("nobody")


def test_two_who_close_one_warning_do_not_both(uow, request):
    if "postgres" not in request.node.name:
        pytest.skip("writers queue: the second reads what the first wrote")
    with uow() as store:
        store.rising.add(a_rise())
        store.commit()
    with pytest.raises(ChangedMeanwhile), uow() as first:  # noqa: PT012
        first.rising.get("a1").close(Outcome.SOLVED, "修好了", by="sun", at=MONDAY)
        with uow() as second:
            second.rising.get("a1").close(Outcome.CHANCE, "没事", by="li", at=MONDAY)
            second.commit()
        first.commit()
