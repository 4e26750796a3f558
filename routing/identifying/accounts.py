"""Names of accounts and cars: WeChat and QQ, e-mail, number plates (GA 36-2018)."""

import re
from collections.abc import Iterator
from functools import cache

from routing.identifying.digits import DIGIT, VALUES
from routing.identifying.folding import Folded
from routing.identifying.numbers import Cues
from routing.identifying.spans import Span
from routing.identifying.words import any_literal, identifying_words

LONGEST_LOCAL = 64  # characters before the @, RFC 5321
SAID = r"(?:号码?|id|是|为|叫|同手机|账号|[:=\- ]|就是|我的?){0,4}"
# A name begins with a letter; digits alone are a QQ number, or a phone number used as a name.
ACCOUNT = rf"(?:[a-z][-_a-z0-9{DIGIT}]{{5,19}}|[{DIGIT}](?:[ \-]?[{DIGIT}]){{4,11}})"
SHORTEST_DIGITS = 5
NOT_ACCOUNTS = frozenset({"12345", "12315", "10086", "95588", "96110", "weixin", "wechat"})
LOCAL = re.compile(rf"[a-z0-9{DIGIT}][a-z0-9{DIGIT}._+\-]{{0,63}}$")
NOT_LOCAL = re.compile(rf"^[{DIGIT}]$|^[._+\-]")
ENDS = "学警挂港澳" + "试超领"
PLATE_BODY = rf"(?:[ ·•.\-]?[a-hj-np-z0-9{DIGIT}]){{4,6}}[{ENDS}]?"
PLATE_OF_SERVICE = re.compile(r"wj[ \-]?[\u4e00-\u9fff]?[ \-]?[0-9]{4}[0-9a-z]|使[0-9]{6}")
LETTER_OR_DIGIT = re.compile("[a-z0-9]")
ENERGY = re.compile(r"[a-hjk][a-hj-np-z0-9]\d{4}|\d{5}[a-hjk]")
ORDINARY = re.compile(rf"[a-hj-np-z0-9]{{4}}[a-hj-np-z0-9{ENDS}]")


def accounts(folded: Folded) -> Iterator[Span]:
    yield from _chat(folded)
    yield from _mail(folded)
    yield from _plates(folded)


def _chat(folded: Folded) -> Iterator[Span]:
    for match in _chat_names().finditer(folded.text):
        name = "".join(VALUES.get(c, c) if c in DIGIT else c for c in match["id"])
        digits = sum(map(str.isdigit, name))
        if name in NOT_ACCOUNTS or (not name[0].isalpha() and digits < SHORTEST_DIGITS):
            continue
        cues = Cues(folded, match.start(), match.end())
        yield Span(
            *folded.original(*match.span()),
            "wechat_qq",
            sure=not cues.is_anothers(),
            why="anothers" if cues.is_anothers() else "number",
        )


def _mail(folded: Folded) -> Iterator[Span]:
    text = folded.text
    for at in _at_sign().finditer(text):
        before = text[max(0, at.start() - LONGEST_LOCAL) : at.start()]
        local = LOCAL.search(before.rstrip(" "))
        domain = _domain().match(text, at.end())
        if not (local and domain) or NOT_LOCAL.match(local[0]):
            continue
        start = at.start() - len(before) + local.start()
        anothers = Cues(folded, start, domain.end()).is_anothers()
        why = "anothers" if anothers else "number"
        yield Span(*folded.original(start, domain.end()), "email", sure=not anothers, why=why)


def _plates(folded: Folded) -> Iterator[Span]:
    for match in _plate().finditer(folded.text):
        plain = "".join(
            VALUES[c] if c in DIGIT and c in VALUES else c
            for c in match["body"]
            if c not in " ·•.-"
        )
        length = _plate_length(plain, sure=bool(match["province"]))
        if length:
            end = match.end() - _surplus(match["body"], len(plain) - length)
            yield from _whose_car(folded, match.start(), end)
    for match in PLATE_OF_SERVICE.finditer(folded.text):
        yield from _whose_car(folded, *match.span())


def _plate_length(plain: str, *, sure: bool) -> int:
    """How much of it is a plate's number, without province and letter; 0 when it is none."""
    if sum(map(str.isdigit, plain)) < 2:
        return 0
    if ENERGY.fullmatch(plain):
        return len(plain)
    if ORDINARY.match(plain):
        return 5 if sure or len(plain) == 5 else 0
    return 0


def _surplus(body: str, symbols: int) -> int:
    """The characters that the last so many symbols of a body take."""
    at = len(body)
    while symbols:
        at -= 1
        symbols -= body[at] not in " ·•.-"
    return len(body) - at


def _whose_car(folded: Folded, start: int, end: int) -> Iterator[Span]:
    """The car complained of stays in: it is what is to be looked into."""
    near = folded.before(start, 24) + folded.text[start:end] + folded.after(end, 12)
    own = _vehicles("own_vehicles").search(near)
    if own or not _vehicles("others_vehicles").search(near):
        place = folded.original(start, end)
        yield Span(*place, "plate", sure=bool(own), why="number" if own else "anothers")


@cache
def _chat_names() -> re.Pattern[str]:
    words = identifying_words().numbers
    cue = any_literal((*words.wechat_cues, *words.qq_cues, *words.account_cues))
    return re.compile(rf"(?<![a-z]){cue}{SAID}(?P<id>{ACCOUNT})(?![a-z0-9@])")


@cache
def _at_sign() -> re.Pattern[str]:
    return re.compile(any_literal(identifying_words().numbers.at_signs))


@cache
def _domain() -> re.Pattern[str]:
    dots = any_literal(identifying_words().numbers.dots)
    part = rf"[a-z0-9{DIGIT}][a-z0-9{DIGIT}\-]{{0,30}}"
    return re.compile(rf" ?{part}(?: ?{dots} ?{part}){{0,2}} ?{dots} ?[a-z]{{2,6}}")


@cache
def _plate() -> re.Pattern[str]:
    words = identifying_words().numbers
    cue = any_literal(words.plate_cues)
    return re.compile(
        rf"(?:(?P<province>[{words.provinces}])[ ]?[a-hj-np-z]"
        rf"|{cue}[是为: ]{{0,3}}(?:[{words.provinces}][a-hj-np-z]|[a-hj-np-z](?=.{{5}}))?)"
        rf"(?P<body>{PLATE_BODY})"
    )


@cache
def _vehicles(name: str) -> re.Pattern[str]:
    return re.compile(any_literal(getattr(identifying_words().numbers, name)))
