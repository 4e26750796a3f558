"""Mask what leads to a person, before text goes anywhere it need not be whole."""

import re
import unicodedata

from routing import identifying
from routing.identifying.digits import DIGIT
from routing.identifying.spans import cut

MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[-\s]?)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})-?(\d{3,4})(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])(\d{4})\d{2}(?:19|20)\d{8}([\dXx]{2})(?![\dA-Za-z])")
BESIDES = re.compile(
    "(?:我|俺|本人|的|是|有|电话|手机|号|号码|联系|方式|打|给|找|这个|就|行|请|您|你|记|一下|吧|啊|呀)*"
)
# Who complains is known to nobody by their job or by what they saw; the work needs those.
MASKED = frozenset(
    {"phone", "id_card", "bank_card", "plate", "wechat_qq", "email", "own_name", "address"}
)
WRITER = "报告人"  # the catalogue's 〔报告人电话〕: of a complaint nobody knows whose number it is
NUMBER = rf"[\da-zA-Z十百{DIGIT}]{{1,4}}"
COUNTED = "年|月|日|米|元|万|块|度|户|人|家|多|个|平|斤|吨|%"
# 3号楼2单元1801, 三单元502, 3栋1801室. 5号楼100户 and 5号楼2026年 are no doors.
DOOR = re.compile(
    rf"(?:{NUMBER}(?:号楼|#楼?|栋|幢|座|单元)[ -]?){{1,3}}(?:{NUMBER}[层楼][ -]?)?"
    rf"[\d{DIGIT}]{{3,4}}(?:室|号)?(?![\d{DIGIT}]|{COUNTED})"
)
LONG = re.compile(r"(?<!\d)\d(?:[\s-]?\d){15,}(?!\d)")  # bank cards, receipts


def mask(text: str) -> str:
    """What staff see: 〔姓名〕 and the like instead of names, numbers and doors; streets stay.

    What it does not find may still lead to a person: pages must say so.
    """
    left, _ = cut(text, identifying.find(text, MASKED), _sign)
    return mask_numbers(DOOR.sub(_sign("address"), left))


def _sign(kind: str) -> str:
    return identifying.kinds()[kind].placeholder.replace(WRITER, "")


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
