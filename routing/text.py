"""Bring Chinese text to one shape before anything compares it.

Web processes import this module, so it must not load jieba or scikit-learn.
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Not control characters by name, yet nothing is seen of them: joiners, Hangul fillers, the Braille
# blank, Mongolian and emoji variation selectors. Left in, they split words that people read as one.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
BLANK_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")


def normalize(text: str) -> str:
    """Fold full-width forms, drop what cannot be seen, squeeze blanks and line breaks into one
    blank; normalizing twice changes nothing."""
    unseen = {ord(char): None for char in set(text) if _is_unseen(char)}
    return " ".join(unicodedata.normalize("NFKC", text.translate(unseen)).split())


def fold(text: str) -> str:
    """Normalize for comparing only: lower case, simplified characters, and no blank between two
    Chinese characters (speech recognisers put one between every two)."""
    return BLANK_BETWEEN_HAN.sub("", _to_simplified().convert(normalize(text).lower()))


def _is_unseen(char: str) -> bool:
    if char in INVISIBLE:
        return True
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} and not char.isspace()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("tw2s")  # as t2s, and 著火 is 着火 while 著名 stays
