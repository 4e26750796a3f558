"""Turn folded text into numbers: single characters and pairs, and jieba words.

Single characters carry most of it: in short, misspelt, dictated texts words are often cut wrongly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from routing.text import fold
from routing.words import Words

Floats = NDArray[np.floating[Any]]


def as_is(tokens: list[str]) -> list[str]:
    """The word vectorizer's analyzer. A named function, so that the dictionary stays out of the
    model file and the tokenizer can be swapped in when it is read."""
    return tokens


def grams(folded: str) -> list[str]:
    """Single characters and pairs of neighbours."""
    return [*folded, *map("".join, pairwise(folded))]


class Features:
    def __init__(self) -> None:
        self.characters = TfidfVectorizer(analyzer=grams, sublinear_tf=True, dtype=np.float32)
        self.words = TfidfVectorizer(analyzer=as_is, sublinear_tf=True, dtype=np.float32)

    def fit(self, texts: Sequence[str], cut: Words) -> None:
        self.characters.fit([fold(text) for text in texts])
        self.words.fit([cut(text) for text in texts])

    def __len__(self) -> int:
        return len(self.characters.vocabulary_) + len(self.words.vocabulary_)

    def transform(self, texts: Sequence[str], cut: Words) -> csr_matrix:
        """Return what the two vectorizers would, side by side, without the millisecond that they
        spend on checking one text."""
        first_word = len(self.characters.vocabulary_)
        ends, columns, values = [0], [], []
        for text in texts:
            for block, tokens, offset in (
                (self.characters, grams(fold(text)), 0),
                (self.words, cut(text), first_word),
            ):
                at, worth = _weighed(tokens, block.vocabulary_, block.idf_)
                columns.append(at + offset)
                values.append(worth)
            ends.append(ends[-1] + sum(map(len, columns[-2:])))
        joined = (np.concatenate(values), np.concatenate(columns)) if columns else ([], [])
        return csr_matrix((*joined, ends), shape=(len(texts), len(self)), dtype=np.float32)


def _weighed(
    tokens: Iterable[str], vocabulary: Mapping[str, int], rarity: Floats
) -> tuple[NDArray[np.int32], Floats]:
    """Return the columns of the known tokens, in order, and their weights, of length one together
    (term frequency dampened by its logarithm, times rarity)."""
    counts = Counter(at for token in tokens if (at := vocabulary.get(token)) is not None)
    columns = np.array(sorted(counts), dtype=np.int32)
    times = np.array([counts[at] for at in columns.tolist()], dtype=np.float32)
    worth = (1 + np.log(times)) * rarity[columns]
    return columns, worth / (np.linalg.norm(worth) or 1.0)


class Reader:
    """Reads texts into rows. The category, the kinds and the reasons all ask for the same row."""

    def __init__(self, features: Features, cut: Words):
        self.features = features
        self.cut = cut
        self._row = lru_cache(2)(lambda text: features.transform([text], cut))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        return self._row(texts[0]) if len(texts) == 1 else self.features.transform(texts, self.cut)
