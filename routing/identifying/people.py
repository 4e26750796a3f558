"""What the writer is called: 我叫王建国, 本人李某某, 举报人：张三, 叫我老王就行."""

import re
from collections.abc import Iterator
from functools import cache

from routing.identifying.digits import DIGIT
from routing.identifying.folding import Folded
from routing.identifying.spans import Span
from routing.identifying.words import any_literal, identifying_words

HAN_CHAR = "[\u4e00-\u9fff]"
DOTTED = re.compile(rf"{HAN_CHAR}{{2,6}}[·•.]{HAN_CHAR}{{2,6}}")
HIDDEN = re.compile("某{1,3}|x{1,3}|×{1,3}|[*]{1,3}|[○〇]{1,2}")
LAST_LINE = re.compile(
    r"(?:^|[\n。!?] ?)(?P<name>[\u4e00-\u9fff]{2,4})[\n ,]{0,2}"
    rf"(?:[{DIGIT}十年月日.\-/]{{4,16}})?[\n 。]{{0,3}}$"
)
OF_ANOTHER = re.compile("被(?:举报|投诉|反映|告|控告|检举|申请)|(?:他|她|对方)的?$")
LONGEST_SIGNED = 60  # characters from the end


def names(folded: Folded) -> Iterator[Span]:
    text = folded.text
    for pattern, surely in ((_strong(), True), (_weak(), False)):
        for match in pattern.finditer(text):
            end = _name_end(text, match.end(), surely=surely)
            if end and not _is_of_another(folded, match.start()):
                yield _span(folded, match.start(), end, sure=True, why="name")
    for titled in _titled():
        for match in titled.finditer(text):
            yield _span(folded, *match.span(), sure=False, why="surname")
    yield from _signature(folded)


def _name_end(text: str, at: int, *, surely: bool) -> int:
    """Where the name that begins there ends; 0 where none does."""
    if surely and (dotted := DOTTED.match(text, at)):
        return dotted.end()
    surname = _surname().match(text, at)
    if not surname:
        return 0
    if hidden := HIDDEN.match(text, surname.end()):
        return hidden.end()
    words = identifying_words().names
    for end in (surname.end() + 2, surname.end() + 1):
        given = text[surname.end() : end]
        if end > len(text) or not re.fullmatch(f"{HAN_CHAR}+", given):
            continue
        if set(given) & set(words.never_given) or _is_no_name(text, at, end):
            continue
        if surely or end == len(text) or _after().match(text, end):
            return end
    return 0


def _is_no_name(text: str, at: int, end: int) -> bool:
    ending = identifying_words().names.not_name_endings
    return _not_names().match(text, at) is not None or text[end - 1] in ending


def _is_of_another(folded: Folded, at: int) -> bool:
    """被举报人姓名: and 他的真名叫 name someone else."""
    return OF_ANOTHER.search(folded.before(at, 24)) is not None


def _signature(folded: Folded) -> Iterator[Span]:
    """A name alone in the last line, perhaps with the day."""
    start = max(0, len(folded.text) - LONGEST_SIGNED)
    match = LAST_LINE.search(folded.text, start)
    if match and match.start() > start:
        end = _name_end(folded.text[: match.end("name")], match.start("name"), surely=False)
        if end == match.end("name"):
            yield _span(folded, match.start("name"), end, sure=True, why="signature")


def _span(folded: Folded, start: int, end: int, *, sure: bool, why: str) -> Span:
    return Span(*folded.original(start, end), "own_name", sure=sure, why=why)


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(identifying_words().names.strong)


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(identifying_words().names.weak)


@cache
def _surname() -> re.Pattern[str]:
    words = identifying_words().names
    return re.compile(f"(?:{any_literal(words.compound)}|[{words.surnames}])")


@cache
def _titled() -> tuple[re.Pattern[str], ...]:
    surname = _surname().pattern
    patterns = identifying_words().names.titled
    return tuple(re.compile(pattern.replace("<surname>", surname)) for pattern in patterns)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"[^\u4e00-\u9fff]|{any_literal(identifying_words().names.after)}")


@cache
def _not_names() -> re.Pattern[str]:
    return re.compile(any_literal(identifying_words().names.not_names))
