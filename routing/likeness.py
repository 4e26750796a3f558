"""How alike two complaints are, for telling a citizen that others have said the same.

Plain Python: web processes use it, and they load no models.
"""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from routing.text import fold

FADING = timedelta(days=30)
FEWEST = 4  # pairs of characters; fewer say nothing


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """Return for each of the others how much of the shorter of the two it shares, 0 to 1.

    Pairs of characters that many of them have count little: 反映 and 小区 are in every second one.
    """
    own = _pairs(text)
    theirs = [_pairs(other) for other in others]
    used = Counter(pair for pairs in theirs for pair in pairs)
    worth = {pair: math.log(1 + (1 + len(theirs)) / (1 + used[pair])) for pair in {*used, *own}}
    return [_share(own, pairs, worth) for pairs in theirs]


def freshness(age: timedelta) -> float:
    """Return 1 for what was said today, fading to 0 in a month."""
    return max(0.0, 1 - age / FADING)


def _pairs(text: str) -> set[str]:
    text = fold(text)
    return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()}


def _share(own: set[str], other: set[str], worth: dict[str, float]) -> float:
    if min(len(own), len(other)) < FEWEST:
        return 0.0
    shared = sum(worth[pair] for pair in own & other)
    return shared / min(sum(worth[pair] for pair in some) for some in (own, other))
