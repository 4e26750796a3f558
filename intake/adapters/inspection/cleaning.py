"""A copy of an attachment without what tells who made it, where and when."""

from typing import BinaryIO

from intake.adapters.inspection import images, office, papers, texts
from intake.adapters.inspection.found import Clean, Kind, Type
from intake.adapters.inspection.looking import inspect, reading, sounds


def clean(stream: BinaryIO) -> Clean:
    """Raise Refused and nothing else. The original is read from its start and never written.

    What can be seen or heard stays: a face, a letterhead, a voice, words in the text.
    """
    return clean_as(inspect(stream).type, stream)


def clean_as(type: Type, stream: BinaryIO) -> Clean:
    """Of a file that was looked at already."""
    with reading():
        stream.seek(0)
        copy = _copy(stream, type)
    copy.stream.seek(0)
    return copy


def _copy(stream: BinaryIO, type: Type) -> Clean:
    if type in {Type.DOCX, Type.XLSX, Type.PPTX}:
        return Clean(office.cleaned(stream), type)
    if type is Type.PDF:
        return Clean(papers.cleaned(stream), type)
    if type is Type.TXT:
        return Clean(texts.cleaned(stream), type)
    if type is Type.HEIC:
        return Clean(images.cleaned(stream, Type.JPEG), Type.JPEG, "as_jpeg")
    if type.kind is Kind.IMAGE:
        return Clean(images.cleaned(stream, type), type)
    return Clean(sounds.cleaned(stream, type), type, "copied" if type is Type.AMR else "")
