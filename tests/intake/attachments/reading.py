"""Read a file the way somebody searching for a name would: also what is packed inside."""

import io
import zipfile
from collections.abc import Iterator

import pikepdf
from PIL import Image

from tests.intake.attachments import media_files as media
from tests.intake.attachments import office_files as office


def every_type() -> dict[str, bytes]:
    photo = media.jpeg()
    return {
        "jpg": photo,
        "png": media.png(),
        "gif": media.gif(),
        "webp": media.webp(),
        "heic": media.heic(),
        "pdf": media.pdf(photo),
        "docx": office.word(photo),
        "xlsx": office.excel(),
        "pptx": office.powerpoint(),
        "txt": media.text(),
        "mp3": media.mp3(),
        "aac": media.aac(),
        "m4a": media.mp4(),
        "amr": media.amr(),
        "wav": media.wav(),
    }


def layers(body: bytes) -> Iterator[bytes]:
    """The bytes as they lie there, and everything packed inside them, unpacked."""
    yield body
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    elif body.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(body)) as paper:
            out = io.BytesIO()
            paper.save(out, qdf=True, compress_streams=False)
            yield out.getvalue()
            yield from (each.read_raw_bytes() for each in paper.objects if is_stream(each))
    elif body.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            yield repr(image.info).encode()


def is_stream(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Stream)


def holds(body: bytes, word: str) -> bool:
    spelled = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    return any(each in layer for layer in layers(body) for each in spelled)
