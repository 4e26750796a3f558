"""Unified social credit codes (GB 32100-2015), also where a digit was misread."""

import re
from dataclasses import dataclass
from itertools import combinations

from stdnum.cn import ric, uscc

from routing.text import normalize

CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
# The standard leaves out I, O, S, V and Z, which are read for these.
MISREAD = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
LIKE = {"0": "DQ", "1": "L7", "5": "6", "2": "7", "8": "B", "B": "8", "D": "0", "6": "G", "G": "6"}
MOST_WRONG = 2


@dataclass(frozen=True)
class CreditCode:
    code: str
    valid: bool
    corrected: str | None = None  # the only code that differs in what is easily misread


def credit_codes(text: str) -> list[CreditCode]:
    """Return what looks like a code; an identity card of the same length is not one."""
    found = []
    for match in CODE.finditer(normalize(text)):
        code = match[0].upper()
        if ric.is_valid(code):
            continue
        if uscc.is_valid(code):
            found.append(CreditCode(code, valid=True))
        elif any(char.isalpha() for char in code):
            found.append(CreditCode(code, valid=False, corrected=_corrected(code)))
    return found


def _corrected(code: str) -> str | None:
    plain = "".join(MISREAD.get(char, char) for char in code)
    if uscc.is_valid(plain):
        return plain
    places = [at for at, char in enumerate(plain) if char in LIKE]
    valid = {
        changed
        for count in range(1, MOST_WRONG + 1)
        for some in combinations(places, count)
        for changed in _changed(plain, some)
        if uscc.is_valid(changed)
    }
    return valid.pop() if len(valid) == 1 else None


def _changed(code: str, places: tuple[int, ...]) -> list[str]:
    found = [code]
    for at in places:
        found = [one[:at] + like + one[at + 1 :] for one in found for like in LIKE[code[at]]]
    return found
