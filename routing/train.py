"""Train the models the router uses, and choose from which confidence it may act alone."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from scipy.special import softmax

from routing import listening
from routing.assignment import Kind
from routing.catalogue import Catalogue
from routing.classifiers.base import Score
from routing.classifiers.features import Floats
from routing.classifiers.hearing import fit_listener, read_rows
from routing.classifiers.kinds import KindModel, fit_kinds, matrix
from routing.classifiers.voices import VOICES, VoiceModel, fit_weights
from routing.examples import Example, read_examples
from routing.figures import Figures, Guess, figures, guess, threshold
from routing.folds import FOLDS, deal
from routing.identifying import tagger
from routing.identifying.marked import read as read_marked
from routing.kinds import KindRules
from routing.models import FIRST_LOOK, IDENTIFYING, Models, category_sheets, save_models, stamp
from routing.words import Words

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

    heard, kinds = _unseen(examples, catalogue, cut, rules, progress)
    progress(Step.FIT, 0, 1)
    models = _fit(examples, catalogue, cut, rules)
    labels = models.classifier.labels
    weights = fit_weights(heard, np.array([labels.index(one.category) for one in examples]))
    models.classifier.taught.weights = weights
    guesses = _guesses(softmax(heard @ weights, axis=1), catalogue, labels, kinds)
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
    if (training_dir / FIRST_LOOK).exists():
        ear = fit_listener(read_rows(training_dir / FIRST_LOOK), examples, catalogue)
        listening.save(ear, out_dir)
    if (training_dir / IDENTIFYING).exists():
        marked = [(row.text, row.spans) for row in read_marked(training_dir / IDENTIFYING)]
        tagger.teach(marked, out_dir / tagger.FILE)
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
    """Return what each voice says of each example, and its kinds, from models that have not seen
    it."""
    heard = np.zeros((len(examples), len(catalogue.categories), VOICES), dtype=np.float32)
    kinds: list[tuple[Kind, ...]] = [()] * len(examples)
    folds = deal([one.category for one in examples])
    for fold in range(FOLDS):
        progress(Step.FOLD, fold, FOLDS)
        held = [at for at, own in enumerate(folds) if own == fold]
        seen = [one for one, own in zip(examples, folds, strict=True) if own != fold]
        models = _fit(seen, catalogue, cut, rules)
        texts = [examples[at].text for at in held]
        heard[held] = models.classifier.voices(texts)
        for at, guessed in zip(held, models.kinds.guess_all(texts), strict=True):
            kinds[at] = guessed
    progress(Step.FOLD, FOLDS, FOLDS)
    return heard, kinds


def _fit(examples: Sequence[Example], catalogue: Catalogue, cut: Words, rules: KindRules) -> Models:
    texts = [one.text for one in examples]
    classifier = VoiceModel.fit(
        texts, [one.category for one in examples], category_sheets(catalogue), cut
    )
    reader = classifier.reader
    weights, offsets = fit_kinds(matrix(reader, rules, texts), [one.kinds for one in examples])
    return Models(classifier, KindModel(reader, weights, offsets, rules), None)


def _guesses(
    chances: Floats,
    catalogue: Catalogue,
    categories: Sequence[str],
    kinds: Sequence[tuple[Kind, ...]],
) -> list[Guess]:
    found = []
    for row, some in zip(chances, kinds, strict=True):
        order = np.argsort(-row)
        scores = [Score(categories[column], float(row[column]), ()) for column in order]
        found.append(guess(some, scores, catalogue))
    return found
