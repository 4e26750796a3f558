"""Whom a complaint is about: 鑫海物业, 县医院急诊科, 王科长, 晋A12345."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from routing.facts.words import fact_words
from routing.spotting import Spotter
from routing.text import fold
from routing.words import Words

LONGEST_NAME, LONGEST_OWN, NEAR = 12, 6, 6
RARE = 40  # times in jieba's dictionary
QUOTED = re.compile('(?:名为|叫|叫做|名叫|牌子是)[“"]([^”"]{2,10})[”"]')
BREAK = re.compile(r"[\s,。!?;:、“”\"'()（）《》<>\[\]0-9]")


class PartyKind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"
    VEHICLE = "vehicle"


@dataclass(frozen=True)
class Party:
    words: str = field(repr=False)
    kind: PartyKind


def parties(text: str) -> list[Party]:
    """Return who is named, not merely described (一家火锅店), asked for help or thanked; each
    once."""
    text = fold(text)
    found = [Party(match[0], PartyKind.VEHICLE) for match in _vehicle().finditer(text)]
    found += [Party(match[1], PartyKind.ORGANISATION) for match in QUOTED.finditer(text)]
    found += [Party(name, PartyKind.ORGANISATION) for name in _organisations(text)]
    found += [Party(match[0], PartyKind.PERSON) for match in _person().finditer(text)]
    return list(dict.fromkeys(found))


def _organisations(text: str) -> list[str]:
    words, found = fact_words(), []
    last = 0
    for spot in _endings().spots(text):
        name = _name(text, max(last, spot.start - LONGEST_NAME), spot.start) + spot.name
        start = spot.end - len(name)
        last = spot.end
        own = name.removesuffix(spot.name)
        if name in words.party_generic or not _is_a_name(own):
            continue
        if text[max(0, start - NEAR) : start].endswith(words.not_accused_before):
            continue
        if text.startswith(words.not_accused_after, spot.end):
            continue
        found.append(name)
    return found


def _is_a_name(own: str) -> bool:
    """鑫海 is, 连锁 and 私立 are words anybody may be described with: a name is made of characters
    that no dictionary has together, or of a rare word."""
    tokenizer = _tokenizer()
    rare = [
        token
        for token in tokenizer.lcut(own, HMM=False)
        if len(token) == 1 or (tokenizer.FREQ.get(token) or 0) < RARE
    ]
    return 2 <= len("".join(rare)) <= LONGEST_OWN


def _name(text: str, start: int, end: int) -> str:
    """Return what stands before an ending, back to a break or a word that no name holds."""
    piece = BREAK.split(text[start:end])[-1]
    cut = max(
        (piece.rfind(stop) + len(stop) for stop in fact_words().party_stops if stop in piece),
        default=0,
    )
    return piece[cut:]


@cache
def _tokenizer() -> Any:
    return Words().tokenizer


@cache
def _endings() -> Spotter:
    return Spotter(fold(one) for one in fact_words().party_endings)


@cache
def _vehicle() -> re.Pattern[str]:
    # GA 36-2018: a province, a letter, five or six more (six: a new-energy car).
    return re.compile(f"[{fact_words().plates}][a-z][a-z0-9]{{4,5}}[a-z0-9挂学]")


@cache
def _person() -> re.Pattern[str]:
    words = fact_words()
    titles, surnames = "|".join(words.person_titles), words.surnames
    return re.compile(
        f"(?:姓[{surnames}]的(?:{titles})?|(?<![一-鿿])[{surnames}](?:{titles})|(?<=[个的位叫])[{surnames}](?:{titles}))"
    )
