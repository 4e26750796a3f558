"""Seal a file while it comes: libsodium's secretstream (XChaCha20-Poly1305), 64 KiB at a time.

A sealed file is: the suite (1 byte), secretstream's header (24 bytes), then chunks of 64 KiB and
17 bytes, the last one shorter and marked as last. Behind the file come zeros up to a Padmé bucket,
so that a length tells little; the last eight bytes under seal are the true length.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from nacl import bindings
from nacl.exceptions import CryptoError

SUITE = b"\x01"  # 2 is kept for SM2/SM3/SM4
CHUNK = 64 * 1024
LENGTH_BYTES = 8
KEY_BYTES = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
EXTRA_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class CannotOpenFile(ValueError):
    """Another key, another report or attachment, cut off, put together anew, or changed."""


class Sheet(Protocol):
    """What is written to: a file, or anything that can be read again from a place."""

    def write(self, piece: bytes, /) -> int: ...
    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...


class FileSealer:
    """Seals one file. Memory does not grow with it; it opens under the same two ids only."""

    def __init__(self, out: Sheet, *, report: str, attachment: str, key: bytes | None = None):
        self.key = key or new_file_key()
        self.length = 0  # of the file, as far as it has come
        self._out, self._report, self._attachment = out, report, attachment
        self._held, self._number = bytearray(), 0
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        self._written = out.write(SUITE + header)

    def take(self, piece: bytes) -> None:
        self.length += len(piece)
        self._add(piece)

    def finish(self) -> int:
        """Return the bytes written. Nothing may be taken after it."""
        padding = padded_size(self.length) - LENGTH_BYTES - self.length
        while padding:
            size = min(padding, CHUNK)
            self._add(bytes(size))
            padding -= size
        self._add(self.length.to_bytes(LENGTH_BYTES, "big"))
        self._push(bytes(self._held), FINAL)
        return self._written

    def again(self) -> Iterator[bytes]:
        """The finished file as it came, read back with the key that only this object has."""
        self._out.seek(0)
        ids = {"report": self._report, "attachment": self._attachment}
        return file_pieces(self._out, self.length, key=self.key, **ids)

    def _add(self, piece: bytes) -> None:
        self._held += piece
        while len(self._held) > CHUNK:  # not when equal: it might be the last
            self._push(bytes(self._held[:CHUNK]), MESSAGE)
            del self._held[:CHUNK]

    def _push(self, chunk: bytes, tag: int) -> None:
        bound = bound_to(self._report, self._attachment, self._number)
        self._written += self._out.write(
            bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, bound, tag)
        )
        self._number += 1


def new_file_key() -> bytes:
    return bindings.crypto_secretstream_xchacha20poly1305_keygen()


def file_pieces(
    sealed: Sheet | BinaryIO, length: int, *, key: bytes, report: str, attachment: str
) -> Iterator[bytes]:
    """The file alone, for who knows its length. Raise CannotOpenFile, also at the end."""
    for chunk in chunks_of(sealed, key=key, report=report, attachment=attachment):
        if piece := chunk[:length]:
            yield piece
        length -= len(piece)


def chunks_of(
    sealed: Sheet | BinaryIO, *, key: bytes, report: str, attachment: str
) -> Iterator[bytes]:
    """All that is under seal, with padding and length. Raise CannotOpenFile, also at the end."""
    head = _read(sealed, len(SUITE) + HEADER_BYTES)
    if len(head) < len(SUITE) + HEADER_BYTES or not head.startswith(SUITE):
        raise CannotOpenFile
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head[len(SUITE) :], key)
    number = tag = 0
    while tag != FINAL:
        box = _read(sealed, CHUNK + EXTRA_BYTES)
        if len(box) < EXTRA_BYTES:
            raise CannotOpenFile  # cut off: the chunk marked as last never came
        try:
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                state, box, bound_to(report, attachment, number)
            )
        except CryptoError:
            raise CannotOpenFile from None
        yield chunk
        number += 1
    if sealed.read(1):
        raise CannotOpenFile


def _read(stream: Sheet | BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: pipes and sockets give what they have."""
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def bound_to(report: str, attachment: str, number: int) -> bytes:
    """Associated data: a chunk opens only as this piece of this file of this report.

    Each id comes with its length, so that no two pairs of ids read the same.
    """
    parts = (b"yihao file", SUITE, report.encode(), attachment.encode(), number.to_bytes(8, "big"))
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def padded_size(length: int) -> int:
    """Bytes under seal for a file of that length: at least one chunk, then Padmé's buckets."""
    return max(padme(LENGTH_BYTES + length), CHUNK)


def sealed_size(length: int) -> int:
    size = padded_size(length)
    return len(SUITE) + HEADER_BYTES + size + -(-size // CHUNK) * EXTRA_BYTES


def padme(length: int) -> int:
    """Round up so that only the top bits stay: at most 12 % more, O(log log) bits of length told.

    Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
    PoPETs 2019, algorithm 1.
    """
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask
