"""Wording that looks like claims for profit: a hint to a person on the 投诉 track, and no more.

Nothing that decides imports this module (pyproject.toml); the 举报 track never asks it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from routing.assignment import Certainty


@dataclass(frozen=True)
class Pattern:
    code: str
    name: str
    match: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class ProfitRules:
    document: str
    article: str
    certainty: Certainty
    note: str
    patterns: tuple[Pattern, ...]
    same_name: str
    same_least: int
    same_likeness: float
    same_days: int


@dataclass(frozen=True)
class Hint:
    code: str
    name: str
    before: str = field(default="", repr=False)
    span: str = field(default="", repr=False)  # what matched, of the masked text
    after: str = field(default="", repr=False)


AROUND = 14  # characters


def hints(masked: str, rules: ProfitRules) -> tuple[Hint, ...]:
    """The first match of each pattern. Of the masked text: it is shown."""
    return tuple(_hints(masked, rules.patterns))


def _hints(text: str, patterns: Sequence[Pattern]) -> Iterable[Hint]:
    for one in patterns:
        found = next((hit for each in one.match if (hit := each.search(text))), None)
        if found:
            start, end = found.span()
            yield Hint(
                one.code,
                one.name,
                text[max(0, start - AROUND) : start],
                found[0],
                text[end : end + AROUND],
            )
