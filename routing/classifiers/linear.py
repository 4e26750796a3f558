"""A linear model over characters and words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from routing.classifiers.features import Features, Floats

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


class Linear:
    def __init__(self, trained: Trained):
        self.trained = trained
        self._words = trained.features.words.get_feature_names_out()
        self._first_word = len(trained.features) - len(self._words)
        self._usual = trained.weights.mean(axis=1)

    def margins(self, rows: csr_matrix) -> Floats:
        margins: Floats = rows @ self.trained.weights + self.trained.offsets
        return margins

    def telling(self, row: csr_matrix, categories: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Name the words that speak for each category more than for the others."""
        said = row.indices >= self._first_word
        features, values = row.indices[said], row.data[said]
        lifts = self.trained.weights[features] - self._usual[features, None]
        lifts *= values[:, None]
        return {
            one: self._best(features, lifts[:, self.trained.categories.index(one)])
            for one in categories
            if one in self.trained.categories
        }

    def _best(self, features: NDArray[np.intp], lifts: Floats) -> tuple[str, ...]:
        named = [
            (lift, str(self._words[at - self._first_word]))
            for lift, at in zip(lifts, features, strict=True)
        ]
        least = max(TELLING * max((lift for lift, _ in named), default=0.0), 0.0)
        telling = sorted((-lift, word) for lift, word in named if lift > least and len(word) > 1)
        return tuple(word for _, word in telling[:MOST_WORDS])


def fit_margins(rows: csr_matrix, labels: Sequence[str]) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return weights (a row per feature, a column per label), offsets and the labels."""
    if len(set(labels)) == 1:
        return np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32), (labels[0],)
    svc = LinearSVC(C=1.0, random_state=0).fit(rows, labels)
    weights, offsets = svc.coef_.T.astype(np.float32), svc.intercept_.astype(np.float32)
    if len(svc.classes_) == 2:  # one column serves both labels
        weights, offsets = np.hstack([-weights, weights]), np.hstack([-offsets, offsets])
    return np.ascontiguousarray(weights), offsets, tuple(svc.classes_)
