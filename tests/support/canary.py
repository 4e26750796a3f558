"""Sentences that exist once, and where they are found again: files, and the memory of processes."""

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

LETTERS = [chr(code) for code in range(0x4E00, 0x9FA0)]
MARK = "".join(secrets.choice(LETTERS) for _ in range(4))  # every sentence begins with it
Canaries = Mapping[str, str]


def sentence() -> str:
    return MARK + "".join(secrets.choice(LETTERS) for _ in range(6))


@cache
def forms(text: str) -> frozenset[bytes]:
    """As UTF-8, as the widths of Python's strings, as in a form, in JSON and in base64."""
    plain = text.encode()
    wide = {text.encode(f"utf-{width}-le") for width in (16, 32)}
    if text.isascii():  # a receipt, a password
        return frozenset({plain, *wide})
    as_sent = {quote(text).encode(), json.dumps(text)[1:-1].encode()}
    return frozenset({plain, *wide, *as_sent, *_base64(plain)})


def _base64(plain: bytes) -> Iterator[bytes]:
    """At each of the three places in a group of three bytes, without the letters that the
    neighbours share."""
    for before in range(3):
        cut = plain[-before % 3 :]
        yield base64.b64encode(cut[: len(cut) // 3 * 3])


def found(content: bytes, canaries: Canaries) -> set[str]:
    is_marked = any(form in content for form in forms(MARK))  # one look instead of many
    return {
        name
        for name, text in canaries.items()
        if (is_marked or not text.startswith(MARK)) and any(form in content for form in forms(text))
    }


def in_files(folder: Path, canaries: Canaries, since: float = 0) -> dict[str, set[str]]:
    """By the path under `folder`, of what was written `since`; names of files count as well."""
    hits = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.stat().st_mtime < since:
            continue
        name = str(path.relative_to(folder))
        if got := found(name.encode() + b"\0" + path.read_bytes(), canaries):
            hits[name] = got
    return hits


def in_memory(pid: int, canaries: Canaries) -> set[str]:
    """In everything the process can read of itself. Raise OSError where we may not look."""
    hits: set[str] = set()
    for region in _regions(pid):
        hits |= found(region, canaries)
    return hits


def _regions(pid: int) -> Iterator[bytes]:
    process = Path(f"/proc/{pid}")
    with (process / "maps").open() as maps, (process / "mem").open("rb", 0) as memory:
        for line in maps:
            span, rights, _, _, inode = line.split()[:5]
            is_program = "w" not in rights and inode != "0"  # as it lies on disk
            if "r" not in rights or is_program or "[v" in line:  # [vvar]: the kernel's own
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            memory.seek(start)
            try:
                yield memory.read(end - start)
            except OSError:  # a mapped device or file that became shorter
                continue
