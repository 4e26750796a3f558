"""The trained kind model: the linear features, and the rows of kinds.yml as further clues."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from routing.assignment import Kind
from routing.classifiers.features import Features, Floats
from routing.kinds import KindRules
from routing.words import Words

LIKELY = 0.5


class KindModel:
    def __init__(
        self, features: Features, weights: Floats, offsets: Floats, rules: KindRules, cut: Words
    ):
        """`weights` has a row per feature, then one per row of kinds.yml; a column per kind."""
        self.features = features
        self.weights = weights
        self.offsets = offsets
        self._rules = rules
        self._cut = cut

    def guess(self, text: str) -> tuple[Kind, ...]:
        return self.guess_all([text])[0]

    def guess_all(self, texts: Sequence[str]) -> list[tuple[Kind, ...]]:
        rows = matrix(self.features, self._rules, texts, self._cut)
        return [_likely(chances) for chances in expit(rows @ self.weights + self.offsets)]


def matrix(features: Features, rules: KindRules, texts: Sequence[str], cut: Words) -> csr_matrix:
    hits = np.array([rules.hits(text) for text in texts], dtype=np.float32)
    return hstack([features.transform(texts, cut), csr_matrix(hits)], "csr")


def fit_kinds(rows: csr_matrix, kinds: Sequence[tuple[Kind, ...]]) -> tuple[Floats, Floats]:
    """Return weights and offsets of one yes-or-no model per kind."""
    weights = np.zeros((rows.shape[1], len(Kind)), dtype=np.float32)
    offsets = np.zeros(len(Kind), dtype=np.float32)
    for column, kind in enumerate(Kind):
        wanted = np.array([kind in some for some in kinds])
        if wanted.all() or not wanted.any():
            # Nothing to learn from: as good as always, or as good as never.
            offsets[column] = 10.0 if wanted.all() else -10.0
            continue
        model = LogisticRegression(C=10.0, solver="liblinear", dual=True, random_state=0).fit(
            rows, wanted
        )
        weights[:, column], offsets[column] = model.coef_[0], model.intercept_[0]
    return weights, offsets


def _likely(chances: Floats) -> tuple[Kind, ...]:
    kinds = tuple(Kind)
    ranked = [int(column) for column in np.argsort(-chances)]
    first, *others = ranked
    return tuple(
        kinds[column] for column in (first, *(one for one in others if chances[one] >= LIKELY))
    )
