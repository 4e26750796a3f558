"""Sealed files in a folder. Names are random; of the time a file came, only the day is left."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

from intake.domain.days import CHINA
from intake.domain.errors import NotFound, StorageBusy

PART = ".part"
RESERVE = 1 << 30  # bytes that files leave to the words of others


class Folder:
    def __init__(self, path: Path):
        self._path = path

    def begin(self, name: str) -> "FolderDraft":
        with _told():
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(self._path).free < RESERVE:
                raise StorageBusy
            return FolderDraft(self._path / name)

    def open(self, name: str) -> BinaryIO:
        try:
            return (self._path / name).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def destroy(self, names: Iterable[str]) -> None:
        for name in names:
            with _told():
                (self._path / name).unlink(missing_ok=True)

    def forget(self, keep: Collection[str], before: datetime) -> None:
        for path in self._path.iterdir() if self._path.exists() else ():
            with suppress(FileNotFoundError), _told():
                if path.name not in keep and path.stat().st_mtime < before.timestamp():
                    path.unlink()


class FolderDraft:
    """Written under another name first: what lies under its own name is whole."""

    def __init__(self, path: Path):
        self._path, self._part = path, path.with_name(path.name + PART)
        handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w+b")

    def write(self, piece: bytes, /) -> int:
        with _told():
            return self._file.write(piece)

    def read(self, size: int, /) -> bytes:
        with _told():
            return self._file.read(size)

    def seek(self, offset: int, /) -> int:
        with _told():
            return self._file.seek(offset)

    def keep(self, on: date) -> None:
        day = datetime.combine(on, time(), CHINA).timestamp()
        with _told():
            self._file.flush()
            os.utime(self._file.fileno(), (day, day))
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.rename(self._path)
            _settle(self._path.parent)

    def drop(self) -> None:
        with suppress(OSError):  # closing writes what is left, and the disk may be full
            self._file.close()
        with suppress(OSError):
            self._part.unlink()


def _settle(folder: Path) -> None:
    """A new name outlives a power cut only when its folder was written, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError:
        raise StorageBusy from None
