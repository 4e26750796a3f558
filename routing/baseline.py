"""The plain baseline every other method has to beat: words, character groups, a linear SVM."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from routing.classifiers.features import Floats, as_is
from routing.classifiers.linear import fit_margins
from routing.words import Words

ENOUGH = 100


@dataclass
class Baseline:
    """jieba words 1-2 and characters 2-4, TF-IDF, LinearSVC; its margins are not probabilities."""

    words: TfidfVectorizer
    characters: TfidfVectorizer
    weights: Floats
    offsets: Floats
    labels: tuple[str, ...]

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], cut: Words) -> Self:
        shared = {
            "sublinear_tf": True,
            "min_df": 2 if len(texts) >= ENOUGH else 1,
            "dtype": np.float32,
        }
        words = TfidfVectorizer(
            analyzer="word",
            tokenizer=as_is,
            token_pattern=None,
            lowercase=False,
            ngram_range=(1, 2),
            **shared,
        )
        characters = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), **shared)
        rows = hstack(
            [words.fit_transform([cut(text) for text in texts]), characters.fit_transform(texts)],
            "csr",
        )
        return cls(words, characters, *fit_margins(rows, labels))

    def chances(self, texts: Sequence[str], cut: Words) -> Floats:
        """Return softmaxed margins: an order of confidence, not a probability."""
        rows: csr_matrix = hstack(
            [self.words.transform([cut(text) for text in texts]), self.characters.transform(texts)],
            "csr",
        )
        ranked: Floats = softmax(3 * (rows @ self.weights + self.offsets), axis=1)
        return ranked
