"""The words that identifying.yml lists. Read when first needed, not with the catalogue."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from routing.catalogue import HERE, CatalogueError, reading
from routing.catalogue.rows import Name, Names, Pattern

STRICT = ConfigDict(extra="forbid")
FILE = "identifying.yml"
LIST = re.compile(r"(?<!\?P)<([a-z_]+)>")


@dataclass(frozen=True, config=STRICT)
class Kind:
    """What may identify, why, and how to say it instead, in the reader's words."""

    code: Name
    name: Name
    placeholder: Name
    why: Name
    instead: Name


@dataclass(frozen=True, config=STRICT)
class NumberWords:
    phone_cues: Names
    card_cues: Names
    id_cues: Names
    public_cues: Names
    not_person_cues: Names
    others_cues: Names
    own_cues: Names
    others_vehicles: Names
    own_vehicles: Names
    between: Names
    tails: Names
    wechat_cues: Names
    qq_cues: Names
    account_cues: Names
    plate_cues: Names
    provinces: str
    at_signs: tuple[str, ...]
    dots: tuple[str, ...]


@dataclass(frozen=True, config=STRICT)
class NameWords:
    surnames: str
    compound: Names
    strong: Pattern
    weak: Pattern
    titled: tuple[Pattern, ...]
    after: Names
    never_given: str
    not_names: Names
    not_name_endings: str


@dataclass(frozen=True, config=STRICT)
class Circumstance:
    """One way of saying something that few people could say.

    `<list>` in a pattern stands for any word of that list; a group `here` is what is marked, else
    all of it. `parts` are what it tells: role, unit, time, only.
    """

    kind: Name
    why: Name
    pattern: Pattern
    parts: Names = ()
    sure: bool = False
    unless: Names = ()


@dataclass(frozen=True, config=STRICT)
class IdentifyingWords:
    kinds: tuple[Kind, ...]
    reasons: Mapping[Name, Name]
    numbers: NumberWords
    names: NameWords
    lists: Mapping[Name, Names]
    circumstances: tuple[Circumstance, ...]

    def __post_init__(self) -> None:
        kinds = {kind.code for kind in self.kinds}
        for row in self.circumstances:
            wrong = {row.kind} - kinds or {row.why} - self.reasons.keys()
            wrong |= set(LIST.findall(row.pattern)) - self.lists.keys()
            if wrong:
                raise ValueError(f"{row.pattern} names an unknown {', '.join(wrong)}")

    def expression(self, pattern: str) -> re.Pattern[str]:
        while LIST.search(pattern):  # a list's words may name another list
            pattern = LIST.sub(lambda name: any_of(self.lists[name[1]]), pattern)
        return re.compile(pattern)


@cache
def identifying_words() -> IdentifyingWords:
    words = reading.read_yaml(HERE / FILE, IdentifyingWords)
    reading.refuse_duplicates(FILE, (kind.code for kind in words.kinds))
    if unused := {"number", "several"} - words.reasons.keys():
        raise CatalogueError(FILE, "reasons", f"lacks {', '.join(sorted(unused))}")
    return words


def any_of(words: Iterable[str]) -> str:
    """An expression for any of them, the longest first. Words may hold (a|b) and x?."""
    longest_first = sorted({*words}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(longest_first)})"


def any_literal(words: Iterable[str]) -> str:
    return any_of(map(re.escape, words))
