"""Tell what a citizen wants: to ask, to be helped, to complain, to report, to suggest, to praise.

One text may want several things, and 投诉 with 举报 in one text become two complaints.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from routing.assignment import Kind
from routing.catalogue.rows import KindCues
from routing.text import fold

ENOUGH = 1.0  # of the weights in kinds.yml
# Most texts that say none of the words tell of something wrong, and leave it at that.
USUAL, HEAD_START = Kind.COMPLAINT, 0.65


class KindGuesser(Protocol):
    def guess(self, text: str) -> tuple[Kind, ...]:
        """Return the kinds, most likely first; never empty."""
        ...


class KindRules:
    def __init__(self, cues: Mapping[Kind, Sequence[KindCues]]):
        self._cues = [
            (kind, one.weight, tuple(map(fold, one.phrases)), tuple(map(re.compile, one.patterns)))
            for kind, rows in cues.items()
            for one in rows
        ]

    def guess(self, text: str) -> tuple[Kind, ...]:
        scores = self.scores(text)
        ranked = sorted(scores, key=lambda kind: -scores[kind])
        least = min(ENOUGH, scores[ranked[0]])
        return tuple(kind for kind in ranked if scores[kind] >= least)

    def scores(self, text: str) -> dict[Kind, float]:
        scores = dict.fromkeys(Kind, 0.0) | {USUAL: HEAD_START}
        for (kind, weight, *_), hit in zip(self._cues, self.hits(text), strict=True):
            scores[kind] += weight * hit
        return scores

    def hits(self, text: str) -> list[bool]:
        """Say for each row of kinds.yml whether the text answers to it: the model's features."""
        text = fold(text)
        return [
            any(phrase in text for phrase in phrases)
            or any(pattern.search(text) for pattern in patterns)
            for _, _, phrases, patterns in self._cues
        ]
