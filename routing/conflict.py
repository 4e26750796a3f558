"""Who must not learn of a protected report: the accused, those below them, and their own line.

Any department that the text names counts as accused, whether accused or merely told of: to pass
over one desk too many costs a day, one too few may cost the reporter everything
(信访工作条例 art. 28 and 30; 市场监督管理投诉举报处理办法 art. 33).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from routing.catalogue import DESK, PROVINCE, Catalogue
from routing.places import Places
from routing.responsibility import LEVEL_WORDS, Responsibility
from routing.spotting import Spot, Spotter
from routing.text import fold

GOVERNMENT = "government"  # over every office of its area
CITY_LENGTH, COUNTY_LENGTH = 4, 6
NEAR = 8  # characters: 小店区的王县长


@dataclass(frozen=True)
class Avoid:
    """Office codes. `surely` never learn of it; whoever is in doubt is passed over if possible."""

    surely: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    grave: bool = False  # somebody died: a county's office at least

    def shuts_out(self, office: str) -> bool:
        return any(_touches(office, one) for one in self.surely) or (
            self.grave and len(office.partition("-")[0]) > COUNTY_LENGTH
        )

    def doubts(self, office: str) -> bool:
        return any(_touches(office, one) for one in self.perhaps)


class Conflict:
    def __init__(self, catalogue: Catalogue, places: Places, home: str):
        """`home` is the area whose desk this is; what names no place is thought to be there."""
        words = catalogue.avoid
        self._places, self._home = places, home
        self._named = Responsibility(catalogue, places)
        self._heads, self._titles = _spotter(words.heads), _spotter(words.titles)
        self._ourselves, self._deaths = _spotter(words.ourselves), _spotter(words.deaths)
        self._known = [(_spotter(row.names), row) for row in catalogue.avoid.known_as]

    def avoid(self, text: str, about: str = "", day: date | None = None) -> Avoid:
        """`about` is what the reporter gave as the accused; `day` picks the names then in force."""
        both = fold(f"{about}。{text}")
        found = self._places.find(both, home=self._home)
        area = found.area if found else self._home
        surely = {*self._named.accused(both, "", area), *self._other_names(both, day)}
        surely |= {
            f"{place}-{GOVERNMENT}" for place in self._governed(both, area, self._heads.spots(both))
        }
        if self._says(self._ourselves, both):
            surely.add(f"{self._home}-{DESK}")
        perhaps = set()
        if not surely and self._says(self._titles, both):
            perhaps.add(f"{area}-{GOVERNMENT}")
        return Avoid(frozenset(surely), frozenset(perhaps), self._says(self._deaths, both))

    def _governed(self, text: str, area: str, spots: Iterable[Spot]) -> Iterator[str]:
        """The area a head stands at; where none is named beside the title, that of the text, and
        of a city's head the city."""
        for spot in spots:
            before = text[max(0, spot.start - NEAR) : spot.start]
            beside = self._places.find(before, home=self._home)
            at = beside.area if beside else area
            level = LEVEL_WORDS.get(spot.name[0])
            yield at[:level] if level and level <= CITY_LENGTH else at

    def _other_names(self, text: str, day: date | None) -> Iterator[str]:
        for names, row in self._known:
            then = day is None or (row.since or day) <= day <= (row.until or day)
            if then and self._says(names, text):
                yield row.office

    @staticmethod
    def _says(words: Spotter, text: str) -> bool:
        return any(True for _ in words.spots(text))


def _touches(office: str, accused: str) -> bool:
    """Itself, what is below it, and of its own department what is above it up to the province:
    the province's own office is told to look, the city's has dinner with the county's."""
    area, _, department = office.partition("-")
    its_area, _, its_department = accused.partition("-")
    below = area.startswith(its_area)
    if its_department == GOVERNMENT:
        return below
    line = its_area.startswith(area) and len(area) > len(PROVINCE)
    return department == its_department and (below or line)


def _spotter(words: Collection[str]) -> Spotter:
    return Spotter(fold(word) for word in words)
