"""Seal a file of any length: libsodium's secretstream (XChaCha20-Poly1305), 64 KiB at a time.

A sealed file is: the suite (1 byte), secretstream's header (24 bytes), then chunks of 64 KiB and
17 bytes, the last one shorter and marked as last. The first eight bytes under seal are the true
length; behind the file come zeros up to a Padmé bucket, so that a length tells little.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from nacl import bindings

SUITE = b"\x01"  # 2 is kept for SM2/SM3/SM4
CHUNK = 64 * 1024
LENGTH_BYTES = 8
KEY_BYTES = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
EXTRA_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class ChangedWhileSealing(ValueError):
    """The stream gave fewer or more bytes than it was long; what was written is worth nothing."""


def new_file_key() -> bytes:
    """One for each file, or one for a report: every sealed file draws its own nonce."""
    return bindings.crypto_secretstream_xchacha20poly1305_keygen()


def seal_file(
    plain: BinaryIO, sealed: BinaryIO, *, key: bytes, report: str, attachment: str
) -> int:
    """Return the bytes written. `plain` is seekable and read from its start.

    Memory does not grow with the file. It opens under the same two ids only.
    """
    length = plain.seek(0, os.SEEK_END)
    plain.seek(0)
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    written = sealed.write(SUITE + header)
    left = padded_size(length)
    for number, chunk in enumerate(_chunks(plain, length)):
        left -= len(chunk)
        written += sealed.write(
            bindings.crypto_secretstream_xchacha20poly1305_push(
                state, chunk, bound_to(report, attachment, number), MESSAGE if left else FINAL
            )
        )
    return written


def _chunks(plain: BinaryIO, length: int) -> Iterator[bytes]:
    """The length, the file and its padding in pieces of 64 KiB; the last may be shorter."""
    whole = padded_size(length)
    held, read, given = length.to_bytes(LENGTH_BYTES, "big"), 0, 0
    while given < whole:
        size = min(CHUNK, whole - given)
        while len(held) < size and (piece := plain.read(size - len(held))):
            held += piece
            read += len(piece)
        yield held + bytes(size - len(held))
        held, given = b"", given + size
    if read != length or plain.read(1):
        raise ChangedWhileSealing


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
