"""Sentences in which somebody marked what identifies their writer."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from routing.identifying.spans import Span

SEMICOLON = re.compile("[;；]")


class UnreadableExam(ValueError):
    """A row marks words that its text does not hold."""


@dataclass(frozen=True)
class Marked:
    text: str
    spans: tuple[Span, ...]


def read(file: Path) -> list[Marked]:
    """Columns text and spans: kind=exact words, joined by a semicolon; none where there are none.

    The same words twice mean their next place in the text.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [
            Marked(row["text"], tuple(_spans(row["text"], row["spans"], number)))
            for number, row in enumerate(csv.DictReader(lines), start=2)
        ]


def _spans(text: str, marks: str | None, number: int) -> Iterable[Span]:
    after: Counter[str] = Counter()
    for mark in filter(None, SEMICOLON.split(marks or "")):
        kind, _, words = mark.partition("=")
        start = text.find(words, after[words])
        if not words or start < 0:
            raise UnreadableExam(f"line {number}: a mark of kind {kind!r} is not in the text")
        after[words] = start + len(words)
        yield Span(start, start + len(words), kind.strip())
