"""A linear model over characters and words, with probabilities that mean what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.svm import LinearSVC

from routing.classifiers.base import Score
from routing.classifiers.features import Features, Floats
from routing.words import Words

EXPLAINED, MOST_WORDS = 5, 4
MISLABELLED = 0.05
# A word counts as a reason when it gives at least this share of what the best word gives.
TELLING = 0.35


@dataclass
class Trained:
    """What is learned, and all that a model file holds of it."""

    features: Features
    weights: Floats  # a row per feature, a column per category
    offsets: Floats
    categories: tuple[str, ...]
    sharpness: float = 1.0  # turns margins into probabilities; from folds not fitted on


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
        svc = LinearSVC(C=1.0, random_state=0)
        svc.fit(features.transform(texts, cut), labels)
        weights = np.ascontiguousarray(svc.coef_.T, dtype=np.float32)
        offsets = svc.intercept_.astype(np.float32)
        return cls(Trained(features, weights, offsets, tuple(svc.classes_)), cut)

    def margins(self, texts: Sequence[str]) -> Floats:
        return self._margins(self.trained.features.transform(texts, self._cut))

    def classify(self, text: str) -> list[Score]:
        row = self.trained.features.transform([text], self._cut)
        if not row.nnz:
            return []
        chances = softmax(self.trained.sharpness * self._margins(row)[0])
        return [
            Score(
                self.trained.categories[column],
                float(chances[column]),
                self._telling(row, column) if rank < EXPLAINED else (),
            )
            for rank, column in enumerate(np.argsort(-chances))
        ]

    def _margins(self, rows: csr_matrix) -> Floats:
        margins: Floats = rows @ self.trained.weights + self.trained.offsets
        return margins

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


def sharpness(margins: Floats, truth: NDArray[np.intp]) -> float:
    """Choose the factor under which margins turn into the most truthful probabilities.

    Some labels are taken to be wrong, as people's are: otherwise a small set without a single
    mistake would make the model certain of everything.
    """

    def surprise(factor: float) -> float:
        chances = log_softmax(factor * margins, axis=1)
        hit = chances[np.arange(len(truth)), truth].mean()
        return -float((1 - MISLABELLED) * hit + MISLABELLED * chances.mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 50.0), method="bounded").x)
