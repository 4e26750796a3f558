"""Phone, identity card and bank card numbers, by their formats and check digits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from stdnum import luhn
from stdnum.cn import ric, uscc

from routing.identifying.digits import DIGIT, Run, runs
from routing.identifying.folding import Folded
from routing.identifying.spans import Span
from routing.identifying.words import any_literal, identifying_words

NEAR = 14  # characters before a number in which a word says what it is
MOBILE = re.compile(r"1[3-9]\d{9}")
PREFIX = re.compile(r"(?:00|0)?86(?=1[3-9])|(?:17951|12593)(?=1[3-9])")
LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}[2-8]\d{6,7}")
LOCAL = re.compile(r"[2-8]\d{6,7}")
IDENTITY = re.compile(r"(?:[1-6]\d|71|8[1-3]|91)\d{4}(?:18|19|20)\d{9}")
OLD_IDENTITY = re.compile(r"[1-6]\d{5}(\d\d)(\d\d)(\d\d)\d{3}")
CARD = re.compile(r"(?:62|60|[45]|3[57]|9558)\d{11}")
TENTH = re.compile(r"[ \-]?(?:x|×|叉|艾克斯|埃克斯)(?![a-z])")
EXTENSION = re.compile(r"(?:-|转|分机)(?:分机)?[0-9]{1,5}")
MEASURED = re.compile("[元块万亿%]|[吨斤米度票]")
LETTERS = re.compile(r"[a-z]+[-_:]?$")
SAID_LETTERS = frozenset(
    {"tel", "phone", "mobile", "vx", "wx", "qq", "v", "t", "m", "id", "wechat"}
)
LIST_MARKS = re.compile(r"[.,、/\n]")
LENGTHS_OF_CARDS = range(19, 15, -1)
LENGTHS_WITH_CUE = range(21, 14, -1)


@dataclass(frozen=True)
class Number:
    start: int  # digits of the run
    end: int
    kind: str
    why: str = "number"
    more: int = 0  # characters behind the last digit that belong to it


class Cues:
    """Whether words near a number say what it is and whose."""

    def __init__(self, folded: Folded, start: int, end: int):
        self.before = folded.before(start, NEAR)
        self.after = folded.after(end, 4)
        self.letters = LETTERS.search(self.before)

    def last(self, name: str) -> int:
        """Where the last of these words ends, counted from the front; -1 without one."""
        found = -1
        for match in _cues(name).finditer(self.before):
            found = match.end()
        return found

    def is_something_else(self, cue: str) -> bool:
        """A price, a contract's number, or a number that anyone may ring."""
        own = self.last(cue)
        if MEASURED.match(self.after) or self.before.endswith("¥"):
            return True
        letters = self.letters and self.letters[0].rstrip("-_:") not in SAID_LETTERS
        return self.last("not_person_cues") > own or (bool(letters) and own < 0)

    def is_public(self) -> bool:
        return self.last("public_cues") > self.last("own_cues")

    def is_anothers(self) -> bool:
        return self.last("others_cues") > self.last("own_cues")


def numbers(folded: Folded) -> Iterator[Span]:
    parts: list[Run] = []
    for run in runs(folded):
        found = list(_in_run(run, folded))
        yield from found
        if found or len(run.digits) >= 11:
            parts = []
            continue
        if parts and not _joins(folded.text[parts[-1].ends[-1] : run.starts[0]]):
            parts = []
        parts.append(run)
        yield from _in_parts(parts, folded)
    yield from _tails(folded)


def _in_run(run: Run, folded: Folded) -> Iterator[Span]:
    at = 0
    for edge in run.edges:
        if edge < at or edge == len(run.digits):
            continue
        number = next(_numbers_at(run, edge, folded), None)
        if number:
            at = number.end
            start, end = run.starts[number.start], run.ends[number.end - 1] + number.more
            yield _span(folded, start, end, number.kind, number.why)


def _numbers_at(run: Run, start: int, folded: Folded) -> Iterator[Number]:
    """What may begin here: what its check digit proves, then what has no separators inside."""
    yield from sorted(
        _candidates(run, start, folded),
        key=lambda one: (
            (one.kind, one.why) != ("id_card", "checksum"),
            not run.is_solid(one.start, one.end),
        ),
    )


def _candidates(run: Run, start: int, folded: Folded) -> Iterator[Number]:
    first = run.starts[start]
    if number := _identity(run, start, folded):
        yield number
    if prefix := PREFIX.match(run.digits, start):
        yield from _phone(run, start, prefix.end(), folded)
    if run.digits[start] in "01":
        yield from _phone(run, start, start, folded)
    yield from _card(run, start, folded)
    local = LOCAL.match(run.digits, start)
    if local and run.is_edge(local.end()) and folded.before(first, NEAR):
        cues = Cues(folded, first, run.ends[local.end() - 1])
        named = cues.last("phone_cues") >= len(cues.before) - 3
        if named and not cues.is_public() and not cues.is_something_else("phone_cues"):
            yield Number(start, local.end(), "phone", "by_its_cue")


def _phone(run: Run, start: int, at: int, folded: Folded) -> Iterator[Number]:
    for pattern in (MOBILE, LANDLINE):
        match = pattern.match(run.digits, at)
        ends = [match.end(), match.end() - 1] if match else []
        if pattern is MOBILE:
            ends = ends[:1]
        for end in ends:
            if not run.is_edge(end) or not pattern.fullmatch(run.digits, at, end):
                continue
            cues = Cues(folded, run.starts[start], run.ends[end - 1])
            listed = LIST_MARKS.search(folded.text, run.starts[at], run.ends[end - 1])
            if listed and run.first_group(at) < 3 and cues.last("phone_cues") < 0:
                continue  # 13.5、18.20、… are prices or days
            if cues.is_public() or cues.is_something_else("phone_cues"):
                continue
            more = EXTENSION.match(folded.text, run.ends[end - 1])
            longer = len(more[0]) if more and pattern is LANDLINE else 0
            yield Number(start, end, "phone", more=longer)


def _identity(run: Run, start: int, folded: Folded) -> Number | None:
    if match := IDENTITY.match(run.digits, start):
        end = match.end()
        tenth = TENTH.match(folded.text, run.ends[end - 1])
        if tenth and run.is_edge(end):
            return _checked(run, start, end, "x", len(tenth[0]), folded)
        if end < len(run.digits) and run.is_edge(end + 1):
            return _checked(run, start, end + 1, "", 0, folded)
    old = OLD_IDENTITY.match(run.digits, start)
    if old and run.is_edge(old.end()) and _is_day(1900 + int(old[1]), int(old[2]), int(old[3])):
        cues = Cues(folded, run.starts[start], run.ends[old.end() - 1])
        if cues.last("id_cues") >= 0:
            return Number(start, old.end(), "id_card", "by_its_cue")
    return None


def _checked(run: Run, start: int, end: int, tail: str, more: int, folded: Folded) -> Number | None:
    number = (run.digits[start:end] + tail).upper()
    good = ric.calc_check_digit(number) == number[-1]
    if not _is_day(int(number[6:10]), int(number[10:12]), int(number[12:14])):
        return None
    cues = Cues(folded, run.starts[start], run.ends[end - 1])
    if not good and (uscc.is_valid(number) or cues.is_something_else("id_cues")):
        return None
    return Number(start, end, "id_card", "checksum" if good else "no_checksum", more)


def _card(run: Run, start: int, folded: Folded) -> Iterator[Number]:
    if len(run.digits) - start < LENGTHS_WITH_CUE[-1]:
        return
    looks = CARD.match(run.digits, start) is not None
    cues = Cues(folded, run.starts[start], run.ends[start])
    named = cues.last("card_cues") > cues.last("not_person_cues")
    if not (looks or named) or cues.is_something_else("card_cues"):
        return
    for length in LENGTHS_WITH_CUE if named else LENGTHS_OF_CARDS:
        end = start + length
        if end <= len(run.digits) and run.is_edge(end):
            good = luhn.is_valid(run.digits[start:end])
            if named or good:
                yield Number(start, end, "bank_card", "checksum" if good else "by_its_cue")


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(1880, 1, 1) <= date(year, month, day) <= date(2099, 1, 1)
    except ValueError:
        return False


def _in_parts(parts: Sequence[Run], folded: Folded) -> Iterator[Span]:
    """前面是138，中间0013，后四位8000: the last few parts together are one number."""
    digits = parts[-1].digits
    for first in range(len(parts) - 2, max(-1, len(parts) - 12), -1):
        digits = parts[first].digits + digits
        if len(digits) > 18:
            return
        phone = len(parts[first].digits) >= 2 and MOBILE.fullmatch(digits)
        if not phone and not (len(digits) == 18 and IDENTITY.match(digits)):
            continue
        start, end = parts[first].starts[0], parts[-1].ends[-1]
        cues = Cues(folded, start, end)
        if phone and not cues.is_public() and not cues.is_something_else("phone_cues"):
            yield _span(folded, start, end, "phone", "number")
        elif not phone and cues.last("id_cues") >= 0:
            yield _span(folded, start, end, "id_card", "by_its_cue")


def _joins(gap: str) -> bool:
    return len(gap) <= 16 and _between().fullmatch(gap) is not None


def _tails(folded: Folded) -> Iterator[Span]:
    """A few last digits of one's own number."""
    for match in _tail().finditer(folded.text):
        cues = Cues(folded, match.start(), match.end())
        kinds = {"phone": "phone_cues", "id_card": "id_cues", "bank_card": "card_cues"}
        kind, at = max(((k, cues.last(name)) for k, name in kinds.items()), key=lambda one: one[1])
        said = cues.before + folded.after(match.end(), NEAR)
        if at >= 0 and _cues("own_cues").search(said) and not cues.is_anothers():
            yield Span(*folded.original(*match.span()), kind, sure=False, why="tail")


def _span(folded: Folded, start: int, end: int, kind: str, why: str) -> Span:
    anothers = kind != "id_card" and Cues(folded, start, end).is_anothers()
    place = folded.original(start, end)
    return Span(*place, kind, sure=not anothers, why="anothers" if anothers else why)


@cache
def _cues(name: str) -> re.Pattern[str]:
    return re.compile(any_literal(getattr(identifying_words().numbers, name)))


@cache
def _between() -> re.Pattern[str]:
    words = any_literal(identifying_words().numbers.between)
    return re.compile(rf"(?:{words}|[{DIGIT}](?=位|个数)|[ ,、:;。.\-]){{0,8}}")


@cache
def _tail() -> re.Pattern[str]:
    words = any_literal(identifying_words().numbers.tails)
    return re.compile(rf"{words}(?:数字)?[是为: ]{{0,2}}[{DIGIT}]{{3,6}}(?![{DIGIT}])")
