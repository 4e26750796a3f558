"""Figures of one method on labelled texts, and whether two methods differ by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from routing.classifiers.features import Floats

TOP = 3
RESAMPLES = 2000
PRECISION = 0.95


@dataclass(frozen=True)
class Answers:
    """What a method answered: a row of chances per text, a column per label."""

    truth: tuple[str, ...]
    labels: tuple[str, ...]
    chances: Floats
    sure_from: float | None = None  # fixed before these texts were seen
    ms_per_text: float | None = None

    @property
    def guessed(self) -> NDArray[np.str_]:
        found: NDArray[np.str_] = np.array(self.labels)[self.chances.argmax(axis=1)]
        return found

    @property
    def right(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.guessed == np.array(self.truth)
        return found

    @property
    def confidence(self) -> Floats:
        sure: Floats = self.chances.max(axis=1)
        return sure


@dataclass(frozen=True)
class Scores:
    texts: int
    accuracy: float
    macro_f1: float
    top_3: float
    accuracy_at_50: float  # of the surer half
    accuracy_at_60: float
    coverage_at_95: float | None  # share above the threshold that was fixed beforehand for 95 %
    precision_at_95: float | None  # and how often those were right
    best_coverage_at_95: float  # had the threshold been chosen on these texts
    calibration_error: float  # mean gap between confidence and being right, in ten bands
    ms_per_text: float | None


@dataclass(frozen=True)
class Difference:
    """How much better the first of two methods is, on the same texts."""

    accuracy: float
    accuracy_interval: tuple[float, float]  # 95 %, paired bootstrap (Efron 1979)
    macro_f1: float
    macro_f1_interval: tuple[float, float]
    fewer_errors: float  # share of the second's errors that the first does not make


def score(answers: Answers) -> Scores:
    right, sure = answers.right, answers.confidence
    ranked = np.argsort(-sure, kind="stable")
    return Scores(
        texts=len(right),
        accuracy=float(right.mean()),
        macro_f1=_macro_f1(answers.truth, answers.guessed),
        top_3=_top(answers),
        accuracy_at_50=float(right[ranked[: max(1, len(ranked) // 2)]].mean()),
        accuracy_at_60=float(right[ranked[: max(1, len(ranked) * 6 // 10)]].mean()),
        coverage_at_95=_coverage(answers),
        precision_at_95=_precision(answers),
        best_coverage_at_95=_best_coverage(right[ranked]),
        calibration_error=calibration_error(sure, right),
        ms_per_text=answers.ms_per_text,
    )


def compare(ours: Answers, theirs: Answers) -> Difference:
    draws = np.random.default_rng(12345).integers(0, len(ours.truth), (RESAMPLES, len(ours.truth)))
    gain = ours.right.astype(float) - theirs.right.astype(float)
    truth = np.array(ours.truth)
    f1 = np.array(
        [
            _macro_f1(truth[draw], ours.guessed[draw])
            - _macro_f1(truth[draw], theirs.guessed[draw])
            for draw in draws[: RESAMPLES // 10]
        ]
    )
    errors = 1 - theirs.right.mean()
    return Difference(
        accuracy=float(gain.mean()),
        accuracy_interval=_interval(gain[draws].mean(axis=1)),
        macro_f1=_macro_f1(truth, ours.guessed) - _macro_f1(truth, theirs.guessed),
        macro_f1_interval=_interval(f1),
        fewer_errors=float(gain.mean() / errors) if errors else 0.0,
    )


def calibration_error(sure: Floats, right: NDArray[np.bool_], bands: int = 10) -> float:
    band = np.minimum((sure * bands).astype(int), bands - 1)
    gaps = [abs(float((sure - right)[band == one].sum())) for one in range(bands)]
    return sum(gaps) / len(sure)


def _macro_f1(truth: Sequence[str] | NDArray[np.str_], guessed: NDArray[np.str_]) -> float:
    return float(
        f1_score(truth, guessed, labels=sorted(set(truth)), average="macro", zero_division=0)
    )


def _top(answers: Answers) -> float:
    best = np.argsort(-answers.chances, axis=1)[:, :TOP]
    named = np.array(answers.labels)[best]
    return float(np.mean([one in row for one, row in zip(answers.truth, named, strict=True)]))


def _coverage(answers: Answers) -> float | None:
    if answers.sure_from is None:
        return None
    return float((answers.confidence >= answers.sure_from).mean())


def _precision(answers: Answers) -> float | None:
    if answers.sure_from is None:
        return None
    sure = answers.confidence >= answers.sure_from
    return float(answers.right[sure].mean()) if sure.any() else None


def _best_coverage(right: NDArray[np.bool_]) -> float:
    shares = np.cumsum(right) / np.arange(1, len(right) + 1)
    enough = np.flatnonzero(shares >= PRECISION)
    return float((enough[-1] + 1) / len(right)) if len(enough) else 0.0


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
