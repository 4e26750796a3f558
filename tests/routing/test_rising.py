import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.rising import chance, usual

WEEKS = st.lists(st.integers(0, 50), min_size=1, max_size=12)


@given(count=st.integers(0, 60), before=WEEKS)
def test_more_is_never_less_surprising(count: int, before: list[int]) -> None:
    assert 0 <= chance(count + 1, before) <= chance(count, before) <= 1


@given(count=st.integers(1, 60), before=WEEKS, at=st.integers(0, 11))
def test_whoever_had_more_before_is_less_surprising(count: int, before: list[int], at: int) -> None:
    busier = [n + (i == at % len(before)) for i, n in enumerate(before)]
    assert chance(count, busier) >= chance(count, before)


@pytest.mark.parametrize(
    ("count", "before", "rises"),
    [
        (5, [0] * 8, True),  # out of nothing
        (4, [1] * 8, False),
        (14, [2, 1, 3, 2, 2, 1, 4, 2], True),
        (30, [25, 28, 31, 24, 27, 30, 26, 29], False),  # always much
        (60, [25, 28, 31, 24, 27, 30, 26, 29], True),
    ],
)
def test_what_a_supervisor_would_look_at(count: int, before: list[int], *, rises: bool) -> None:
    assert (chance(count, before) <= 1e-4) is rises


def test_the_chance_is_that_of_the_formula() -> None:
    # With one week before that had none: r = 1/2, p = 1/2, so P(X >= 1) = 1 - sqrt(1/2).
    assert chance(1, [0]) == pytest.approx(1 - 0.5**0.5)
    assert usual([1, 2, 3]) == 2
