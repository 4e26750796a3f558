"""Figures for everybody, in which nobody is to be found.

A number below five is never told, nor may it be found by taking the others from their sum.
Protected reports are no complaints: none of them is in any number here.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from intake.domain.days import day_of

FEWEST = 5
DAYS = 30
WEEKS = 12
MONTHS = 12
TOPICS = 10
COUNTY = 6  # digits
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Row:
    """One complaint, without its number and its words."""

    filed_on: date
    area: str
    category: str
    state: str  # open | done | withdrawn
    office: str = ""
    office_name: str = ""
    # Of the leading office's stay: answered in time, answered late or overdue; None: not due yet.
    in_time: bool | None = None


def hide_small(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """None for what is too small to be told. Where the hidden ones together are few, or there is
    only one, the next smallest is hidden with them: a sum tells nobody anything then."""
    ordered = sorted(counts, key=lambda key: (counts[key], str(key)))
    hidden = [key for key in ordered if counts[key] < FEWEST]
    for key in ordered[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(counts[one] for one in hidden) >= FEWEST):
            break
        hidden.append(key)
    return {key: None if key in hidden else counts[key] for key in counts}


@dataclass(frozen=True)
class Names:
    area: Callable[[str], str]
    category: Callable[[str], str]


def since(now: datetime) -> date:
    """The first day that anything here is about."""
    months = day_of(now).replace(day=1)
    for _ in range(MONTHS):
        months = (months - timedelta(days=1)).replace(day=1)
    return min(months, _monday(day_of(now)) - timedelta(weeks=WEEKS))


def build(rows: Iterable[Row], now: datetime, names: Names) -> dict[str, object]:
    """What the page and the files show, ready to be kept as JSON."""
    today = day_of(now)
    first, monday = today - timedelta(days=DAYS - 1), _monday(today)
    areas: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    weeks: Counter[date] = Counter()
    times: Counter[bool] = Counter()
    old: Counter[_Cell] = Counter()
    for row in rows:
        weeks[_monday(row.filed_on)] += 1
        if row.filed_on >= first:
            areas[row.area] += 1
            topics[row.category] += 1
            if row.in_time is not None:
                times[row.in_time] += 1
        if row.filed_on < today.replace(day=1):
            old[_cell(row)] += 1
    complete = [monday - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    return {
        "at": now.replace(minute=0, second=0, microsecond=0).isoformat(),
        "since": first.isoformat(),
        "total": _told(sum(areas.values())),
        "due": _told(times.total()),
        "in_time": _share(times),
        "areas": _table(areas, names.area),
        "topics": _table(topics, names.category)[:TOPICS],
        "weeks": [
            {"since": day.isoformat(), "count": count, "few": weeks[day] < FEWEST}
            for day, count in hide_small({one: weeks[one] for one in complete}).items()
        ],
        "rows": _open_rows(old, names),
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _told(count: int) -> int | None:
    return count if count >= FEWEST else None


def _share(times: Counter[bool]) -> int | None:
    """Per cent, of what was due."""
    return round(100 * times[True] / times.total()) if times.total() >= FEWEST else None


def _table(counts: Mapping[str, int], name: Callable[[str], str]) -> list[dict[str, object]]:
    told = hide_small(counts)
    ordered = sorted(told, key=lambda code: (-(told[code] or 0), code))
    return [
        {"code": code, "name": name(code), "count": told[code], "few": counts[code] < FEWEST}
        for code in ordered
    ]


# -- the file: months that are over, and no row with fewer than five ---------------


@dataclass(frozen=True)
class _Cell:
    month: str
    area: str
    category: str
    state: str
    office: str
    office_name: str


def _cell(row: Row) -> _Cell:
    month = f"{row.filed_on:%Y-%m}"
    return _Cell(month, row.area, row.category, row.state, row.office, row.office_name)


# What is too rare loses the office first, then the kind of matter, then the place.
COARSER: tuple[Callable[[_Cell], _Cell], ...] = (
    lambda c: c,
    lambda c: _Cell(c.month, c.area, c.category, c.state, "", ""),
    lambda c: _Cell(c.month, c.area, c.category[:2], c.state, "", ""),
    lambda c: _Cell(c.month, c.area[:4], c.category[:2], c.state, "", ""),
    lambda c: _Cell(c.month, c.area[:4], "", "", "", ""),
)


def _open_rows(left: Counter[_Cell], names: Names) -> list[dict[str, object]]:
    rows: list[tuple[_Cell, int]] = []
    for coarser in COARSER:
        cells: Counter[_Cell] = Counter()
        for cell, count in left.items():
            cells[coarser(cell)] += count
        rows += [(cell, count) for cell, count in cells.items() if count >= FEWEST]
        left = Counter({cell: count for cell, count in cells.items() if count < FEWEST})
    rows.sort(key=lambda one: (one[0].month, one[0].area, one[0].category, one[0].office, -one[1]))
    return [
        {
            "month": cell.month,
            "area": cell.area,
            "area_name": names.area(cell.area),
            "category": cell.category,
            "category_name": names.category(cell.category) if cell.category else "",
            "state": cell.state,
            "office": cell.office,
            "office_name": cell.office_name,
            "count": count,
        }
        for cell, count in rows
    ]
