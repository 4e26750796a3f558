"""Which office answers for a category in an area, and which must not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from routing.catalogue import DESK, Catalogue
from routing.catalogue.rows import Department
from routing.places import Places
from routing.text import fold

PROVINCE_LENGTH = 2
# 市场监管局 is also meant by 市场监管所 and 市场监管分局.
UNITS = ("厅", "局", "委", "办")
BRANCHES = "(?:局|厅|委员会|委|办公室|办|分局|所|站|总队|支队|大队|中队|执法队|中心|窗口)"
LEVEL_WORDS = {"省": 2, "市": 4, "区": 6, "县": 6}
# "举报小店区市监局…" accuses the office; "投诉后市监局没有管" and "向市监局投诉" do not.
NEAR = 24  # characters before a department in which its place may stand
ACCUSING = "(?:举报|检举|控告|投诉)(?!电话|后|过|了|给|到|向|至|多次|无)[^,。;!?给到向找]{0,14}?"


@dataclass(frozen=True)
class Office:
    code: str
    name: str


class Responsibility:
    def __init__(self, catalogue: Catalogue, places: Places):
        self._catalogue = catalogue
        self._places = places
        self._named = {
            code: _names(department)
            for code, department in catalogue.departments.items()
            if code != DESK
        }
        self._accusing = {
            code: re.compile(f"{ACCUSING}({names.pattern})") for code, names in self._named.items()
        }

    def free_office(
        self, department: str, area: str, accused: frozenset[str] = frozenset()
    ) -> Office | None:
        """Return the department's office for the area, or a level up where there is none or it is
        the accused one; None when nobody but the desk is left."""
        for code in self._catalogue.upward(area):
            office, name = self._catalogue.office(department, code)
            if office.endswith(f"-{DESK}"):
                return None
            if office not in accused:
                return Office(office, name)
        return None

    def desk(self, area: str) -> Office:
        return Office(*self._catalogue.office(DESK, area))

    def accused(self, about: str | None, text: str, area: str) -> frozenset[str]:
        """Return the codes of the offices complained of.

        `about` is an office code, a department code, or what the citizen wrote. Who names an
        office without saying where or at which level may mean any of them below the province.
        """
        if about and self._is_office(about):
            return frozenset({about})
        if about and about in self._catalogue.departments:
            return frozenset(self._below_province(about, area))
        folded = fold(about or "")
        named = [
            (code, folded[max(0, match.start() - NEAR) : match.start()])
            for code, names in self._named.items()
            for match in names.finditer(folded)
        ]
        folded = fold(text)
        named += [
            (code, folded[match.start() : match.start(1)])
            for code, accusing in self._accusing.items()
            for match in accusing.finditer(folded)
        ]
        return frozenset(
            office for code, before in named for office in self._meant(code, before, area)
        )

    def _meant(self, department: str, before: str, area: str) -> Iterator[str]:
        found = self._places.find(before, home=area)
        length = LEVEL_WORDS.get(before[-1:])
        if found and (length is None or len(found.area) >= length):
            yield self._catalogue.office(department, found.area[: length or 6])[0]
        elif length and len(area) >= length:
            yield self._catalogue.office(department, area[:length])[0]
        else:
            yield from self._below_province(department, area)

    def _below_province(self, department: str, area: str) -> Iterator[str]:
        for code in self._catalogue.upward(area):
            office, _ = self._catalogue.office(department, code)
            if len(code) > PROVINCE_LENGTH:
                yield office

    def _is_office(self, about: str) -> bool:
        area, _, department = about.partition("-")
        return area in self._catalogue.areas and department in self._catalogue.departments


def _names(department: Department) -> re.Pattern[str]:
    patterns = set()
    for name in map(fold, (department.name, *department.aliases)):
        patterns.add(re.escape(name))
        if name.endswith(UNITS) and len(name) > 2:
            patterns.add(re.escape(name[:-1]) + BRANCHES)
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)))
