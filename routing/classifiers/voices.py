"""Several voices say how well a text fits each label; a few weights make one opinion of them.

A voice is a number per text and label. The weights are shared by all labels, so that two hundred
texts are enough to learn them, and what they add up to is a probability (conditional logit,
McFadden 1974).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import log_softmax, softmax

from routing.classifiers.base import Score
from routing.classifiers.features import Features, Floats, Reader
from routing.classifiers.linear import EXPLAINED, Linear, Trained, fit_margins
from routing.duties import DutySheet, rarity
from routing.spotting import Spotter
from routing.text import fold
from routing.words import Words

NEAR_START, AT_START = 16, 1.6  # "环保局来电反映": who is named first is who it is about
NAME_LENGTH = 5.0
NEIGHBOURS = 15
LEAST = 0.01
SHEETS_COUNT = 2  # as many texts as a duty sheet is worth to the linear voice
PRIOR_STRENGTH = 0.02
MISLABELLED = 0.03

# In this order; a model without a history, or without another model to listen to, has fewer.
LINEAR, SHEET, NAMED, WORDS, NEAR, OTHER = range(6)
VOICES = 6
PRIOR = np.array([3.5, 0.4, 1.5, 0.5, 0.35, 0.5])
# Nothing but the sheets (and the other model) to go by; as fitted on one city's earlier orders and
# on half of a mailbox's letters, whose labels differ in everything.
UNTAUGHT = np.array([3.4, 0.2, 2.0, 0.35, 0.0, 0.65])

Listen = Callable[[Sequence[str]], Floats]


class DutyVoices:
    """What the duty sheets alone can tell: names called, and words of the sheet."""

    def __init__(self, own: Mapping[str, Sequence[DutySheet]]):
        worth = rarity(sheet for sheets in own.values() for sheet in sheets)
        self._names: dict[str, list[int]] = {}
        self._words: dict[str, list[tuple[int, float]]] = {}
        for column, (label, sheets) in enumerate(own.items()):
            for name in {fold(label), *(name for sheet in sheets for name in sheet.called)}:
                self._names.setdefault(name, []).append(column)
            for word, sign in _signed(sheets).items():
                self._words.setdefault(word, []).append((column, sign * worth[word]))
        self._count = len(own)
        self._any_name, self._any_word = Spotter(self._names), Spotter(self._words)

    def named(self, folded: Sequence[str]) -> Floats:
        """Return how plainly each label's office is named."""
        found = np.zeros((len(folded), self._count), dtype=np.float32)
        for row, text in enumerate(folded):
            for spot in self._any_name.spots(text):
                worth = len(spot.name) / NAME_LENGTH
                worth *= AT_START if spot.start < NEAR_START else 1.0
                for column in self._names[spot.name]:
                    found[row, column] = max(found[row, column], worth)
        return found

    def words(self, folded: Sequence[str]) -> Floats:
        """Return the weight of the sheet's words that occur, less those that belong elsewhere."""
        found = np.zeros((len(folded), self._count), dtype=np.float32)
        for row, text in enumerate(folded):
            for word in {spot.name for spot in self._any_word.spots(text)}:
                for column, worth in self._words[word]:
                    found[row, column] += worth
        return np.sign(found) * np.log1p(np.abs(found))


@dataclass
class Taught:
    """What a trained model holds; numbers and words, never a text."""

    trained: Trained
    sheets: csr_matrix  # a column per label
    past: csr_matrix  # a column per text learnt from
    past_labels: NDArray[np.intp]
    weights: Floats


class VoiceModel:
    def __init__(
        self,
        taught: Taught,
        own: Mapping[str, Sequence[DutySheet]],
        reader: Reader,
        listen: Listen | None = None,
    ):
        """`own` has the labels in order; `listen` is another model's voice on the same labels."""
        self.taught = taught
        self.own = own
        self.labels = tuple(own)
        self.reader = reader
        self._linear = Linear(taught.trained)
        self._duty = DutyVoices(own)
        self._columns = [self.labels.index(label) for label in taught.trained.categories]
        self._listen = listen

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        own: Mapping[str, Sequence[DutySheet]],
        cut: Words,
        listen: Listen | None = None,
    ) -> Self:
        """Teach all but the weights, which must come from texts that were not taught."""
        sheets = [_as_text(label, sheets) for label, sheets in own.items()]
        features = Features()
        features.fit([*texts, *sheets], cut)
        duties = features.transform(sheets, cut)
        seen = features.transform(texts, cut) if texts else duties[:0]
        weights, offsets, categories = fit_margins(
            vstack([seen, *[duties] * SHEETS_COUNT], "csr"), [*labels, *list(own) * SHEETS_COUNT]
        )
        column = {label: number for number, label in enumerate(own)}
        taught = Taught(
            Trained(features, weights, offsets, categories),
            duties.T.tocsr(),
            seen.T.tocsr(),
            np.array([column[label] for label in labels], dtype=np.intp),
            PRIOR if texts else UNTAUGHT,
        )
        return cls(taught, own, Reader(features, cut), listen)

    def voices(self, texts: Sequence[str]) -> Floats:
        """Return an array of the shape (texts, labels, voices)."""
        return self._heard(texts, self.reader.rows(texts))

    def chances(self, texts: Sequence[str]) -> Floats:
        """Return a probability per text and label."""
        opinion: Floats = softmax(self.voices(texts) @ self.taught.weights, axis=1)
        return opinion

    def classify(self, text: str) -> list[Score]:
        row = self.reader.rows([text])
        if not row.nnz:
            return []
        chances = softmax(self._heard([text], row)[0] @ self.taught.weights)
        ranked = np.argsort(-chances)
        why = self._linear.telling(row, [self.labels[at] for at in ranked[:EXPLAINED]])
        return [
            Score(self.labels[at], float(chances[at]), why.get(self.labels[at], ()))
            for at in ranked
        ]

    def _heard(self, texts: Sequence[str], rows: csr_matrix) -> Floats:
        folded = [fold(text) for text in texts]
        heard = np.zeros((len(texts), len(self.labels), VOICES), dtype=np.float32)
        heard[:, self._columns, LINEAR] = self._linear.margins(rows)
        heard[:, :, SHEET] = 10 * (rows @ self.taught.sheets).toarray()
        heard[:, :, NAMED] = self._duty.named(folded)
        heard[:, :, WORDS] = self._duty.words(folded)
        heard[:, :, NEAR] = self._near(rows)
        if self._listen:
            heard[:, :, OTHER] = self._listen(texts)
        return heard

    def _near(self, rows: csr_matrix) -> Floats:
        """Return the logarithm of each label's share among the most similar texts learnt from."""
        votes = np.zeros((rows.shape[0], len(self.labels)), dtype=np.float32)
        if not self.taught.past.shape[1]:
            return votes
        alike = rows @ self.taught.past
        for row in range(rows.shape[0]):
            span = slice(alike.indptr[row], alike.indptr[row + 1])
            values, columns = alike.data[span], alike.indices[span]
            best = np.argsort(-values)[:NEIGHBOURS]
            np.add.at(votes[row], self.taught.past_labels[columns[best]], values[best] ** 2)
        total = np.maximum(votes.sum(axis=1, keepdims=True), 1e-9)
        near: Floats = np.log(votes / total + LEAST) - np.log(LEAST)
        return near


def fit_weights(heard: Floats, truth: NDArray[np.intp]) -> Floats:
    """Return a weight per voice under which the true labels are least surprising.

    Few texts stay near the PRIOR. Some labels are taken to be wrong, as people's are: otherwise a
    set without a single mistake would make the model certain of everything.
    """
    rows = np.arange(len(truth))
    count = heard.shape[1]

    def surprise(weights: Floats) -> tuple[float, Floats]:
        chances = log_softmax(heard @ weights, axis=1)
        away = weights - PRIOR
        hit = (1 - MISLABELLED) * chances[rows, truth].mean() + MISLABELLED * chances.mean()
        gap = np.exp(chances) - MISLABELLED / count
        gap[rows, truth] -= 1 - MISLABELLED
        slope = np.einsum("to,tov->v", gap, heard) / len(truth)
        return (
            float(-hit + PRIOR_STRENGTH / 2 * (away @ away)),
            slope + PRIOR_STRENGTH * away,
        )

    return np.asarray(minimize(surprise, PRIOR, jac=True, method="L-BFGS-B").x)


def _as_text(label: str, sheets: Sequence[DutySheet]) -> str:
    return "。".join([label, *(f"{sheet.text}{'、'.join(sheet.words)}" for sheet in sheets)])


def _signed(sheets: Sequence[DutySheet]) -> dict[str, float]:
    found = {word: -0.5 for sheet in sheets for word in sheet.not_words}
    return found | {word: 1.0 for sheet in sheets for word in sheet.words}
