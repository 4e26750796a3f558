"""Open a sealed file. For the custodian's own computer: no server process imports this."""

from typing import BinaryIO

from intake.vault.files import LENGTH_BYTES, CannotOpenFile, chunks_of, padded_size


def open_file(
    sealed: BinaryIO, plain: BinaryIO, *, key: bytes, report: str, attachment: str
) -> int:
    """Return the length of the file. `plain` must be seekable: when this raises it is as before.

    Chunks are written as they are found good, so wait for the return before using any.
    """
    start = plain.tell()
    try:
        written, tail = 0, b""
        for chunk in chunks_of(sealed, key=key, report=report, attachment=attachment):
            written += plain.write(chunk)
            tail = (tail + chunk)[-LENGTH_BYTES:]
        length = int.from_bytes(tail, "big")
        if padded_size(length) != written:
            raise CannotOpenFile
    except CannotOpenFile:
        plain.seek(start)
        plain.truncate()
        raise
    plain.truncate(start + length)
    plain.seek(start + length)
    return length
