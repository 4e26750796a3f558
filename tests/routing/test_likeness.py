from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.likeness import freshness, likeness

TEXTS = st.text("路灯坏了小区停水没人管东西", min_size=6, max_size=30)


@given(text=TEXTS, others=st.lists(TEXTS, max_size=5))
def test_likeness_is_a_share_and_ones_own_text_is_most_alike(text: str, others: list[str]) -> None:
    shares = likeness(text, [*others, text])
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    assert shares[-1] == pytest.approx(max(shares)) or shares[-1] == 0.0  # too short to tell


def test_how_it_is_written_does_not_matter() -> None:
    (share,) = likeness("路灯壞了，晚上看不見", ["路灯坏了,晚上看不见"])
    assert share > 0.8


def test_what_everybody_says_counts_little() -> None:
    others = ["反映小区路灯坏了", "反映小区停水", "反映小区垃圾没人收"]
    lamp, water, _ = likeness("反映小区路灯不亮", others)
    assert lamp > 1.2 * water


def test_freshness_fades_in_a_month() -> None:
    assert freshness(timedelta(0)) == 1
    assert 0 < freshness(timedelta(days=15)) < 1
    assert freshness(timedelta(days=60)) == 0
