"""The witness file: one signed head a line, only ever appended to."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import VerifyKey

from intake.adapters.audit.findings import Finding, What
from intake.adapters.audit.heads import Head
from intake.adapters.audit.keys import fingerprint
from intake.adapters.sql.ledger import GENESIS


class NotWritten(OSError):
    """The disk took no whole line; the file is as it was, or the next signing mends it."""


@dataclass(frozen=True)
class Reading:
    heads: list[Head]  # those before the first line that cannot be trusted
    finding: Finding | None
    whole: int  # bytes of whole lines; what follows is a line that was never finished


def read_heads(content: bytes, key: VerifyKey) -> Reading:
    whole = _whole(content)
    heads: list[Head] = []
    for number, line in enumerate(content[:whole].split(b"\n")[:-1], 1):
        head = Head.read(line)
        fault = What.ODD_LINE if head is None else _fault(head, heads[-1] if heads else None, key)
        if fault:
            return Reading(heads, Finding(fault, {"line": number}), whole)
        assert head is not None  # noqa: S101
        heads.append(head)
    return Reading(heads, None, whole)


def _fault(head: Head, previous: Head | None, key: VerifyKey) -> What | None:
    if head.key_fingerprint != fingerprint(key):
        return What.OTHER_KEY
    if not head.is_signed_by(key):
        return What.FORGED
    if head.previous_head_hash != (previous.digest() if previous else GENESIS):
        return What.DISORDERED
    if previous and (
        head.day < previous.day or head.count < previous.count or head.last_id < previous.last_id
    ):
        return What.BACKWARDS
    return None


def _whole(content: bytes) -> int:
    """A power cut may leave part of the last line, or its length filled with zeros."""
    whole = content.rfind(b"\n") + 1
    last = content.rfind(b"\n", 0, max(whole - 1, 0)) + 1
    return last if b"\0" in content[last:whole] else whole


class Witness:
    """The file, held by this process alone. Made by `held` and `shared`."""

    def __init__(self, handle: int):
        self._handle = handle

    def content(self) -> bytes:
        with open(self._handle, "rb", closefd=False) as file:
            file.seek(0)
            return file.read()

    def cut(self, size: int) -> None:
        os.ftruncate(self._handle, size)
        os.fsync(self._handle)

    def append(self, head: Head) -> None:
        """The line is on the disk when this returns. Raise NotWritten."""
        size = os.fstat(self._handle).st_size
        rest = head.line() + b"\n"
        try:
            while rest:
                rest = rest[os.write(self._handle, rest) :]
            os.fsync(self._handle)
        except OSError as error:
            with suppress(OSError):
                self.cut(size)
            raise NotWritten(error.errno, "witness file") from None


@contextmanager
def held(path: Path) -> Iterator[Witness]:
    """For signing: made where it is missing; a second signer waits for the first."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
    with _locked(path, flags, fcntl.LOCK_EX) as witness:
        if not witness.content():
            _keep_name(path.parent)
        yield witness


@contextmanager
def shared(path: Path) -> Iterator[Witness]:
    """For reading; waits until no signer is half-way."""
    with _locked(path, os.O_RDONLY, fcntl.LOCK_SH) as witness:
        yield witness


@contextmanager
def _locked(path: Path, flags: int, lock: int) -> Iterator[Witness]:
    handle = os.open(path, flags, 0o644)
    try:
        fcntl.flock(handle, lock)
        yield Witness(handle)
    finally:
        os.close(handle)


def _keep_name(folder: Path) -> None:
    """A new file's name is in its folder, which is synced by itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
