"""A city's own offices, learnt from its past work orders and their duty sheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from routing.baseline import Baseline
from routing.catalogue import Catalogue
from routing.catalogue.rows import Category
from routing.classifiers.base import ModelMissing, Score
from routing.classifiers.features import Floats, Reader
from routing.classifiers.voices import VOICES, Listen, VoiceModel, fit_weights
from routing.duties import DutySheet, Sheets, rarity
from routing.folds import FOLDS, deal
from routing.history import Order, Renaming, Synonyms
from routing.models import program
from routing.storage import read_card, read_parts, write_model
from routing.text import fold
from routing.words import Words

OFTEN_ENOUGH = 0.95  # of the offices dispatched to without a person
FEWEST = 20  # below that a share says nothing
HELPS, SHARED_WORDS = 0.3, 0.05
LEAST = 0.01

Progress = Callable[[int, int], None]  # how far it is, of how many


@dataclass(frozen=True)
class Ears:
    """What a city's model may use besides its own orders."""

    catalogue: Catalogue
    sheets: Sheets
    cut: Words
    categories: VoiceModel | None = None  # the shipped model, one more voice


class OfficeModel:
    def __init__(
        self,
        model: VoiceModel,
        departments: Mapping[str, str],
        sure_from: float | None,
        synonyms: Synonyms | None = None,
    ):
        """`departments` has the department code of each office whose duties are known."""
        self.model = model
        self.departments = departments
        self.sure_from = sure_from
        self.synonyms = synonyms or Synonyms()

    @property
    def offices(self) -> tuple[str, ...]:
        return self.model.labels

    def chances(self, texts: Sequence[str], days: Sequence[date | None]) -> Floats:
        """Return a probability per text and office; none for an office that was closed."""
        found = self.model.chances(texts)
        for row, day in enumerate(days):
            for column, office in enumerate(self.offices):
                if day and self.synonyms.closed(office, day):
                    found[row, column] = 0.0
        found /= np.maximum(found.sum(axis=1, keepdims=True), 1e-9)
        return found

    def classify(self, text: str, day: date | None = None) -> list[Score]:
        scores = self.model.classify(text)
        return [one for one in scores if not day or not self.synonyms.closed(one.category, day)]

    def by_department(self, text: str, day: date) -> dict[str, float]:
        """Return how likely each department is, of those known."""
        sums: dict[str, float] = {}
        for office, chance in zip(self.offices, self.chances([text], [day])[0], strict=True):
            if code := self.departments.get(office):
                sums[code] = sums.get(code, 0.0) + float(chance)
        return sums


def learn(
    orders: Sequence[Order],
    ears: Ears,
    *,
    offices: Sequence[str] = (),
    own: Mapping[str, Sequence[DutySheet]] | None = None,
    synonyms: Synonyms | None = None,
    precision: float = OFTEN_ENOUGH,
    folds: int = FOLDS,
    progress: Progress = lambda *_: None,
) -> OfficeModel:
    """Learn the `offices` (those of the orders, when none are named); `own` gives their duty
    sheets where names do not tell.

    Without any order the duty sheets alone speak: they suggest, and nothing is dispatched.
    """
    names = sorted({*offices, *(own or ()), *(order.office for order in orders)})
    own = {office: (own or {}).get(office) or ears.sheets.of(office) for office in names}
    listen = category_voice(ears, own)
    texts, labels = [order.text for order in orders], [order.office for order in orders]
    heard = np.zeros((len(orders), len(names), VOICES), dtype=np.float32)
    dealt = deal(labels, folds)
    for turn in range(folds if len(orders) >= folds else 0):
        progress(turn, folds + 1)
        seen = [at for at, own_fold in enumerate(dealt) if own_fold != turn]
        held = [at for at, own_fold in enumerate(dealt) if own_fold == turn]
        part = VoiceModel.fit(
            [texts[at] for at in seen], [labels[at] for at in seen], own, ears.cut, listen
        )
        if held:
            heard[held] = part.voices([texts[at] for at in held])
    progress(folds, folds + 1)
    model = VoiceModel.fit(texts, labels, own, ears.cut, listen)
    sure_from = None
    if len(orders) >= folds:
        truth = np.array([names.index(label) for label in labels])
        model.taught.weights = fit_weights(heard, truth)
        chances = softmax(heard @ model.taught.weights, axis=1)
        sure_from = lowest_sure(chances.max(axis=1), chances.argmax(axis=1) == truth, precision)
    progress(folds + 1, folds + 1)
    return OfficeModel(model, _departments(own), sure_from, synonyms)


def lowest_sure(sure: Floats, right: np.ndarray[Any, Any], precision: float) -> float | None:
    """Return the lowest confidence from which that share is right; None when none is."""
    order = np.argsort(-sure)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= precision)
    enough = enough[enough >= FEWEST - 1]
    return float(sure[order[enough[-1]]]) if len(enough) else None


def _departments(own: Mapping[str, Sequence[DutySheet]]) -> dict[str, str]:
    return {office: sheets[0].department for office, sheets in own.items() if sheets}


def category_voice(ears: Ears, own: Mapping[str, Sequence[DutySheet]]) -> Listen | None:
    """Return what the shipped model says of each office, through the categories the office's
    duties are about."""
    model, catalogue = ears.categories, ears.catalogue
    if model is None:
        return None
    worth = rarity(ears.sheets.sheets)
    share = np.array(
        [
            [_affinity(catalogue.categories[code], sheets, worth) for sheets in own.values()]
            for code in model.labels
        ]
    )
    # A category that fits many offices is shared out; one that fits none says nothing.
    share /= np.maximum(share.sum(axis=1, keepdims=True), 0.5)

    def listen(texts: Sequence[str]) -> Floats:
        said: Floats = np.log(model.chances(texts) @ share + LEAST) - np.log(LEAST)
        return said

    return listen


def _affinity(category: Category, sheets: Sequence[DutySheet], worth: Mapping[str, float]) -> float:
    about = fold(f"{category.name}、{category.belongs}、{'、'.join(category.keywords)}")
    words = {word for sheet in sheets for word in sheet.words if word in about}
    shared = sum(worth[word] for word in words)
    leads = any(sheet.department == category.lead for sheet in sheets)
    helps = any(sheet.department in category.helpers for sheet in sheets)
    duty = 1.0 if leads else HELPS if helps else 0.0
    return duty * (0.15 + shared) + SHARED_WORDS * shared


def save_offices(
    folder: Path, model: OfficeModel, about: dict[str, Any], baseline: Baseline | None = None
) -> None:
    """Keep the plain baseline beside it, so that the two can be compared anywhere."""
    card = {
        "stamp": {"program": program()},
        "offices": {
            office: [sheet.code for sheet in sheets] for office, sheets in model.model.own.items()
        },
        "departments": dict(model.departments),
        "sure_from": model.sure_from,
        "synonyms": [
            asdict(row) | {"ended": row.ended and row.ended.isoformat()}
            for row in model.synonyms.rows
        ],
        **about,
    }
    write_model(folder, {"taught": model.model.taught, "baseline": baseline}, card)


def load_offices(folder: Path, ears: Ears) -> OfficeModel:
    """Raise ModelMissing when there is no model of a city's offices that can be used."""
    card = _card(folder)
    taught = read_parts(folder, card)["taught"]
    by_code = {sheet.code: sheet for sheet in ears.sheets.sheets}
    own = {
        office: [by_code[code] for code in codes if code in by_code]
        for office, codes in card["offices"].items()
    }
    reader = Reader(taught.trained.features, ears.cut)
    model = VoiceModel(taught, own, reader, category_voice(ears, own))
    synonyms = Synonyms(Renaming(**row) for row in card["synonyms"])
    return OfficeModel(model, card["departments"], card["sure_from"], synonyms)


def load_baseline(folder: Path) -> Baseline | None:
    """None where there was no order to learn from."""
    baseline: Baseline | None = read_parts(folder, _card(folder))["baseline"]
    return baseline


def _card(folder: Path) -> dict[str, Any]:
    card = read_card(folder, ["offices", "departments", "sure_from", "synonyms"])
    if card["stamp"].get("program") != program():
        raise ModelMissing("the model was made by another version of the program")
    return card
