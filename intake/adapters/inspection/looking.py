"""Look at an attachment: its type by content, the tricks in it, the traces in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import puremagic

from intake.adapters.inspection import disguise, images, package, papers, texts
from intake.adapters.inspection.found import Found, Kind, Refused, Trace, Type
from intake.domain.attachment import LARGEST

try:
    from intake.adapters.inspection import sounds
except ImportError:  # mutagen is GPL and not always there
    from intake.adapters.inspection import untagged as sounds  # type: ignore[no-redef]

__all__ = ["inspect", "reading", "sounds", "type_of"]

# What puremagic may call each; more than one can fit, so the surest come first.
GUESSES = {
    "heic": Type.HEIC, "heif": Type.HEIC, "jpg": Type.JPEG, "png": Type.PNG, "gif": Type.GIF,
    "webp": Type.WEBP, "pdf": Type.PDF, "docx": Type.DOCX, "wav": Type.WAV, "amr": Type.AMR,
    "m4a": Type.MP4, "mp4": Type.MP4, "3gp": Type.MP4, "aac": Type.AAC, "mp3": Type.MP3,
    "mpga": Type.MP3,
}  # fmt: skip


def inspect(stream: BinaryIO, name: str = "") -> Found:
    """Raise Refused and nothing else. The stream must be seekable; it is read, never written.

    `name` is what the sender calls the file; empty when it has none.
    """
    with reading():
        size = stream.seek(0, os.SEEK_END)
        if size == 0:
            raise Refused("empty")
        if size > LARGEST:
            raise Refused("too_large")
        type = type_of(stream)
        disguise.refuse_two_in_one(stream, type)
        if name:
            disguise.refuse_name(name, type.kind)
        found = traces(stream, type)
        stream.seek(0)
        return Found(type, size, tuple(dict.fromkeys(found)))


def type_of(stream: BinaryIO) -> Type:
    """The type the content has, told by its own reader; raise Refused for all others."""
    stream.seek(0)
    try:
        matches = puremagic.magic_stream(stream)
    except puremagic.PureError:
        matches = []
    surest = max((match.confidence for match in matches), default=0)
    names = {match.extension.lstrip(".") for match in matches if match.confidence == surest}
    guess = next((type for name, type in GUESSES.items() if name in names), None)
    if guess is Type.DOCX:
        return package.type_of(stream)
    if package.is_locked(stream):
        raise Refused("encrypted")
    if guess is not None:
        disguise.refuse_archive_behind(stream)
    if guess in {Type.MP3, Type.AAC, Type.MP4}:
        return sounds.type_of(stream, guess)
    if guess is None and texts.is_text(stream):
        return Type.TXT
    if guess is None:
        raise Refused("unknown_type")
    return guess


def traces(stream: BinaryIO, type: Type) -> list[Trace]:
    stream.seek(0)
    if type in {Type.DOCX, Type.XLSX, Type.PPTX}:
        return package.traces(stream)
    if type is Type.PDF:
        return papers.traces(stream)
    if type is Type.TXT:
        return texts.traces(stream)
    if type.kind is Kind.IMAGE:
        return images.traces(stream, type)
    return sounds.traces(stream, type)


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a reader stumbles over in a stranger's file is one thing to us: it is damaged.

    The cause is dropped: readers quote the file in their messages.
    """
    try:
        yield
    except Refused:
        raise
    except Exception:
        raise Refused("damaged") from None
