"""Plain text in the encodings Chinese computers write."""

import codecs
import unicodedata
from io import BytesIO
from typing import BinaryIO

from intake.adapters.inspection import disguise
from intake.adapters.inspection.found import Trace, trace

LAYOUT = frozenset("\t\n\r\f")


def is_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    body = stream.read()
    head = body[: disguise.HEAD]
    if disguise.is_active(head) or disguise.PROGRAMS.search(head):
        return False
    text = _decoded(body)
    return text is not None and not any(
        unicodedata.category(letter) == "Cc" and letter not in LAYOUT for letter in set(text)
    )


def traces(stream: BinaryIO) -> list[Trace]:
    text = _decoded(stream.read()) or ""
    return [trace("hidden_characters")] if text != _visible(text) else []


def cleaned(stream: BinaryIO) -> BytesIO:
    """In UTF-8, and without the letters nobody sees: they can number the copies of a paper."""
    return BytesIO(_visible(_decoded(stream.read()) or "").encode())


def _visible(text: str) -> str:
    hidden = {letter for letter in set(text) if unicodedata.category(letter) in {"Cf", "Co", "Cn"}}
    return text.translate({ord(letter): None for letter in hidden})


def _decoded(body: bytes) -> str | None:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
