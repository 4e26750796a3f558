"""Deal examples into folds, so that each is judged by a model that has not seen it."""

from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np

FOLDS = 5


def deal(labels: Sequence[str], folds: int = FOLDS) -> list[int]:
    """Return each example's fold. The examples of each label are dealt out in turn, so that every
    fold has its share even of labels with fewer examples than folds."""
    order = np.random.default_rng(12345).permutation(len(labels))
    dealt: Counter[str] = Counter()
    found = [0] * len(labels)
    for at in order:
        found[at] = (dealt[labels[at]] + crc32(labels[at].encode())) % folds
        dealt[labels[at]] += 1
    return found
