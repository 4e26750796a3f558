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
    area: str | None = None


def read_examples(files: Iterable[Path], catalogue: Catalogue) -> list[Example]:
    examples = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                examples.append(_example(row, f"{file.name}:{rows.line_num}", catalogue))
    return examples


def duty_sheets(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return what the catalogue itself says of each category, as texts to learn from: the only
    ones for a category that nobody has written an example for."""
    sheets = []
    for category in catalogue.categories.values():
        lead = catalogue.departments[category.lead]
        own = f"{category.name}。{category.belongs}。{'、'.join(category.keywords)}"
        sheets.append((own, category.code))
        sheets.append((f"{own}。{lead.duty}{'、'.join(lead.words)}", category.code))
    return sheets


def _example(row: dict[str, str], where: str, catalogue: Catalogue) -> Example:
    category, area = (row.get("category") or "").strip(), (row.get("area") or "").strip()
    if not (row.get("text") or "").strip():
        raise ExampleError(f"{where}: no text")
    if category not in catalogue.categories:
        raise ExampleError(f"{where}: unknown category {category!r}")
    if area and area not in catalogue.areas:
        raise ExampleError(f"{where}: unknown area {area!r}")
    try:
        kinds = tuple(Kind(kind) for kind in SEPARATORS.split((row.get("kinds") or "").strip()))
    except ValueError as error:
        raise ExampleError(f"{where}: {error}") from error
    return Example(row["text"], category, kinds, area or None)
