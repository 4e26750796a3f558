"""Mask numbers that lead to a person, before text goes anywhere it need not be whole."""

import re
import unicodedata

MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})-?(\d{3,4})(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{4})\d{2}(?:19|20)\d{8}([\dXx]{2})(?![\dA-Za-z])")
BESIDES = re.compile(
    "(?:我|俺|本人|的|是|有|电话|手机|号|号码|联系|方式|打|给|找|这个|就|行|请|您|你|记|一下|吧|啊|呀)*"
)
LONG = re.compile(r"(?<!\d)\d(?:[\s-]?\d){15,}(?!\d)")  # bank cards, receipts


def mask_numbers(text: str) -> str:
    """Full-width digits are folded first. Short service numbers (110, 12345) stay."""
    text = "".join(
        unicodedata.normalize("NFKC", c) if c in "０１２３４５６７８９" else c for c in text
    )
    text = IDENTITY.sub(r"\1************\2", text)
    text = MOBILE.sub(r"\1****\3", text)
    text = LONG.sub("〔号码〕", text)
    return LANDLINE.sub(r"\1-****\3", text)


def find_phone(text: str) -> str | None:
    """The first mobile or landline number in `text`, digits only."""
    folded = unicodedata.normalize("NFKC", text)
    for pattern in (MOBILE, LANDLINE):
        if match := pattern.search(folded):
            return "".join(match.groups())
    return None


def gives_a_phone(text: str) -> bool:
    """A number and nothing besides but "我的电话是": "骚扰电话13900001111" is a story."""
    return (
        find_phone(text) is not None and BESIDES.fullmatch(re.sub(r"[\W\d_]", "", text)) is not None
    )
