"""Digits however they are written: １３８, 一三八, 幺三八, 壹叁捌, l38 OO, 138 三个零."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from routing.identifying.folding import Folded

SPOKEN = {
    "零": "0", "〇": "0", "洞": "0", "○": "0", "◯": "0",
    "一": "1", "幺": "1", "壹": "1", "妖": "1", "腰": "1", "么": "1",
    "二": "2", "两": "2", "贰": "2", "俩": "2",
    "三": "3", "叁": "3", "仨": "3", "四": "4", "肆": "4", "五": "5", "伍": "5",
    "六": "6", "陆": "6", "七": "7", "柒": "7", "拐": "7", "八": "8", "捌": "8",
    "九": "9", "玖": "9", "勾": "9", "钩": "9",
}  # fmt: skip
LOOKALIKES = {"o": "0", "l": "1", "i": "1", "|": "1"}
VALUES = SPOKEN | LOOKALIKES | {digit: digit for digit in "0123456789"}
DIGIT = "0-9" + "".join(SPOKEN)
SAID = "".join(SPOKEN)
FEW = "".join(char for char, value in VALUES.items() if value in "234567")
COUNTED = "个百千万" + "元块年月天"
# 后四位 counts digits and 什么 is no one: neither is a digit. 三个零 is three of them.
SYMBOL = re.compile(
    rf"(?P<no_digit>(?<![{DIGIT}])[{DIGIT}十]{{1,2}}(?=位|个数|段)|[什怎这那多要没]么)"
    rf"|(?P<times>[{FEW}])个(?P<same>[0-9](?![0-9])|[{SAID}])"
    rf"(?![{COUNTED}])"
    rf"|(?P<digit>(?:[0-9](?!个[{DIGIT}]))+|[0-9])"
    rf"|(?P<spoken>(?:[{SAID}](?!个[{DIGIT}]))+|[{SAID}])"
    rf"|(?P<lookalike>[oli|]+)"
)
NEAR = 8  # characters in which a lookalike needs a digit
GAP = re.compile(r"[ \-_.·,、/~—–*+()'\"\n]{0,3}")
HAN_AFTER = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Run:
    """Digits with at most a separator between them.

    `starts` and `ends` say where each stands in the folded text. A number may begin or end at
    `edges`: where a separator is, or where the writing changes (13800138000一直打不通).
    """

    digits: str = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    edges: list[int]
    gaps: list[int]

    def is_edge(self, at: int) -> bool:
        place = bisect_left(self.edges, at)
        return place < len(self.edges) and self.edges[place] == at

    def is_solid(self, start: int, end: int) -> bool:
        place = bisect_left(self.gaps, start + 1)
        return place == len(self.gaps) or self.gaps[place] >= end

    def first_group(self, start: int) -> int:
        place = bisect_left(self.gaps, start + 1)
        return (self.gaps[place] if place < len(self.gaps) else len(self.digits)) - start


@dataclass(frozen=True)
class Symbol:
    start: int
    end: int
    digits: str = field(repr=False)
    written: str  # how: digit (or what looks like one), spoken, times


def runs(folded: Folded) -> Iterator[Run]:
    group: list[Symbol] = []
    for symbol in _symbols(folded.text):
        if group and not GAP.fullmatch(folded.text, group[-1].end, symbol.start):
            yield from _run(group, folded.text)
            group = []
        group.append(symbol)
    yield from _run(group, folded.text)


def _symbols(text: str) -> Iterator[Symbol]:
    for match in SYMBOL.finditer(text):
        start, end = match.span()
        if match["times"]:
            digits = VALUES[match["same"]] * int(VALUES[match["times"]])
            yield Symbol(start, end, digits, "times")
        elif match.lastgroup == "no_digit":
            continue
        elif match.lastgroup != "lookalike" or _looks_like_a_digit(text, start, end):
            digits = "".join(map(VALUES.__getitem__, match[0]))
            written = "spoken" if match.lastgroup == "spoken" else "digit"
            yield Symbol(start, end, digits, written)


def _looks_like_a_digit(text: str, start: int, end: int) -> bool:
    """An l in l38 or OOO is one; in hello and vol it is a letter."""
    beside = (text[max(0, start - 1) : start] + text[end : end + 1]).replace("x", "")
    if any(char.isascii() and char.isalpha() for char in beside):
        return False
    near = text[max(0, start - NEAR) : start] + text[end : end + NEAR]
    return any(map(str.isdigit, near))


def _run(group: list[Symbol], text: str) -> Iterator[Run]:
    if sum(len(symbol.digits) for symbol in group) < 2:
        return
    digits: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    edges, gaps, length = {0}, [], 0
    for at, symbol in enumerate(group):
        before = group[at - 1] if at else None
        if before and before.end < symbol.start:
            gaps.append(length)
        if before and (before.end < symbol.start or before.written != symbol.written):
            edges.add(length)
        if symbol.written == "spoken":
            edges |= _loose_ends(group, at, length, text)
        digits.append(symbol.digits)
        length += len(symbol.digits)
        if symbol.written == "times":
            starts += [symbol.start] * len(symbol.digits)
            ends += [symbol.end] * len(symbol.digits)
        else:
            starts += range(symbol.start, symbol.end)
            ends += range(symbol.start + 1, symbol.end + 1)
    edges.add(length)
    yield Run("".join(digits), starts, ends, sorted(edges), gaps)


def _loose_ends(group: list[Symbol], at: int, place: int, text: str) -> set[int]:
    """The first or last 一 of spoken digits may belong to the words beside: 唯一, 一直."""
    symbol = group[at]
    last = at + 1 == len(group) or group[at + 1].start > symbol.end
    first = at == 0 or group[at - 1].end < symbol.start
    if last and HAN_AFTER.match(text, symbol.end):
        return {place + len(symbol.digits) - 1}
    if first and symbol.start and HAN_AFTER.match(text, symbol.start - 1):
        return {place + 1}
    return set()
