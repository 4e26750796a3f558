"""What the services need to take files: a folder, a seal, and somebody who looks into them."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Protocol

from intake.domain.attachment import Telling


class Draft(Protocol):
    """A file that is being written. What is not kept is as if it had never been.

    Whatever the disk says becomes StorageBusy.
    """

    def write(self, piece: bytes, /) -> int: ...
    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def keep(self, on: date) -> None:
        """On disk for good, and dated by the day alone."""
        ...

    def drop(self) -> None: ...  # harmless after keep(), and twice


class Files(Protocol):
    """A folder of sealed files with random names."""

    def begin(self, name: str) -> Draft: ...
    def open(self, name: str) -> BinaryIO:
        """Raise NotFound."""
        ...

    def destroy(self, names: Iterable[str]) -> None: ...
    def forget(self, keep: Collection[str], before: datetime) -> None:
        """Destroy what is not to be kept and was written before that moment."""
        ...


class FileSealer(Protocol):
    """Seals one file while it comes, under a key of its own."""

    @property
    def key(self) -> bytes: ...
    @property
    def length(self) -> int: ...
    def take(self, piece: bytes) -> None: ...
    def finish(self) -> int:
        """The bytes written."""
        ...

    def again(self) -> Iterator[bytes]:
        """The finished file, read back."""
        ...


@dataclass(frozen=True)
class Examined:
    """What a file turned out to be."""

    type: str  # the extension to give it
    traces: tuple[Telling, ...] = field(repr=False)
    remark: str  # a sentence about the copy, or nothing
    copy: str | None  # the type of the copy without traces; None: it cannot be cleaned
    pieces: Iterator[bytes] = field(repr=False)  # of the copy


class Inspection(Protocol):
    @property
    def is_there(self) -> bool:
        """Whether everything it takes is installed."""
        ...

    def examine(self, pieces: Iterable[bytes], name: str) -> AbstractContextManager[Examined]:
        """Raise FileRefused, also while the pieces of the copy are read."""
        ...
