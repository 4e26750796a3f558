"""Find the area (区划) a text speaks of, down to the township."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from routing.catalogue import PROVINCE, Catalogue
from routing.catalogue.rows import Area, Level, Township
from routing.spotting import Spot, Spotter
from routing.text import fold

ENDINGS = ("省", "市", "区", "县")
DEPTH = {Level.COUNTY: 2, Level.CITY: 1, Level.PROVINCE: 0}
# A township is found by its whole name anywhere, and without the ending right behind its county.
TOWN = re.compile("(?:民族乡|街道|镇|乡)$")
BESIDE = re.compile("街道|[路街桥巷](?:边|上|旁|对面|[东西南北]边)")
# 翠峰山公园, 雁门关隧道: what bears the township's name may stand anywhere near.
NO_STEM = re.compile("厂|公司|集团|酒|大学|牌|食品|山?公园|景区|隧道|水库|收费站|脚下|源头")
NO_TOWN = ("化", "企", "居", "亲", "村振", "镇企", "下")
SHORTEST_STEM = 2


@dataclass(frozen=True)
class Found:
    area: str  # the county at most: offices go no further down
    words: str  # as the text names it, folded
    township: str = ""  # nine digits, where the text is so exact

    @property
    def exact(self) -> str:
        return self.township or self.area


@dataclass(frozen=True)
class _Mention:
    area: str
    start: int
    end: int
    origin: bool
    township: str = ""


class Places:
    def __init__(self, catalogue: Catalogue):
        words = catalogue.places
        self._catalogue = catalogue
        self._names = _names(catalogue.areas.values())
        self._towns, self._stems = _towns(catalogue.townships.values(), words.no_stems, self._names)
        self._located = re.compile("|".join(words.weak_before) or "(?!)")
        self._locating = re.compile("|".join(words.weak_after) or "(?!)")
        self._weak = {fold(name) for name in words.weak}
        self._shared = {fold(name) for name in words.shared}
        self._outside = {fold(name) for name in words.outside}
        # A name is never empty, but a single character says too little: 古, 应 and 代 are counties.
        spoken = {*self._names, *self._towns, *self._outside, *map(fold, words.other)}
        self._any = Spotter(name for name in spoken if len(name) > 1)
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
        best = max(here, key=lambda one: (self._depth(one), times[one.area], -one.start))
        start = best.start
        for other in here:
            if other.end == best.start and best.area.startswith(other.area):
                start = min(start, other.start)
        return Found(best.area, text[start : best.end], best.township)

    def areas(self, text: str, home: str = PROVINCE) -> frozenset[str]:
        """Return every area named as a place where something is."""
        return frozenset(one.area for one in self._mentions(fold(text), home) if not one.origin)

    def outside(self, text: str) -> str | None:
        """Return the first place named that lies in another province."""
        text = fold(text)
        for spot in self._any.spots(text):
            if spot.name in self._outside and not self._is_something_else(text, spot):
                return spot.name
        return None

    def _mentions(self, text: str, home: str) -> Iterator[_Mention]:
        spots = [
            spot
            for spot in self._any.spots(text)
            if (spot.name in self._names or spot.name in self._towns)
            and not self._is_something_else(text, spot)
        ]
        named = {area for spot in spots for area in self._names.get(spot.name, ())}
        cities = {area[:4] for area in named if len(area) == 4}
        before: Spot | None = None
        for spot in spots:
            near: list[str] = []
            if before and spot.start - before.end <= 1:
                near = self._names.get(before.name, [])
            origin = self._is_origin(text, spot)
            weak = spot.name in self._weak and not self._in_a_place(text, spot)
            for area in self._meant(spot.name, near, cities or {home[:4]}, weak=weak):
                yield self._more_exact(_Mention(area, spot.start, spot.end, origin), text)
            if town := self._town(spot.name, near, named, home):
                yield _Mention(town.county, spot.start, spot.end, origin, town.code)
            before = spot

    def _meant(self, name: str, near: Iterable[str], cities: set[str], *, weak: bool) -> list[str]:
        areas = self._names.get(name, [])
        if weak:
            return [area for area in areas if area[:4] in near]
        if name in self._shared or len(areas) > 1:
            meant = [area for area in areas if area[:4] in cities]
            return meant if len(meant) == 1 else []
        return areas

    def _town(self, name: str, near: Iterable[str], named: set[str], home: str) -> Township | None:
        """Choose among townships of one name: beside its county, in a county or city named, in
        the home area; the only one of that name needs nothing beside it."""
        towns = self._towns.get(name, [])
        for places in (near, named, [home] if len(towns) > 1 and home != PROVINCE else []):
            meant = [one for one in towns if one.county.startswith(tuple(places) or ("-",))]
            if len(meant) == 1:
                return meant[0]
        elsewhere = named and not any(
            one.county[:4] in {area[:4] for area in named} for one in towns
        )
        return towns[0] if len(towns) == 1 and not elsewhere else None

    def _more_exact(self, mention: _Mention, text: str) -> _Mention:
        """临县三交: behind its county a township needs no ending."""
        if behind := self._town_behind(mention.area, text, mention.end):
            town, end = behind
            return replace(mention, area=town.county, end=end, township=town.code)
        return mention

    def _town_behind(self, area: str, text: str, at: int) -> tuple[Township, int] | None:
        for stem, town in self._stems.get(area, ()):
            if text.startswith(stem, at):
                end = at + len(stem)
                if text.startswith(town.name[len(stem) :], end):
                    return town, at + len(town.name)
                road = self._not_before.match(text, end) and not BESIDE.match(text, end)
                return None if road or NO_STEM.match(text, end) else (town, end)
        return None

    def _is_something_else(self, text: str, spot: Spot) -> bool:
        if spot.name in self._towns:
            return text.startswith(NO_TOWN, spot.end)
        if spot.name.endswith(ENDINGS):
            return False
        if any(self._town_behind(area, text, spot.end) for area in self._names.get(spot.name, ())):
            return False
        after = self._not_before.match(text, spot.end)
        # 小店街道 is the township of that name, 小店街 a street that may be anywhere; 路边 is not
        # part of any name.
        return bool(after) and not BESIDE.match(text, spot.end)

    def _in_a_place(self, text: str, spot: Spot) -> bool:
        """在和顺这边: an everyday word that stands where a place stands."""
        if any(self._town_behind(area, text, spot.end) for area in self._names[spot.name]):
            return True
        before = self._located.search(text[max(0, spot.start - 4) : spot.start])
        return bool(before or not spot.start) and bool(self._locating.match(text, spot.end))

    def _is_origin(self, text: str, spot: Spot) -> bool:
        return bool(
            self._origin_before.search(text[max(0, spot.start - 4) : spot.start])
            or self._origin_after.match(text, spot.end)
        )

    def _depth(self, mention: _Mention) -> int:
        return DEPTH[self._catalogue.areas[mention.area].level] + bool(mention.township)


def _names(areas: Iterable[Area]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        for name in {fold(name) for name in (area.name, *area.aliases)}:
            names[name].append(area.code)
    return dict(names)


def _towns(
    townships: Iterable[Township], no_stems: Iterable[str], areas: Container[str]
) -> tuple[dict[str, list[Township]], dict[str, list[tuple[str, Township]]]]:
    """Return townships by whole name, and by county or city with their names without ending.

    Behind a city the name of one of the `areas` means that: 太原小店 is the district.
    """
    towns: dict[str, list[Township]] = defaultdict(list)
    stems: dict[str, list[tuple[str, Township]]] = defaultdict(list)
    for one in townships:
        name = fold(one.name)
        stem = TOWN.sub("", name)
        if stem != name:
            towns[name].append(one)
            if len(stem) >= SHORTEST_STEM and stem not in no_stems:
                stems[one.county].append((stem, one))
                if stem not in areas:
                    stems[one.county[:4]].append((stem, one))
    for area, rows in stems.items():
        times = Counter(stem for stem, _ in rows)
        alone = [row for row in rows if times[row[0]] == 1]
        stems[area] = sorted(alone, key=lambda row: -len(row[0]))
    return dict(towns), dict(stems)


def _one_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
