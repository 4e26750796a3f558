"""The facts routing obeys: departments, categories, areas, time limits, first sentences.

Operators edit the files beside this one. load() reads them all and checks that they agree, so a
wrong row stops the start-up instead of sending a citizen to no one. check.py finds what is not
wrong but looks forgotten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from routing.assignment import Kind, TimeLimit
from routing.catalogue import reading
from routing.catalogue.clock_checks import holiday_faults, time_limit_faults
from routing.catalogue.clock_rows import ClockWords, Holidays, TimeLimitRow
from routing.catalogue.reading import CatalogueError
from routing.catalogue.rows import (
    Area,
    AvoidWords,
    Category,
    Cues,
    Decision,
    Department,
    Dispute,
    Duty,
    Group,
    KindCues,
    Level,
    Matter,
    Official,
    PlaceWords,
    RuleWords,
    SituationRow,
    Township,
    TownshipList,
)
from routing.catalogue.templates import BLANKS, CLOCK_BLANKS, wrong_template
from routing.deadlines import WorkCalendar

__all__ = [
    "DESK",
    "PROVINCE",
    "Catalogue",
    "CatalogueError",
    "UnknownArea",
    "UnknownOffice",
    "load",
]

HERE = Path(__file__).parent
DESK = "desk"
PROVINCE = "14"
LEVEL_OF_LENGTH = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY}
DESK_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)
STREET_ENDING = "街道"


class UnknownArea(LookupError):
    """No area of this province has that code."""


class UnknownOffice(LookupError):
    """No department has that code."""


@dataclass(frozen=True)
class Shelf:
    """Folders one over the other: a file is taken from the first that has it."""

    folders: tuple[Path, ...]

    def __truediv__(self, name: str) -> Path:
        found = (folder / name for folder in self.folders if (folder / name).exists())
        return next(found, self.folders[-1] / name)


@dataclass(frozen=True)
class Catalogue:
    groups: Mapping[str, Group]
    categories: Mapping[str, Category]
    departments: Mapping[str, Department]
    areas: Mapping[str, Area]
    time_limits: tuple[TimeLimitRow, ...]
    kind_limits: Mapping[Kind, str]
    clock: ClockWords
    situations: tuple[SituationRow, ...]
    secrecy: Cues
    kind_cues: Mapping[Kind, tuple[KindCues, ...]]
    places: PlaceWords
    holidays: Holidays
    templates: Mapping[str, str]
    duties: tuple[Duty, ...]
    townships: Mapping[str, Township]
    matters: Mapping[str, Matter]
    officials: tuple[Official, ...]
    township_list: TownshipList
    disputes: tuple[Dispute, ...]
    decisions: tuple[Decision, ...]
    rule_words: RuleWords
    shared_matters: frozenset[str]
    avoid: AvoidWords

    def area(self, code: str) -> Area:
        if code not in self.areas:
            raise UnknownArea(code)
        return self.areas[code]

    def upward(self, code: str) -> Iterator[str]:
        """The area itself, then the one above it, up to the province."""
        if town := self.townships.get(code):
            yield code
            code = town.county
        while code:
            area = self.area(code)
            yield code
            code = area.parent

    def area_name(self, code: str) -> str:
        """太原市小店区, 临汾市古县, 太原市, 山西省, 吕梁市临县三交镇."""
        if town := self.townships.get(code):
            return self.area_name(town.county) + town.name
        area = self.area(code)
        return self.area(area.parent).name + area.name if area.level is Level.COUNTY else area.name

    def office(self, department: str, area: str) -> tuple[str, str]:
        """Return the code and full name of the department's office for that area.

        Where the department has none at that level, it is the one a level up; where it has none
        further up either, the area's own desk.
        """
        if department not in self.departments:
            raise UnknownOffice(department)
        names = self.departments[department].names
        for code in self.upward(area):
            if pattern := names.get(self.level(code)):
                return f"{code}-{department}", pattern.format(area=self._area_in_names(code))
        return self.office(DESK, area)

    def level(self, code: str) -> Level:
        if town := self.townships.get(code):
            return Level.STREET if town.name.endswith(STREET_ENDING) else Level.TOWNSHIP
        return self.area(code).level

    def parse_office(self, office: str) -> tuple[str, str]:
        """Split "140105-market" into area code and department code, both known ones."""
        area, _, department = office.partition("-")
        known = area in self.areas or area in self.townships
        if not known or department not in self.departments:
            raise UnknownOffice(office)
        return area, department

    def time_limit(self, code: str, day: date) -> TimeLimit:
        """Return the rule of that name in force on the day a complaint came in.

        Where none is, the one that ended last goes on: better a date than none at all.
        """
        rows = [row for row in self.time_limits if row.code == code]
        return max(rows, key=lambda row: (row.in_force(day), row.until or date.max)).limit

    @cached_property
    def calendar(self) -> WorkCalendar:
        years = self.holidays.arranged.values()
        return WorkCalendar(
            self.holidays.extra_holidays.union(*(year.holidays for year in years)),
            self.holidays.extra_workdays.union(*(year.workdays for year in years)),
            self.holidays.moving_holidays,
            frozenset(self.holidays.arranged),
            self.clock.office_hours.windows,
        )

    def _area_in_names(self, code: str) -> str:
        # Districts share their names (阳泉市城区, 晋城市城区); counties sign with their own alone.
        if code in self.townships:
            return self.area_name(code)
        area = self.areas[code]
        return self.area_name(code) if area.name.endswith("区") else area.name


def load(shelf: Path | None = None, over: Sequence[Path] = ()) -> Catalogue:
    """`over`: folders whose files stand for those of the same name, the first one first."""
    folder = Shelf((*over, shelf or HERE))
    groups = reading.read_yaml(folder / "categories.yml", list[Group])
    departments = reading.read_yaml(folder / "departments.yml", list[Department])
    areas = reading.read_csv(folder / "areas.csv", list[Area], lists=["aliases"])
    situations = reading.read_yaml(folder / "situations.yml", list[SituationRow])
    categories = [category for group in groups for category in group.children]
    reading.refuse_duplicates(
        "categories.yml",
        [*(group.code for group in groups), *(category.code for category in categories)],
    )
    reading.refuse_duplicates("departments.yml", (department.code for department in departments))
    reading.refuse_duplicates("areas.csv", (area.code for area in areas))
    reading.refuse_duplicates("situations.yml", (situation.code for situation in situations))
    catalogue = Catalogue(
        {group.code: group for group in groups},
        {category.code: category for category in categories},
        {department.code: department for department in departments},
        {area.code: area for area in areas},
        tuple(reading.read_yaml(folder / "time_limits.yml", list[TimeLimitRow])),
        reading.read_yaml(folder / "kind_limits.yml", dict[Kind, str]),
        reading.read_yaml(folder / "clock.yml", ClockWords),
        tuple(situations),
        reading.read_yaml(folder / "secrecy.yml", Cues),
        reading.read_yaml(folder / "kinds.yml", dict[Kind, tuple[KindCues, ...]]),
        reading.read_yaml(folder / "places.yml", PlaceWords),
        reading.read_yaml(folder / "holidays.yml", Holidays),
        reading.read_yaml(folder / "reasons.yml", dict[str, str]),
        tuple(reading.read_yaml(folder / "duties.yml", list[Duty])),
        {one.code: one for one in reading.read_csv(folder / "townships.csv", list[Township])},
        {one.code: one for one in reading.read_yaml(folder / "matters.yml", list[Matter])},
        tuple(reading.read_csv(folder / "officials.csv", list[Official])),
        reading.read_yaml(folder / "township_list.yml", TownshipList),
        tuple(reading.read_yaml(folder / "disputes.yml", list[Dispute])),
        tuple(reading.read_yaml(folder / "decisions.yml", list[Decision])),
        reading.read_yaml(folder / "rules.yml", RuleWords),
        frozenset(reading.read_yaml(folder / "shared_matters.yml", list[str])),
        reading.read_yaml(folder / "avoid.yml", AvoidWords),
    )
    for file, row, what in _contradictions(catalogue):
        raise CatalogueError(file, row, what)
    return catalogue


def _contradictions(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    yield from _lost_categories(catalogue)
    yield from _lost_areas(catalogue)
    yield from _lost_time_limits(catalogue)
    yield from _lost_duties(catalogue)
    yield from _lost_offices(catalogue)
    for duty in catalogue.duties:
        if duty.department not in catalogue.departments:
            yield "duties.yml", duty.code, f"names the unknown department {duty.department}"
    for department in catalogue.departments.values():
        if not department.names:
            yield "departments.yml", department.code, "has no office at any level"
    for level in DESK_LEVELS:
        if DESK not in catalogue.departments or level not in catalogue.departments[DESK].names:
            yield "departments.yml", DESK, f"there must be a desk at the level {level}"
    if what := wrong_template(catalogue.templates, BLANKS):
        yield "reasons.yml", "", what
    if what := wrong_template(catalogue.clock.say, CLOCK_BLANKS):
        yield "clock.yml", "", what


def _lost_categories(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for group in catalogue.groups.values():
        for category in group.children:
            for code in (category.lead, *category.helpers):
                if code not in catalogue.departments:
                    yield "categories.yml", category.code, f"names the unknown department {code}"
            if category.group != group.code:
                yield "categories.yml", category.code, f"stands under {group.code}"


def _lost_duties(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Whatever names a department, category or matter that is not there."""
    named: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("matters.yml", one.code, one.category, (one.department, *filter(None, [one.enforcement])))
        for one in catalogue.matters.values()
    ]
    for file, rows in (
        ("disputes.yml", catalogue.disputes),
        ("decisions.yml", catalogue.decisions),
    ):
        named += [(file, one.code, one.category, (one.lead, *one.helpers)) for one in rows]
    for file, row, category, departments in named:
        if category not in catalogue.categories:
            yield file, row, f"names the unknown category {category}"
        for code in departments:
            if code not in catalogue.departments:
                yield file, row, f"names the unknown department {code}"
    for decision in catalogue.decisions:
        if decision.area not in catalogue.areas:
            yield "decisions.yml", decision.code, f"names the unknown area {decision.area}"
    for category in catalogue.shared_matters:
        if category not in catalogue.categories:
            yield "shared_matters.yml", category, "is not in categories.yml"
    for code in (*catalogue.township_list.matters, *(one.matter for one in catalogue.officials)):
        if code not in catalogue.matters:
            yield "township_list.yml or officials.csv", code, "is not in matters.yml"


def _lost_offices(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for known in catalogue.avoid.known_as:
        try:
            catalogue.parse_office(known.office)
        except UnknownOffice:
            yield "avoid.yml", known.office, "is not an office"


def _lost_areas(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    if PROVINCE not in catalogue.areas:
        yield "areas.csv", PROVINCE, "the province is missing"
    for area in catalogue.areas.values():
        if area.level is not LEVEL_OF_LENGTH[len(area.code)]:
            yield "areas.csv", area.code, f"a code of this length is not a {area.level}"
        if area.parent != area.code[:-2]:
            yield "areas.csv", area.code, f"its parent must be {area.code[:-2] or 'left empty'}"
        elif area.parent and area.parent not in catalogue.areas:
            yield "areas.csv", area.code, f"has the unknown parent {area.parent}"
    for town in catalogue.townships.values():
        if town.county not in catalogue.areas:
            yield "townships.csv", town.code, f"lies in the unknown county {town.county}"


def _lost_time_limits(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for kind in Kind:
        if kind not in catalogue.kind_limits:
            yield "kind_limits.yml", kind, "has no time limit"
        if kind not in catalogue.kind_cues:
            yield "kinds.yml", kind, "has no cues"
    answered_by = [
        ("kind_limits.yml", str(kind), code) for kind, code in catalogue.kind_limits.items()
    ]
    answered_by += [
        ("categories.yml", one.code, one.time_limit) for one in catalogue.categories.values()
    ]
    yield from time_limit_faults(catalogue.time_limits, catalogue.clock, answered_by)
    yield from holiday_faults(catalogue.holidays)
