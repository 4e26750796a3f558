"""The words that facts.yml lists."""

from collections.abc import Mapping
from functools import cache

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from routing.assignment import Kind
from routing.catalogue import HERE, reading
from routing.catalogue.rows import Names, Pattern

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=STRICT)
class Question:
    ask: str
    cues: Names


@dataclass(frozen=True, config=STRICT)
class FactWords:
    spoken_days: Mapping[str, str]
    durations: Pattern
    time_words: Pattern
    plans: Names
    digits: str
    money_units: Names
    not_money: Names
    party_endings: Names
    party_stops: Names
    party_generic: Names
    plates: str
    surnames: str
    person_titles: Names
    not_accused_before: Names
    not_accused_after: Names
    demand_marks: Names
    questions: Mapping[str, Question]
    asked_for: Mapping[str, Names]
    asked_for_report: Names
    not_asked: tuple[Kind, ...]


@cache
def fact_words() -> FactWords:
    return reading.read_yaml(HERE / "facts.yml", FactWords)
