"""Duty sheets: what an office is asked about, in the words people use, found by the office's name.

A city's own offices are called what they are called; what they do is much the same everywhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path

from routing.catalogue import DESK, Catalogue, reading
from routing.catalogue.rows import Duty
from routing.text import fold

# What is left of 社会保险事业局 without its ending is what it is about.
ENDING = re.compile(
    "(?:事业|管理|监督|行政|执法|救援|服务|工作|事务)?"
    "(?:总局|局|厅|委员会|委|办公室|办|中心|总队|支队|大队|队|所|站|处|公司|集团|院|馆|部门|机构|台)$"
)
# 公安局交通警察支队: what stands behind the inner ending is the office that is meant.
INNER = re.compile("(?:局|厅|委员会|政府)(?=.{3,}$)")
SHORTEST = 2


@dataclass(frozen=True)
class DutySheet:
    code: str
    department: str  # code in departments.yml
    stems: tuple[str, ...]  # folded; one of them in a name makes this the office's sheet
    called: tuple[str, ...]  # folded; what people call it
    words: tuple[str, ...]
    not_words: tuple[str, ...] = ()
    text: str = field(default="", repr=False)


def rarity(sheets: Iterable[DutySheet]) -> dict[str, float]:
    """Return for each word how few sheets it stands on: what all do tells nothing."""
    different = {sheet.code: sheet for sheet in sheets}.values()
    used = Counter(word for sheet in different for word in {*sheet.words, *sheet.not_words})
    return {word: log(1 + len(different) / times) for word, times in used.items()}


@dataclass(frozen=True)
class Sheets:
    sheets: tuple[DutySheet, ...]

    def of(self, office: str) -> list[DutySheet]:
        """Return the sheets whose longest stems the name holds; none when nothing is known.

        交通运输和港航管理局 has two, 公安局交通警察支队 only that of the last unit named.
        """
        name = fold(office)
        inner = [match.end() for match in INNER.finditer(name)]
        return next((found for cut in [*reversed(inner), 0] if (found := self._in(name[cut:]))), [])

    def _in(self, name: str) -> list[DutySheet]:
        hits = [
            (len(stem), name.index(stem), sheet)
            for sheet in self.sheets
            for stem in sheet.stems
            if stem in name
        ]
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        taken: set[int] = set()
        longest: dict[int, int] = {}
        found: list[DutySheet] = []
        for length, start, sheet in hits:
            span = set(range(start, start + length))
            # Two sheets may share a stem; a stem inside a longer one found says nothing new.
            if taken & span and longest.get(start) != length:
                continue
            taken |= span
            longest[start] = length
            if sheet not in found:
                found.append(sheet)
        return found


def read_sheets(catalogue: Catalogue, more: Path | None = None) -> Sheets:
    """Return the departments' own sheets, those of duties.yml, and a city's `more` in its form."""
    rows: Sequence[Duty] = catalogue.duties
    if more:
        rows = [*reading.read_yaml(more, list[Duty]), *rows]
    owned: dict[str, list[str]] = {row.code: [] for row in rows}
    own_sheets = [_whole(catalogue, code, rows, owned) for code in catalogue.departments]
    finer = [_finer(row, owned[row.code], catalogue) for row in rows]
    return Sheets((*finer, *(sheet for sheet in own_sheets if sheet.stems)))


def _finer(row: Duty, called: Sequence[str], catalogue: Catalogue) -> DutySheet:
    whole = catalogue.departments.get(row.code)  # of the same code: it adds to that department's
    return DutySheet(
        row.code,
        row.department,
        _stems((*row.names, *called)),
        tuple(dict.fromkeys((*called, *map(fold, row.names)))),
        _folded((*row.words, *(whole.words if whole else ()))),
        _folded(row.not_words),
        whole.duty if whole else "",
    )


def _whole(
    catalogue: Catalogue, code: str, rows: Iterable[Duty], owned: dict[str, list[str]]
) -> DutySheet:
    """Leave the names that belong to a part of the department to the sheet of that part."""
    department = catalogue.departments[code]
    called = []
    for name in map(fold, (department.name, *department.aliases)):
        parts = [
            row for row in rows if row.code == code or any(fold(stem) in name for stem in row.names)
        ]
        for row in parts:
            owned[row.code].append(name)
        if code != DESK and not parts:
            called.append(name)
    return DutySheet(
        code,
        code,
        _stems(called),
        tuple(called),
        _folded(department.words),
        text=department.duty,
    )


def _stems(names: Iterable[str]) -> tuple[str, ...]:
    both = (stem for name in map(fold, names) for stem in (name, ENDING.sub("", name)))
    return tuple(dict.fromkeys(stem for stem in both if len(stem) >= SHORTEST))


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, words)))
