"""The trained kind model: the linear features, and the rows of kinds.yml as further clues."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from routing.assignment import Kind
from routing.classifiers.features import Floats, Reader
from routing.kinds import KindRules

LIKELY = 0.0  # the margin from which a further kind is named beside the likeliest


class KindModel:
    def __init__(self, reader: Reader, weights: Floats, offsets: Floats, rules: KindRules):
        """`weights` has a row per feature, then one per row of kinds.yml; a column per kind."""
        self._reader = reader
        self.weights = weights
        self.offsets = offsets
        self._rules = rules

    def guess(self, text: str) -> tuple[Kind, ...]:
        return self.guess_all([text])[0]

    def guess_all(self, texts: Sequence[str]) -> list[tuple[Kind, ...]]:
        rows = matrix(self._reader, self._rules, texts)
        return [_likely(margins) for margins in rows @ self.weights + self.offsets]


def matrix(reader: Reader, rules: KindRules, texts: Sequence[str]) -> csr_matrix:
    hits = np.array([rules.hits(text) for text in texts], dtype=np.float32)
    return hstack([reader.rows(texts), csr_matrix(hits)], "csr")


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
        model = LinearSVC(C=1.0, random_state=0).fit(rows, wanted)
        weights[:, column], offsets[column] = model.coef_[0], model.intercept_[0]
    return weights, offsets


def _likely(margins: Floats) -> tuple[Kind, ...]:
    kinds = tuple(Kind)
    ranked = [int(column) for column in np.argsort(-margins)]
    first, *others = ranked
    return tuple(
        kinds[column] for column in (first, *(one for one in others if margins[one] >= LIKELY))
    )
