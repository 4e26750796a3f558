"""A linear model over characters and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from routing.classifiers.features import Features, Floats
from routing.words import Words

EXPLAINED, MOST_WORDS = 5, 4
# A word counts as a reason when it gives at least this share of what the best word gives.
TELLING = 0.35


@dataclass
class Trained:
    """What is learned, and all that a model file holds of it."""

    features: Features
    weights: Floats  # a row per feature, a column per category
    offsets: Floats
    categories: tuple[str, ...]


class LinearClassifier:
    def __init__(self, trained: Trained, cut: Words):
        self.trained = trained
        self._cut = cut
        self._words = trained.features.words.get_feature_names_out()
        self._first_word = len(trained.features.characters.vocabulary_)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], cut: Words) -> Self:
        features = Features()
        features.fit(texts, cut)
        weights, offsets, categories = fit_margins(features.transform(texts, cut), labels)
        return cls(Trained(features, weights, offsets, categories), cut)

    def margins(self, texts: Sequence[str]) -> Floats:
        return self.margins_of(self.trained.features.transform(texts, self._cut))

    def margins_of(self, rows: csr_matrix) -> Floats:
        margins: Floats = rows @ self.trained.weights + self.trained.offsets
        return margins

    def telling(self, row: csr_matrix, categories: Sequence[str]) -> dict[str, tuple[str, ...]]:
        places = {category: at for at, category in enumerate(self.trained.categories)}
        return {one: self._telling(row, places[one]) for one in categories if one in places}

    def _telling(self, row: csr_matrix, column: int) -> tuple[str, ...]:
        """Name the words that speak for this category more than for the others."""
        weights = self.trained.weights
        lifts = {
            self._words[index - self._first_word]: value
            * (weights[index, column] - weights[index].mean())
            for index, value in zip(row.indices, row.data, strict=True)
            if index >= self._first_word
        }
        best = max(lifts.values(), default=0.0)
        ranked = sorted((word for word in lifts if len(word) > 1), key=lambda word: -lifts[word])
        return tuple(word for word in ranked[:MOST_WORDS] if lifts[word] > max(TELLING * best, 0.0))


def fit_margins(rows: csr_matrix, labels: Sequence[str]) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return weights (a row per feature, a column per label), offsets and the labels."""
    if len(set(labels)) == 1:
        return np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32), (labels[0],)
    svc = LinearSVC(C=1.0, random_state=0).fit(rows, labels)
    weights, offsets = svc.coef_.T.astype(np.float32), svc.intercept_.astype(np.float32)
    if len(svc.classes_) == 2:  # one column serves both labels
        weights, offsets = np.hstack([-weights, weights]), np.hstack([-offsets, offsets])
    return np.ascontiguousarray(weights), offsets, tuple(svc.classes_)
