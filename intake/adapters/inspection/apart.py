"""Look at and clean a stranger's file in a process of its own, which may fall over alone.

Readers of pictures and papers are written in C, and a made-up file can crash them: a HEIC with
four changed bytes ends the process that opens it through pi-heif 1.4.0. The child gets the file
through a pipe, may not write files, and has little memory and time; its errors are not read,
for readers quote the file in them. On this side of the pipe memory does not grow with the file.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import intake
from intake.adapters.inspection.found import Clean, Found, Refused, Trace, Type

ROOT = Path(intake.__file__).resolve().parents[1]
SECONDS = 60
PIECE = 1 << 16


@dataclass(frozen=True)
class Examination:
    found: Found
    copy: Type | None  # of the cleaned copy; None: it cannot be cleaned
    remark: str  # a key of words.yml, or nothing
    pieces: Iterator[bytes] = field(repr=False)  # of the copy; raises Refused when it breaks off


@contextmanager
def examine(pieces: Iterable[bytes], name: str = "") -> Iterator[Examination]:
    """Inspect and clean in one go. Raise Refused and what `pieces` raise."""
    with _asked({"do": "examine", "name": name}, pieces) as (answer, body):
        copy = Type(answer["copy"]) if answer["copy"] else None
        whole = _whole(body, answer.get("bytes", 0))
        yield Examination(_found(answer), copy, answer["remark"], whole)


def inspect(stream: BinaryIO, name: str = "") -> Found:
    """As looking.inspect, and safe to call in a process that serves others."""
    stream.seek(0)
    with _asked({"do": "inspect", "name": name}, _pieces(stream)) as (answer, _):
        stream.seek(0)
        return _found(answer)


def clean(stream: BinaryIO) -> Clean:
    """As cleaning.clean, and safe to call in a process that serves others."""
    stream.seek(0)
    with _asked({"do": "clean"}, _pieces(stream)) as (answer, body):
        stream.seek(0)
        return Clean(BytesIO(body.read()), Type(answer["type"]), answer["remark"])


@contextmanager
def _asked(
    question: dict[str, str], pieces: Iterable[bytes]
) -> Iterator[tuple[dict[str, Any], IO[bytes]]]:
    child = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [sys.executable, "-m", __package__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={},
    )
    watch = threading.Timer(SECONDS, child.kill)
    watch.start()
    try:
        _put(cast(IO[bytes], child.stdin), json.dumps(question).encode() + b"\n", pieces)
        body = cast(IO[bytes], child.stdout)
        yield _answer(body.readline()), body
    finally:
        watch.cancel()
        child.kill()
        with suppress(BrokenPipeError), child:  # closes the pipes and waits
            pass


def _put(stdin: IO[bytes], head: bytes, pieces: Iterable[bytes]) -> None:
    """The child may die over the file before it has read all of it."""
    with suppress(BrokenPipeError):
        stdin.write(head)
        for piece in pieces:
            stdin.write(piece)
        stdin.close()


def _answer(line: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:
        raise Refused("damaged") from None
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def _found(answer: dict[str, Any]) -> Found:
    traces = tuple(Trace(*each) for each in answer["traces"])
    return Found(Type(answer["type"]), answer["size"], traces)


def _whole(body: IO[bytes], size: int) -> Iterator[bytes]:
    while size and (piece := body.read(min(PIECE, size))):
        yield piece
        size -= len(piece)
    if size:
        raise Refused("damaged")


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece
