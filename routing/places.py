"""Find the area (区划) a text speaks of."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routing.catalogue import PROVINCE, Catalogue
from routing.catalogue.rows import Area, Level
from routing.text import fold

ENDINGS = ("省", "市", "区", "县")
DEPTH = {Level.COUNTY: 2, Level.CITY: 1, Level.PROVINCE: 0}


@dataclass(frozen=True)
class Found:
    area: str
    words: str  # as the text names it, folded


@dataclass(frozen=True)
class _Mention:
    area: str
    start: int
    end: int
    origin: bool


class Places:
    """The gazetteer as one expression, longest names first: 太原市小店区 before 小店."""

    def __init__(self, catalogue: Catalogue):
        words = catalogue.places
        self._catalogue = catalogue
        self._names = _names(catalogue.areas.values())
        self._weak = {fold(name) for name in words.weak}
        self._shared = {fold(name) for name in words.shared}
        self._outside = {fold(name) for name in words.outside}
        # A name is never empty, but a single character says too little: 古, 应 and 代 are counties.
        spoken = {*self._names, *self._outside, *map(fold, words.other)}
        self._any = _one_of(name for name in spoken if len(name) > 1)
        self._not_before = _one_of(words.not_before)
        self._origin_before = re.compile(f"(?:{_one_of(words.origin_before).pattern})$")
        self._origin_after = re.compile("|".join(words.origin_after) or "(?!)")

    def find(self, text: str, home: str = PROVINCE) -> Found | None:
        """Return the most local area named, or None. `home` settles names that several places
        share. Where someone comes from counts only when nothing else is named."""
        text = fold(text)
        mentions = list(self._mentions(text, home))
        here = [mention for mention in mentions if not mention.origin] or mentions
        if not here:
            return None
        times = Counter(mention.area for mention in here)
        best = max(here, key=lambda one: (self._depth(one.area), times[one.area], -one.start))
        start = best.start
        for other in here:
            if other.end == best.start and best.area.startswith(other.area):
                start = other.start
        return Found(best.area, text[start : best.end])

    def outside(self, text: str) -> str | None:
        """Return the first place named that lies in another province."""
        text = fold(text)
        for match in self._any.finditer(text):
            if match[0] in self._outside and not self._is_something_else(text, match):
                return match[0]
        return None

    def _mentions(self, text: str, home: str) -> Iterator[_Mention]:
        matches = [
            match
            for match in self._any.finditer(text)
            if match[0] in self._names and not self._is_something_else(text, match)
        ]
        cities = {area for match in matches for area in self._names[match[0]] if len(area) == 4}
        before: re.Match[str] | None = None
        for match in matches:
            near: list[str] = []
            if before and match.start() - before.end() <= 1:
                near = self._names[before[0]]
            for area in self._meant(match[0], near, cities or {home[:4]}):
                yield _Mention(area, *match.span(), self._is_origin(text, match))
            before = match

    def _meant(self, name: str, near: Iterable[str], cities: set[str]) -> list[str]:
        areas = self._names[name]
        if name in self._weak:
            return [area for area in areas if area[:4] in near]
        if name in self._shared or len(areas) > 1:
            meant = [area for area in areas if area[:4] in cities]
            return meant if len(meant) == 1 else []
        return areas

    def _is_something_else(self, text: str, match: re.Match[str]) -> bool:
        if match[0].endswith(ENDINGS):
            return False
        after = self._not_before.match(text, match.end())
        # 小店街道 is the township of that name, 小店街 a street that may be anywhere.
        return bool(after) and not text.startswith("街道", match.end())

    def _is_origin(self, text: str, match: re.Match[str]) -> bool:
        return bool(
            self._origin_before.search(text[max(0, match.start() - 4) : match.start()])
            or self._origin_after.match(text, match.end())
        )

    def _depth(self, area: str) -> int:
        return DEPTH[self._catalogue.areas[area].level]


def _names(areas: Iterable[Area]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        for name in {fold(name) for name in (area.name, *area.aliases)}:
            names[name].append(area.code)
    return dict(names)


def _one_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
