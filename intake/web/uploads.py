"""Read a form with a file as it comes. Starlette's own reader would put the file on disk, plain."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import groupby

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from intake.domain.errors import UploadBroken


@dataclass(frozen=True)
class Piece:
    """Some bytes of one field, in the order of the form; the last one of a field may be empty."""

    name: str
    file: str | None = field(repr=False)  # as the browser calls it; None: an ordinary field
    content: bytes = field(repr=False)


async def pieces(request: Request) -> AsyncIterator[Piece]:
    """Raise UploadBroken, also when the form breaks off."""
    reader = _Reader(request.headers.get("content-type", ""))
    async for chunk in request.stream():
        for piece in reader.read(chunk):
            yield piece
    if not reader.is_whole:
        raise UploadBroken


class _Reader:
    def __init__(self, content_type: str):
        _, options = parse_options_header(content_type)
        self.is_whole = False
        self._name, self._value, self._disposition = b"", b"", b""
        self._field, self._file = "", None  # type: str, str | None
        self._files = 0
        self._come: list[Piece] = []
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_name,
                    "on_header_value": self._add_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._know,
                    "on_part_data": self._add,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except (KeyError, FormParserError):
            raise UploadBroken from None

    def read(self, chunk: bytes) -> list[Piece]:
        self._come = []
        try:
            self._parser.write(chunk)
        except FormParserError:  # its message quotes what was sent
            raise UploadBroken from None
        return [
            Piece(*whose, b"".join(piece.content for piece in same))
            for whose, same in groupby(self._come, key=lambda piece: (piece.name, piece.file))
        ]

    def _begin(self) -> None:
        self._disposition = b""

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _know(self) -> None:
        _, options = parse_options_header(self._disposition)
        file = options.get(b"filename")
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        self._file = None if file is None else file.decode("utf-8", "replace")
        self._files += file is not None
        if self._files > 1:
            raise UploadBroken

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._come.append(Piece(self._field, self._file, data[start:end]))

    def _end_part(self) -> None:
        self._come.append(Piece(self._field, self._file, b""))

    def _end(self) -> None:
        self.is_whole = True
