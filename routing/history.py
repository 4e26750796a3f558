"""Read a city's past work orders: what was said, who handled it, when it came in."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Annotated

from dateutil import parser
from pydantic import ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass as row

from routing.catalogue import reading

csv.field_size_limit(10_000_000)
ENCODINGS = ("utf-8-sig", "gb18030")  # what spreadsheets in China write


class HistoryError(ValueError):
    """The file cannot be learnt from. Says why, and quotes no text of it."""


@dataclass(frozen=True)
class Order:
    text: str = field(repr=False)
    office: str
    received: date | None = None

    def renamed(self, office: str) -> "Order":
        return replace(self, office=office)


@row(frozen=True, config=ConfigDict(extra="forbid"))
class Renaming:
    """An office that is now called otherwise, or is no more."""

    office: Annotated[str, StringConstraints(min_length=1)]
    becomes: str = ""  # another name of the same office; empty: it was closed
    ended: date | None = None  # from this day on nothing is sent there


class Synonyms:
    def __init__(self, rows: Iterable[Renaming] = ()):
        self.rows = tuple(rows)
        self._rows = {row.office: row for row in self.rows}

    @classmethod
    def read(cls, file: Path) -> "Synonyms":
        return cls(reading.read_yaml(file, list[Renaming]))

    def current(self, office: str) -> str:
        """Return what the office is called now, through any number of renamings."""
        seen: set[str] = set()
        while (row := self._rows.get(office)) and row.becomes and office not in seen:
            seen.add(office)
            office = row.becomes
        return office

    def closed(self, office: str, day: date) -> bool:
        row = self._rows.get(office)
        return bool(row and not row.becomes and row.ended and row.ended <= day)


@dataclass(frozen=True)
class Columns:
    text: str = "text"
    label: str = "department"
    received: str = "received"


def read_history(
    file: Path, columns: Columns | None = None, synonyms: Synonyms | None = None
) -> list[Order]:
    """Return the orders, oldest first where the file has dates; rows without text or office are
    left out."""
    columns, synonyms = columns or Columns(), synonyms or Synonyms()
    orders = [
        Order(text, synonyms.current(office), _day(row.get(columns.received)))
        for row in _rows(file, columns)
        if (text := (row.get(columns.text) or "").strip())
        and (office := (row.get(columns.label) or "").strip())
    ]
    if not orders:
        raise HistoryError(f"{file.name}: no row has both a text and a label")
    return sorted(orders, key=lambda order: order.received or date.min)


def _rows(file: Path, columns: Columns) -> Sequence[dict[str, str]]:
    content = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            lines = StringIO(content.decode(encoding), newline="")
            break
        except UnicodeDecodeError:
            continue
    else:
        raise HistoryError(f"{file.name}: neither UTF-8 nor GB18030")
    try:
        rows = csv.DictReader(lines)
        names = rows.fieldnames or []
        for wanted in (columns.text, columns.label):
            if wanted not in names:
                have = ", ".join(names)
                raise HistoryError(f"{file.name}: no column {wanted!r}; there are: {have}")
        return list(rows)
    except csv.Error as error:
        raise HistoryError(f"{file.name}: {error}") from None


def _day(cell: str | None) -> date | None:
    """Read 2018-01-09, 2018/1/9 8:30 and the like; None for anything else."""
    try:
        found: datetime = parser.parse(cell or "", yearfirst=True, ignoretz=True)
    except (ValueError, OverflowError):
        return None
    return found.date()
