"""Train the models the router uses, and choose from which confidence it may act alone."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.special import softmax

from routing.assignment import Kind
from routing.catalogue import Catalogue
from routing.classifiers.base import Score
from routing.classifiers.features import Floats
from routing.classifiers.kinds import KindModel, fit_kinds, matrix
from routing.classifiers.linear import LinearClassifier, sharpness
from routing.examples import Example, duty_sheets, read_examples
from routing.figures import Figures, Guess, figures, guess, threshold
from routing.kinds import KindRules
from routing.models import Models, save_models, stamp
from routing.words import Words

FOLDS = 5
RIGHT_OFTEN_ENOUGH = 0.90  # of the offices dispatched to without a person


class Step(StrEnum):
    READ = "read"
    FOLD = "fold"
    FIT = "fit"
    SAVE = "save"


Progress = Callable[[Step, int, int], None]  # the step, how far it is, of how many


@dataclass(frozen=True)
class Report:
    examples: int
    categories: int
    untaught: tuple[str, ...]  # no example shows them: only the duty sheets speak for them
    sure_from: float | None
    figures: Figures  # on folds that were not trained on


def train(training_dir: Path, catalogue: Catalogue, out_dir: Path, progress: Progress) -> Report:
    """Read training_dir/complaints/*.csv and training_dir/lexicon/*.txt, write the models."""
    progress(Step.READ, 0, 1)
    made = stamp(catalogue, training_dir)
    examples = read_examples(sorted(training_dir.glob("complaints/*.csv")), catalogue)
    cut = Words(training_dir / "lexicon", remembered=len(examples) + len(catalogue.categories))
    rules = KindRules(catalogue.kind_cues)
    progress(Step.READ, 1, 1)

    margins, kinds = _unseen(examples, catalogue, cut, rules, progress)
    progress(Step.FIT, 0, 1)
    models = _fit(examples, catalogue, cut, rules)
    trained = models.classifier.trained
    truth = np.array([trained.categories.index(one.category) for one in examples])
    trained.sharpness = sharpness(margins, truth)
    guesses = _guesses(margins * trained.sharpness, catalogue, trained.categories, kinds)
    sure_from = threshold(examples, guesses, catalogue, RIGHT_OFTEN_ENOUGH)
    progress(Step.FIT, 1, 1)

    report = Report(
        examples=len(examples),
        categories=len(catalogue.categories),
        untaught=tuple(sorted(catalogue.categories.keys() - {one.category for one in examples})),
        sure_from=sure_from,
        figures=figures(examples, guesses, catalogue, sure_from),
    )
    progress(Step.SAVE, 0, 1)
    save_models(
        out_dir, Models(models.classifier, models.kinds, sure_from), made, asdict(report.figures)
    )
    progress(Step.SAVE, 1, 1)
    return report


def _unseen(
    examples: Sequence[Example],
    catalogue: Catalogue,
    cut: Words,
    rules: KindRules,
    progress: Progress,
) -> tuple[Floats, list[tuple[Kind, ...]]]:
    """Return each example's margins and kinds from models that have not seen it."""
    codes = sorted(catalogue.categories)
    margins = np.zeros((len(examples), len(codes)), dtype=np.float32)
    kinds: list[tuple[Kind, ...]] = [()] * len(examples)
    folds = _folds([one.category for one in examples])
    for done, fold in enumerate(sorted(set(folds))):
        progress(Step.FOLD, done, FOLDS)
        held = [at for at, other in enumerate(folds) if other == fold]
        models = _fit(
            [one for one, other in zip(examples, folds, strict=True) if other != fold],
            catalogue, cut, rules,
        )  # fmt: skip
        texts = [examples[at].text for at in held]
        margins[held] = models.classifier.margins(texts)
        for at, guessed in zip(held, models.kinds.guess_all(texts), strict=True):
            kinds[at] = guessed
    progress(Step.FOLD, FOLDS, FOLDS)
    return margins, kinds


def _folds(labels: Sequence[str]) -> list[int]:
    """Deal the examples of each category out in turn, so that every fold has its share even of
    categories with fewer examples than folds."""
    order = np.random.default_rng(12345).permutation(len(labels))
    dealt: Counter[str] = Counter()
    folds = [0] * len(labels)
    for at in order:
        folds[at] = (dealt[labels[at]] + crc32(labels[at].encode())) % FOLDS
        dealt[labels[at]] += 1
    return folds


def _fit(examples: Sequence[Example], catalogue: Catalogue, cut: Words, rules: KindRules) -> Models:
    texts = [one.text for one in examples]
    sheets = duty_sheets(catalogue)
    classifier = LinearClassifier.fit(
        texts + [sheet for sheet, _ in sheets],
        [one.category for one in examples] + [category for _, category in sheets],
        cut,
    )
    features = classifier.trained.features
    weights, offsets = fit_kinds(
        matrix(features, rules, texts, cut), [one.kinds for one in examples]
    )
    return Models(classifier, KindModel(features, weights, offsets, rules, cut), None)


def _guesses(
    margins: Floats,
    catalogue: Catalogue,
    categories: Sequence[str],
    kinds: Sequence[tuple[Kind, ...]],
) -> list[Guess]:
    chances = softmax(margins, axis=1)
    found = []
    for row, some in zip(chances, kinds, strict=True):
        order = np.argsort(-row)
        scores = [Score(categories[column], float(row[column]), ()) for column in order]
        found.append(guess(some, scores, catalogue))
    return found
