"""Look at and clean a stranger's file in a process of its own, which may fall over alone.

Readers of pictures and papers are written in C, and a made-up file can crash them: a HEIC with
four changed bytes ends the process that opens it through pi-heif 1.4.0. The child gets the file
through a pipe, may not write files, and has little memory and time; its errors are not read,
for readers quote the file in them.
"""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import intake
from intake.adapters.inspection.cleaning import Clean
from intake.adapters.inspection.found import Found, Refused, Trace, Type

ROOT = Path(intake.__file__).resolve().parents[1]
SECONDS = 60


def inspect(stream: BinaryIO, name: str = "") -> Found:
    """As looking.inspect, and safe to call in a process that serves others."""
    answer, _ = _ask({"do": "inspect", "name": name}, stream)
    traces = tuple(Trace(*each) for each in answer["traces"])
    return Found(Type(answer["type"]), answer["size"], traces)


def clean(stream: BinaryIO) -> Clean:
    """As cleaning.clean, and safe to call in a process that serves others."""
    answer, body = _ask({"do": "clean"}, stream)
    return Clean(BytesIO(body), Type(answer["type"]), answer["remark"])


def _ask(question: dict[str, str], stream: BinaryIO) -> tuple[Any, bytes]:
    stream.seek(0)
    head = json.dumps(question).encode() + b"\n"
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", __package__],
            input=head + stream.read(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={},
            timeout=SECONDS,
            check=True,
        )
        line, _, body = child.stdout.partition(b"\n")
        answer = json.loads(line)
    except (subprocess.SubprocessError, ValueError):
        raise Refused("damaged") from None
    finally:
        stream.seek(0)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer, body
