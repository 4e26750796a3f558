"""Open a sealed file. For the custodian's own computer: no server process imports this."""

from typing import BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError

from intake.vault.files import (
    CHUNK,
    EXTRA_BYTES,
    FINAL,
    HEADER_BYTES,
    LENGTH_BYTES,
    SUITE,
    bound_to,
)


class CannotOpenFile(ValueError):
    """Another key, another report or attachment, cut off, put together anew, or changed."""


def open_file(
    sealed: BinaryIO, plain: BinaryIO, *, key: bytes, report: str, attachment: str
) -> int:
    """Return the length of the file. `plain` must be seekable: when this raises it is as before.

    Chunks are written as they are found good, so wait for the return before using any.
    """
    start = plain.tell()
    try:
        return _open(sealed, plain, key, report, attachment)
    except (CryptoError, CannotOpenFile):
        plain.seek(start)
        plain.truncate()
        raise CannotOpenFile from None


def _open(sealed: BinaryIO, plain: BinaryIO, key: bytes, report: str, attachment: str) -> int:
    head = _read(sealed, len(SUITE) + HEADER_BYTES)
    if len(head) < len(SUITE) + HEADER_BYTES or not head.startswith(SUITE):
        raise CannotOpenFile
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head[len(SUITE) :], key)
    length = left = number = tag = 0
    while tag != FINAL:
        box = _read(sealed, CHUNK + EXTRA_BYTES)
        if len(box) < EXTRA_BYTES:
            raise CannotOpenFile  # cut off: the chunk marked as last never came
        chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
            state, box, bound_to(report, attachment, number)
        )
        if number == 0:
            length = left = int.from_bytes(chunk[:LENGTH_BYTES], "big")
            chunk = chunk[LENGTH_BYTES:]
        plain.write(chunk[:left])
        left, number = left - len(chunk[:left]), number + 1
    if left or sealed.read(1):
        raise CannotOpenFile
    return length


def _read(stream: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end: pipes and sockets give what they have."""
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
