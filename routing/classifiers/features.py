"""Turn folded text into numbers: single characters and pairs, and jieba words.

Single characters carry most of it: in short, misspelt, dictated texts words are often cut wrongly.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from routing.text import fold
from routing.words import Words

Floats = NDArray[np.floating[Any]]


def as_is(tokens: list[str]) -> list[str]:
    """The word vectorizer's analyzer. A named function, so that the dictionary stays out of the
    model file and the tokenizer can be swapped in when it is read."""
    return tokens


class Features:
    def __init__(self) -> None:
        self.characters = TfidfVectorizer(
            analyzer="char",
            ngram_range=(1, 2),
            lowercase=False,
            sublinear_tf=True,
            dtype=np.float32,
        )
        self.words = TfidfVectorizer(analyzer=as_is, sublinear_tf=True, dtype=np.float32)

    def fit(self, texts: Sequence[str], cut: Words) -> None:
        self.characters.fit([fold(text) for text in texts])
        self.words.fit([cut(text) for text in texts])

    def __len__(self) -> int:
        return len(self.characters.vocabulary_) + len(self.words.vocabulary_)

    def transform(self, texts: Sequence[str], cut: Words) -> csr_matrix:
        characters = self.characters.transform([fold(text) for text in texts])
        return hstack([characters, self.words.transform([cut(text) for text in texts])], "csr")


class Reader:
    """Reads texts into rows. The category, the kinds and the reasons all ask for the same row."""

    def __init__(self, features: Features, cut: Words):
        self.features = features
        self.cut = cut
        self._row = lru_cache(2)(lambda text: features.transform([text], cut))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        return self._row(texts[0]) if len(texts) == 1 else self.features.transform(texts, self.cut)
