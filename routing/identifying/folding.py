"""Bring a text to one shape, one character after the other, and remember where each came from."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

from routing.text import HAN, INVISIBLE

LONGEST_FOLD = 4  # ㎡ is two characters and ⑽ four; what is longer is no number
SHAPES_KEPT = 30_000  # characters, not texts; lists of complaints fold a lot
SENTENCE_END = re.compile(r"[。!?;\n]")
CLAUSE_END = re.compile(r"[。!?;\n,、:…() ]")
# 楼 上 着 火 了 is one word said slowly, 我是检测站的 报告是编的 are two: blanks go where one side
# is a single character.
BLANK_OF_ONE = re.compile(
    f"(?<=(?<![{HAN}])[{HAN}]) (?=[{HAN}])|(?<=[{HAN}]) (?=[{HAN}](?![{HAN}]))"
)
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})  # a digit struck through is still a digit


@dataclass(frozen=True)
class Folded:
    """`text` for comparing; its character n came from the one at `origin[n]`."""

    text: str = field(repr=False)
    origin: Sequence[int] = field(repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self.origin[start], self.origin[end - 1] + 1

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        ends = [match.start() for match in SENTENCE_END.finditer(self.text)]
        starts = [0, *(end + 1 for end in ends)]
        return tuple(zip(starts, [*ends, len(self.text)], strict=True))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_at(self, at: int) -> int:
        """The number of the sentence which that character is in."""
        return bisect_right(self._sentence_starts, at) - 1

    def before(self, at: int, length: int) -> str:
        """What stands before in the same sentence, at most so many characters."""
        start = self.sentences[self.sentence_at(at)][0]
        return self.text[max(start, at - length) : at]

    def after(self, at: int, length: int) -> str:
        end = self.sentences[self.sentence_at(max(0, at - 1))][1]
        return self.text[at : max(at, min(end, at + length))]


def fold(text: str) -> Folded:
    """Full-width forms, ❶ and ⑴, traditional characters and capitals become plain ones; what
    cannot be seen goes. New lines stay, as they end a sentence."""
    folded: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        shape = _shape(char)
        folded.append(shape)
        origin += [at] * len(shape)
    return _without_blanks(Folded("".join(folded), origin))


@lru_cache(SHAPES_KEPT)
def _shape(char: str) -> str:
    shape = _plain(char)
    if len(shape) != 1 or shape.isascii():
        return shape
    return _to_simplified().convert(shape) or shape


def _plain(char: str) -> str:
    if char in "\n\r\u2028\u2029":
        return "\n"
    if char.isspace():
        return " "
    if char in INVISIBLE or unicodedata.category(char) in UNSEEN:
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:  # also ❸ and ٣, which NFKC leaves
        return str(digit)
    shape = unicodedata.normalize("NFKC", char).lower()
    return shape.replace(" ", "") if len(shape) <= LONGEST_FOLD else char


def _without_blanks(folded: Folded) -> Folded:
    """Squeeze blanks, and drop those inside a word."""
    double = {match.start() for match in re.finditer(" (?= )", folded.text)}
    squeezed = _without(folded, double)
    return _without(squeezed, {match.start() for match in BLANK_OF_ONE.finditer(squeezed.text)})


def _without(folded: Folded, places: set[int]) -> Folded:
    if not places:
        return folded
    kept = [at for at in range(len(folded.text)) if at not in places]
    return Folded("".join([folded.text[at] for at in kept]), [folded.origin[at] for at in kept])


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("tw2s")
