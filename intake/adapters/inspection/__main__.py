"""The child of apart.py: one question and one file in, one answer out."""

import contextlib
import json
import resource
import sys
from io import BytesIO

from intake.adapters.inspection.cleaning import clean
from intake.adapters.inspection.found import Refused
from intake.adapters.inspection.looking import inspect

# What the largest picture and the largest sheet need, with some room.
LIMITS = {
    resource.RLIMIT_AS: 3 << 30,
    resource.RLIMIT_CPU: 50,
    resource.RLIMIT_CORE: 0,  # a core file would hold the attachment
    resource.RLIMIT_FSIZE: 0,
}


def main() -> None:
    for limit, most in LIMITS.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(limit, (most, most))
    question = json.loads(sys.stdin.buffer.readline())
    stream, body = BytesIO(sys.stdin.buffer.read()), b""
    answer: dict[str, object]
    try:
        if question["do"] == "clean":
            copy = clean(stream)
            answer, body = {"type": copy.type, "remark": copy.remark}, copy.stream.getvalue()
        else:
            found = inspect(stream, question["name"])
            traces = [(each.name, each.value) for each in found.traces]
            answer = {"type": found.type, "size": found.size, "traces": traces}
    except Refused as refused:
        answer = {"refused": refused.code}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
