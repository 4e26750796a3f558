"""Sums of money, as people say them: 三万五, 2.5万元, 两千多块, 万把块."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import cn2an

from routing.facts.words import fact_words
from routing.text import fold

HALF = Decimal("0.1")
MOST = Decimal(10) ** 12
# What stands behind a number and makes it money, and how many yuan each is.
UNITS: dict[str, int | Decimal] = {
    "块钱": 1,
    "块": 1,
    "元": 1,
    "圆": 1,
    "万元": 10_000,
    "毛": HALF,
    "角": HALF,
}
TEN_THOUSANDS = re.compile(r"万[^百千万]$|\d万$")
BIG = re.compile("[百千万]")
ABOUT = re.compile("^(多|来|几|把|左右|余)")
ROUGH = re.compile("(?:好几|十几|几十|几百|几千|几万|万把|千把|百把)(?:万)?(?=块|元|$|[,。!?;])")
ROUGH_SUMS = {
    "好几": (3, 9), "十几": (11, 19), "几十": (20, 99), "几百": (200, 999), "几千": (2000, 9999),
    "几万": (20_000, 99_999), "万把": (8000, 12_000), "千把": (800, 1200), "百把": (80, 120),
}  # fmt: skip


@dataclass(frozen=True)
class Sum:
    """An amount in yuan; low and high are the same where the text is exact."""

    words: str
    low: Decimal
    high: Decimal


def sums(text: str) -> list[Sum]:
    text = (
        fold(text).replace(",", "，")
        if "," in text and not re.search(r"\d,\d", text)
        else fold(text)
    )
    found = [
        (match.start(), one)
        for match in _any_number().finditer(text)
        if (one := _sum(match[0], text[match.end() : match.end() + 4]))
    ]
    found += [(match.start(), _rough(match[0])) for match in ROUGH.finditer(text)]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


@cache
def _any_number() -> re.Pattern[str]:
    digits = f"0-9{fact_words().digits}"
    return re.compile(f"[{digits}](?:[{digits}]|[,.](?=[0-9])){{0,14}}")


def _sum(number: str, behind: str) -> Sum | None:
    rest = ABOUT.sub("", behind)
    about = rest != behind
    times = Decimal(1)
    if about and rest.startswith("万"):
        rest, times = rest[1:], Decimal(10_000)
    unit = next((one for one in sorted(UNITS, key=len, reverse=True) if rest.startswith(one)), "")
    counted = any(rest.startswith(one) for one in fact_words().not_money)
    # 三万五 needs no unit behind it; 三千个 is not money, and a bare 12 may be anything.
    ends = len(number) > 1 and bool(BIG.search(number)) and not rest[:1].isalnum()
    bare = not unit and not counted and (ends or bool(TEN_THOUSANDS.search(number)))
    if not (unit or bare):
        return None
    value = _number(number)
    if value is None:
        return None
    low = value * times * UNITS.get(unit, 1)
    high = low + _step(value) * times if about else low
    words = number + behind[: len(behind) - len(rest)] + unit
    return Sum(words, low, high) if 0 < low <= MOST else None


def _number(words: str) -> Decimal | None:
    words = words.replace(",", "").strip(".")
    if not words:
        return None
    try:
        if words.isascii():
            return Decimal(words)
        if words[0].isascii() and words.endswith("万"):
            return Decimal(words[:-1]) * 10_000
        read = Decimal(str(cn2an.cn2an(words, "smart")))
    except (ValueError, InvalidOperation, ArithmeticError, IndexError, KeyError):
        return None
    return read if read.is_finite() else None


def _step(value: Decimal) -> Decimal:
    """两千多 may be up to a thousand more, 三万多 up to ten thousand."""
    return Decimal(10) ** max(0, value.adjusted()) if value else Decimal(0)


def _rough(words: str) -> Sum:
    low, high = ROUGH_SUMS[words.removesuffix("万") if words != "几万" else words]
    times = 10_000 if words.endswith("万") and words not in ROUGH_SUMS else 1
    return Sum(words, Decimal(low * times), Decimal(high * times))
