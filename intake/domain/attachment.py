"""A file that belongs to a protected report: what lies under its seal, and how large it may be."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

LARGEST = 100 * 1024 * 1024  # bytes
LONGEST_NAME = 120  # characters; the label must fit into one step of the seal


@dataclass(frozen=True)
class Telling:
    """Something inside a file that may tell who made it, where or when.

    `value` is for the reporter's eyes, while the page is shown: it is stored nowhere.
    """

    words: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True)
class Label:
    """Sealed beside a file: the key that opens it, and what it is."""

    key: str = field(repr=False)  # hex
    type: str  # the extension to give it
    length: int  # bytes, before it was padded
    name: str = field(default="", repr=False)  # as the reporter calls it; of originals alone
    traces: tuple[str, ...] = ()
    remark: str = ""

    def to_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        row = json.loads(text)
        return cls(**row | {"traces": tuple(row["traces"])})
