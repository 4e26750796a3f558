"""The catalogue as files that are looked at, checked, and put in place."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from intake.adapters.live_catalogue import stamp
from intake.domain.days import day_of
from intake.domain.errors import BadFile, NotFound
from intake.ports.administration import BookFile, Day, Due, Entry, Limit, Remark, Year
from routing import catalogue
from routing.catalogue import DESK, HERE, Catalogue, CatalogueError
from routing.catalogue.check import remarks
from routing.catalogue.entries import entries
from routing.deadlines import due_at
from routing.working_days import SATURDAY

ROW = re.compile(r"^\| `([a-z_]+\.(?:yml|csv))` \| ([^|]+) \|", re.MULTILINE)
# Read elsewhere when a process starts, and not with the catalogue.
APART = ("facts.yml", "identifying.yml")
COUNTY = 6  # digits


class FileBook:
    def __init__(self, folder: Path):
        """`folder`: where files lie that stand for shipped ones."""
        self._folder = folder
        self._loaded = lru_cache(1)(lambda _stamp: catalogue.load(over=(folder,)))

    def files(self) -> list[BookFile]:
        readme = (HERE / "README.md").read_text("utf-8")
        about = {name: says.replace("`", "").strip() for name, says in ROW.findall(readme)}
        return [
            BookFile(name, about.get(name, ""), (self._folder / name).exists())
            for name in self._names()
        ]

    def text(self, name: str) -> str:
        self._known(name)
        own = self._folder / name
        return (own if own.exists() else HERE / name).read_text("utf-8-sig")

    def shipped(self, name: str) -> str:
        self._known(name)
        return (HERE / name).read_text("utf-8-sig")

    def check(self, name: str, text: str) -> list[Remark]:
        self._known(name)
        with self._with(name, text) as candidate:
            before = {astuple(one) for one in self.remarks()}
            return [one for one in _remarks(candidate) if astuple(one) not in before]

    def put(self, name: str, text: str) -> None:
        self._known(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=self._folder)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(path).chmod(0o644)  # other processes read it under other accounts
        Path(path).replace(self._folder / name)

    def dues(
        self, name: str, before: str, after: str, clocks: Sequence[Due]
    ) -> Iterable[tuple[datetime, datetime]]:
        with self._with(name, before) as old, self._with(name, after) as new:
            return [(_due(one, old), _due(one, new)) for one in clocks]

    def find(self, words: str, limit: int = 60) -> list[Entry]:
        """Every word must be there."""
        wanted, found = words.lower().split(), []
        for one in entries(self._now()):
            entry = Entry(*one)
            text = f"{entry.code} {entry.name} {entry.detail}".lower()
            if wanted and all(word in text for word in wanted):
                found.append(entry)
        # What is called so comes before what merely mentions it.
        found.sort(key=lambda one: not any(word in one.name.lower() for word in wanted))
        return found[:limit]

    def remarks(self) -> list[Remark]:
        return _remarks(self._now())

    def gaps(self, area: str) -> list[Entry]:
        facts, found = self._now(), []
        counties = [code for code in facts.areas if code.startswith(area) and len(code) == COUNTY]
        for category in facts.categories.values():
            offices = {facts.office(category.lead, one) for one in counties}
            lost = sorted(name for code, name in offices if code.endswith(f"-{DESK}"))
            if lost:
                found.append(Entry("departments.yml", category.code, category.name, lost[0]))
        return found

    def limits(self) -> list[Limit]:
        return [Limit(row.limit, row.note) for row in self._now().time_limits]

    def year(self, year: int) -> Year:
        calendar = self._now().calendar
        months: list[list[Day]] = [[] for _ in range(12)]
        day = date(year, 1, 1)
        while day.year == year:
            works, weekend = calendar.is_working_day(day), day.weekday() >= SATURDAY
            why = "make_up" if works and weekend else ""
            if not works:
                why = "weekend" if weekend else "holiday"
            months[day.month - 1].append(Day(day, works, why, calendar.is_settled(day)))
            day += timedelta(days=1)
        count = sum(one.works for month in months for one in month)
        return Year(year, calendar.is_arranged(year), tuple(map(tuple, months)), count)

    def texts(self) -> dict[str, str]:
        folder = files("intake.texts")
        found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yml"))
        return {name: (folder / name).read_text("utf-8") for name in found}

    def _now(self) -> Catalogue:
        return self._loaded(stamp(self._folder))

    def _names(self) -> list[str]:
        names = (one.name for one in HERE.iterdir() if one.suffix in (".yml", ".csv"))
        return sorted(name for name in names if name not in APART)

    def _known(self, name: str) -> None:
        if name not in self._names():
            raise NotFound

    @contextmanager
    def _with(self, name: str, text: str) -> Iterator[Catalogue]:
        """The catalogue as it would be. Raise BadFile."""
        with tempfile.TemporaryDirectory() as aside:
            (Path(aside) / name).write_text(text, "utf-8")
            try:
                yield catalogue.load(over=(Path(aside), self._folder))
            except CatalogueError as error:
                where = f"{error.file} {error.row}".strip()
                raise BadFile("/text", where=where, what=error.what) from None


def _remarks(facts: Catalogue) -> list[Remark]:
    return [Remark(one.file, one.row, one.text) for one in remarks(facts)]


def _due(clock: Due, facts: Catalogue) -> datetime:
    """The moment of receipt starts it, and the rule in force that day; a rule that is gone leaves
    no date, so the moment itself stands for it."""
    rows = [row for row in facts.time_limits if row.code == clock.rule]
    if not rows:
        return clock.received
    limit = facts.time_limit(clock.rule, day_of(clock.received))
    return due_at(clock.received, limit, facts.calendar)[0]
