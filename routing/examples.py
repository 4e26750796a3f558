"""Read labelled complaints: text,category,kinds and, where known, area."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from routing.assignment import Kind
from routing.catalogue import Catalogue

SEPARATORS = re.compile(r"[;,|\s]+")


class ExampleError(ValueError):
    """A labelled file names a category, kind or area that does not exist."""


@dataclass(frozen=True)
class Example:
    text: str = field(repr=False)
    category: str
    kinds: tuple[Kind, ...]
    area: str | None = None  # "" when the text names none, None when nobody has looked
    others: tuple[str, ...] = ()  # categories of the further demands in the same text
    about: tuple[str, ...] = ()  # who is complained of, as the text says it

    @property
    def categories(self) -> tuple[str, ...]:
        return (self.category, *self.others)


def read_examples(files: Iterable[Path], catalogue: Catalogue) -> list[Example]:
    examples = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                examples.append(_example(row, f"{file.name}:{rows.line_num}", catalogue))
    return examples


def _example(row: dict[str, str], where: str, catalogue: Catalogue) -> Example:
    area = None if row.get("area") is None else row["area"].strip()
    if not (row.get("text") or "").strip():
        raise ExampleError(f"{where}: no text")
    category, *others = _pieces(row.get("category")) or [""]
    for one in (category, *others):
        if one not in catalogue.categories:
            raise ExampleError(f"{where}: unknown category {one!r}")
    if area and area not in catalogue.areas and area not in catalogue.townships:
        raise ExampleError(f"{where}: unknown area {area!r}")
    try:
        kinds = tuple(Kind(kind) for kind in _pieces(row.get("kinds")))
    except ValueError as error:
        raise ExampleError(f"{where}: {error}") from error
    if not kinds:
        raise ExampleError(f"{where}: no kind")
    about = tuple(one.strip() for one in (row.get("about") or "").split(";") if one.strip())
    return Example(row["text"], category, kinds, area, tuple(others), about)


def _pieces(cell: str | None) -> list[str]:
    return [one for one in SEPARATORS.split(cell or "") if one]
