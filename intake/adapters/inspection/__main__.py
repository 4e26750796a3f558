"""The child of apart.py: one question and one file in, one answer out."""

import contextlib
import json
import resource
import sys
from io import BytesIO

from intake.adapters.inspection.cleaning import clean, clean_as
from intake.adapters.inspection.found import Found, Refused
from intake.adapters.inspection.looking import inspect

# What the largest picture and the largest sheet need, with some room.
LIMITS = {
    resource.RLIMIT_AS: 3 << 30,
    resource.RLIMIT_CPU: 50,
    resource.RLIMIT_CORE: 0,  # a core file would hold the attachment
    resource.RLIMIT_FSIZE: 0,
}
Answer = tuple[dict[str, object], BytesIO]


def answer(question: dict[str, str], stream: BytesIO) -> Answer:
    if question["do"] == "clean":
        copy = clean(stream)
        return {"type": copy.type, "remark": copy.remark}, copy.stream
    found = inspect(stream, question["name"])
    traces = [(each.name, each.value) for each in found.traces]
    told = {"type": found.type, "size": found.size, "traces": traces}
    return (told, BytesIO()) if question["do"] == "inspect" else _with_copy(told, found, stream)


def _with_copy(told: dict[str, object], found: Found, stream: BytesIO) -> Answer:
    """A file that can be read but not cleaned is no reason to refuse it: it is said."""
    try:
        copy = clean_as(found.type, stream)
    except Refused:
        return told | {"copy": None, "remark": "not_cleaned"}, BytesIO()
    size = copy.stream.getbuffer().nbytes
    return told | {"copy": copy.type, "bytes": size, "remark": copy.remark}, copy.stream


def main() -> None:
    for limit, most in LIMITS.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(limit, (most, most))
    question = json.loads(sys.stdin.buffer.readline())
    try:
        told, body = answer(question, BytesIO(sys.stdin.buffer.read()))
    except Refused as refused:
        told, body = {"refused": refused.code}, BytesIO()
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.write(body.getbuffer())


if __name__ == "__main__":
    main()
