"""Who is there now: never oneself, nobody who has gone."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.presence import GONE_AFTER, Colleague, Sign, beside
from tests.support.builders import MONDAY

NAMES = st.sampled_from(["li", "wang", "zhao"])
ages = st.integers(0, 120)


@given(st.lists(st.tuples(NAMES, ages, st.booleans())))
def test_whoever_gave_a_sign_lately_is_there_once(found):
    signs = [Sign(name, MONDAY - timedelta(seconds=age), writes) for name, age, writes in found]
    fresh = [(name, writes) for name, age, writes in found if age < 45 and name != "li"]
    expected = {name: any(w for n, w in fresh if n == name) for name, _ in fresh}
    there = beside(signs, MONDAY, "li")
    assert {one.name: one.writes for one in there} == expected
    assert [one.name for one in there] == sorted(expected)


def test_gone_after_forty_five_seconds():
    sign = Sign("wang", MONDAY)
    assert beside([sign], MONDAY + timedelta(seconds=44), "li") == [Colleague("wang", False)]
    assert beside([sign], MONDAY + GONE_AFTER, "li") == []
