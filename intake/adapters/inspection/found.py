"""What an attachment turned out to be, and why one is not taken."""

from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO


class Kind(StrEnum):
    IMAGE = "image"
    DOCUMENT = "document"
    TEXT = "text"
    SOUND = "sound"


class Type(StrEnum):
    """The value is the extension to give the file."""

    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    TXT = "txt"
    MP3 = "mp3"
    AAC = "aac"
    MP4 = "m4a"
    AMR = "amr"
    WAV = "wav"

    @property
    def kind(self) -> Kind:
        if self is Type.TXT:
            return Kind.TEXT
        if self in {Type.PDF, Type.DOCX, Type.XLSX, Type.PPTX}:
            return Kind.DOCUMENT
        images = {Type.JPEG, Type.PNG, Type.GIF, Type.WEBP, Type.HEIC}
        return Kind.IMAGE if self in images else Kind.SOUND


@dataclass(frozen=True)
class Trace:
    """Something inside that can tell who made the file, where or when.

    `name` is a key of words.yml; `value` is for the reporter's eyes alone and is cut short.
    """

    name: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True)
class Found:
    type: Type
    size: int
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Clean:
    stream: BytesIO = field(repr=False)
    type: Type  # HEIC becomes JPEG
    remark: str = ""  # a key of words.yml: what there is to say about this copy


class Refused(Exception):
    """An attachment we do not take; `code` is a key of words.yml, and nothing else is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def trace(name: str, value: object = "") -> Trace:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return Trace(name, "".join(c for c in text if c.isprintable()).strip()[:80])
