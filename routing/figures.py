"""How often guesses were right, and from which confidence they are right often enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sklearn.metrics import f1_score

from routing.assignment import Kind
from routing.catalogue import Catalogue
from routing.classifiers.base import Score
from routing.examples import Example
from routing.ranking import rank_departments

TOP = 3
BANDS = 10
EVEN_ODDS = 0.5
FEWEST = 20  # below that a share says nothing


@dataclass(frozen=True)
class Guess:
    """What was guessed for one example."""

    kinds: tuple[Kind, ...]
    categories: tuple[str, ...]  # best first
    departments: tuple[str, ...]  # best first
    confidence: float  # in the first department
    area: str = ""  # named in the text; nine digits where it names a township


@dataclass(frozen=True)
class Figures:
    examples: int
    kind_f1: float  # micro
    group_accuracy: float  # first level
    group_macro_f1: float
    category_accuracy: float  # second level
    category_top3: float
    department_accuracy: float
    department_top3: float
    coverage: float  # share dispatched without a person
    precision: float | None  # of the departments among those; None when there are none
    area_exact: float | None  # None where the examples do not say
    calibration_error: float  # mean gap between confidence and being right, in ten bands


def guess(
    kinds: tuple[Kind, ...], scores: Sequence[Score], catalogue: Catalogue, area: str = ""
) -> Guess:
    ranked = rank_departments(scores, catalogue)
    return Guess(
        kinds,
        tuple(score.category for score in scores),
        tuple(one.department for one in ranked),
        ranked[0].confidence if ranked else 0.0,
        area,
    )


def figures(
    examples: Sequence[Example],
    guesses: Sequence[Guess],
    catalogue: Catalogue,
    sure_from: float | None,
) -> Figures:
    if not examples:
        raise ValueError("there is nothing to evaluate on")
    pairs = list(zip(examples, guesses, strict=True))
    sure = [
        is_right(one, got, catalogue)
        for one, got in pairs
        if sure_from is not None and got.confidence >= sure_from
    ]
    leads = [catalogue.categories[one.category].lead for one in examples]
    return Figures(
        examples=len(examples),
        kind_f1=_kind_f1(pairs),
        group_accuracy=_share(_group(one, got) == one.category[:2] for one, got in pairs),
        group_macro_f1=_macro_f1(
            [one.category[:2] for one in examples], [_group(one, got) for one, got in pairs]
        ),
        category_accuracy=_share(_names(one, got, 1) for one, got in pairs),
        category_top3=_share(_names(one, got, TOP) for one, got in pairs),
        department_accuracy=_share(is_right(one, got, catalogue) for one, got in pairs),
        department_top3=_share(
            lead in got.departments[:TOP] for lead, got in zip(leads, guesses, strict=True)
        ),
        coverage=len(sure) / len(examples),
        precision=_share(sure) if sure else None,
        area_exact=_area_exact(pairs),
        calibration_error=_calibration_error(pairs, catalogue),
    )


def is_right(example: Example, got: Guess, catalogue: Catalogue) -> bool:
    leads = {catalogue.categories[code].lead for code in example.categories}
    return bool(leads & {*got.departments[:1]})


def threshold(
    examples: Sequence[Example], guesses: Sequence[Guess], catalogue: Catalogue, precision: float
) -> float | None:
    """Return the lowest confidence from which that share of first departments is right.

    None when even the surest guesses fall short, or are too few to tell. Never below even odds,
    however well the examples went: real complaints are harder than written ones.
    """
    ranked = sorted(zip(examples, guesses, strict=True), key=lambda pair: -pair[1].confidence)
    right = count = 0
    lowest = None
    for confidence, equals in groupby(ranked, key=lambda pair: pair[1].confidence):
        # Whoever is as sure as another is dispatched as well: count all of them before judging.
        marks = [is_right(example, got, catalogue) for example, got in equals]
        right, count = right + sum(marks), count + len(marks)
        if count >= FEWEST and right / count >= precision:
            lowest = max(confidence, EVEN_ODDS)
    return lowest


def _names(example: Example, got: Guess, top: int) -> bool:
    """A text with two demands is understood when either is named."""
    return bool({*example.categories} & {*got.categories[:top]})


def _group(example: Example, got: Guess) -> str:
    if _names(example, got, 1):
        return example.category[:2]
    return got.categories[0][:2] if got.categories else ""


def _macro_f1(truth: Sequence[str], guessed: Sequence[str]) -> float:
    return float(
        f1_score(truth, guessed, labels=sorted(set(truth)), average="macro", zero_division=0)
    )


def _area_exact(pairs: Sequence[tuple[Example, Guess]]) -> float | None:
    known = [one.area == got.area for one, got in pairs if one.area is not None]
    return _share(known) if known else None


def _kind_f1(pairs: Sequence[tuple[Example, Guess]]) -> float:
    both = sum(len({*one.kinds} & {*got.kinds}) for one, got in pairs)
    return 2 * both / sum(len({*one.kinds}) + len({*got.kinds}) for one, got in pairs)


def _calibration_error(pairs: Sequence[tuple[Example, Guess]], catalogue: Catalogue) -> float:
    bands: dict[int, list[tuple[float, bool]]] = {}
    for one, got in pairs:
        band = min(int(got.confidence * BANDS), BANDS - 1)
        bands.setdefault(band, []).append((got.confidence, is_right(one, got, catalogue)))
    gaps = (abs(sum(sure - right for sure, right in band)) for band in bands.values())
    return sum(gaps) / len(pairs)


def _share(marks: Iterable[bool]) -> float:
    marks = list(marks)
    return sum(marks) / len(marks)
