"""Guessing gets slower and slower, and nobody waits for ever."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.errors import WeakPassword
from intake.domain.passwords import check
from intake.domain.tries import FORGOTTEN_AFTER, FREE, Tries, wait_after
from tests.support.builders import MONDAY

LONGEST = timedelta(seconds=8)
seconds = st.floats(0, 4000).map(lambda n: timedelta(seconds=n))


def test_two_slips_cost_nothing_and_then_each_wait_doubles():
    waits = [wait_after(count, LONGEST).total_seconds() for count in range(1, 9)]
    assert waits == [0, 0, 1, 2, 4, 8, 8, 8]


@given(st.integers(0, 10**9))
def test_no_wait_is_longer_than_the_longest_however_many_tried(count):
    assert timedelta() <= wait_after(count, LONGEST) <= wait_after(count + 1, LONGEST) <= LONGEST


@given(st.lists(seconds, max_size=60))
def test_whoever_knocks_at_any_moments_waits_at_most_the_longest(gaps):
    now, tries = MONDAY, Tries("k", 0, MONDAY, MONDAY)
    taken = []
    for gap in gaps:
        now += gap
        left = tries.left(now)
        assert 0 <= left <= LONGEST.total_seconds()
        if not left:
            tries.begin(now, LONGEST)
            taken.append(now)
    # Slow enough for any stretch of time that was tried through without an hour's quiet.
    if taken and all(b - a < FORGOTTEN_AFTER for a, b in pairwise(taken)):
        assert len(taken) <= FREE + 3 + (taken[-1] - taken[0]) / LONGEST


@given(st.integers(1, 50))
def test_an_hour_of_quiet_forgets_it_all(count):
    tries = Tries("k", count, MONDAY, MONDAY + LONGEST)
    tries.begin(MONDAY + FORGOTTEN_AFTER, LONGEST)
    assert tries.count == 1


@pytest.mark.parametrize(
    "password",
    [
        "五个字 和 四个 词",
        "correct horse battery staple",
        "qk7wm2xz9tpa",
        "天天向上，好好学习，2026年",
    ],
)
def test_long_ones_and_four_words_are_good(password):
    check(password, "li")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "three words only"[:11],
        "password1234",
        "Password 1234",
        "QwertyuiopQwertyuiop",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "dispatcher2026",
        "a b c d",
        "x" * 201,
    ],
)
def test_short_common_and_own_names_are_not(password):
    with pytest.raises(WeakPassword):
        check(password, "dispatcher")
