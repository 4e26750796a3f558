"""From sure of a category to sure of a department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.catalogue import Catalogue
from routing.catalogue.rows import Category
from routing.classifiers.base import Score


@dataclass(frozen=True)
class Ranked:
    """A department, and the likeliest of the categories it leads."""

    department: str
    confidence: float
    category: Category
    score: Score


def rank_by_city(
    chances: Mapping[str, float], scores: Sequence[Score], catalogue: Catalogue
) -> list[Ranked]:
    """Rank departments as a city's own model does; the category is the likeliest each leads."""
    best: dict[str, Score] = {}
    for score in scores:
        lead = catalogue.categories[score.category].lead
        if lead not in best or score.value > best[lead].value:
            best[lead] = score
    return [
        Ranked(code, chances[code], catalogue.categories[best[code].category], best[code])
        for code in sorted(chances, key=lambda code: -chances[code])
        if code in best
    ]


def rank_departments(scores: Sequence[Score], catalogue: Catalogue) -> list[Ranked]:
    """Add up what the categories of one department have, best department first.

    物业 and 老旧小区 are easily taken for each other, and it does not matter: one office does both.
    """
    sums: dict[str, float] = {}
    best: dict[str, Score] = {}
    for score in scores:
        lead = catalogue.categories[score.category].lead
        sums[lead] = sums.get(lead, 0.0) + score.value
        if lead not in best or score.value > best[lead].value:
            best[lead] = score
    return [
        Ranked(lead, min(sums[lead], 1.0), catalogue.categories[best[lead].category], best[lead])
        for lead in sorted(sums, key=lambda lead: -sums[lead])
    ]
