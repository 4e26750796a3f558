"""The catalogue behind the Directory port: names, offices and promises, without any model."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from intake.domain.complaint import Windows
from intake.domain.days import day_of, last_day
from routing.assignment import Candidate, Kind, TimeLimit, Unit
from routing.catalogue import Catalogue, UnknownArea, UnknownOffice
from routing.deadlines import Moments, Stop, due_at, reckon
from routing.places import Places

COUNTY_LENGTH = 6
EXTENSION = "extension"
ORDINARY = Kind.COMPLAINT  # what is promised while the kind is not known yet


class CatalogueDirectory:
    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        self._places = Places(catalogue)

    def promised_at(self, kind: Kind | None, received_at: datetime) -> datetime:
        code = self._catalogue.kind_limits[kind or ORDINARY]
        limit = self._catalogue.time_limit(code, day_of(received_at))
        return due_at(received_at, limit, self._catalogue.calendar)[0]

    def windows(self, now: datetime) -> Windows:
        sign, send_back = (
            due_at(now, self._limit(code, now), self._catalogue.calendar)[0]
            for code in ("sign", "send_back")
        )
        return Windows(sign, send_back)

    def later(self, due: datetime, days: int) -> datetime:
        put_off = replace(self._limit(EXTENSION, due), amount=days, unit=Unit.CALENDAR_DAYS)
        return due_at(due - timedelta(seconds=1), put_off, self._catalogue.calendar)[0]

    def in_working_time(self, now: datetime, minutes: int) -> datetime:
        open_hours = replace(self._limit("sign", now), amount=minutes, unit=Unit.WORKING_MINUTES)
        return due_at(now, open_hours, self._catalogue.calendar)[0]

    def is_tentative(self, due_at: datetime) -> bool:
        # Of the last day alone, for no ticket keeps its rule: a clock of hours that ends at the
        # turn of the year is marked, too.
        return not self._catalogue.calendar.is_settled(last_day(due_at))

    def _limit(self, code: str, moment: datetime) -> TimeLimit:
        return self._catalogue.time_limit(code, day_of(moment))

    def area_name(self, code: str) -> str | None:
        try:
            return self._catalogue.area_name(code)
        except UnknownArea:
            return None

    def township_name(self, code: str) -> str | None:
        town = self._catalogue.townships.get(code)
        return f"{self._catalogue.area_name(town.county)}{town.name}" if town else None

    def office_name(self, office: str) -> str | None:
        try:
            area, department = self._catalogue.parse_office(office)
        except UnknownOffice:
            return None
        code, name = self._catalogue.office(department, area)
        return name if code == office else None

    def offices_of(self, area: str) -> list[Candidate]:
        """Every office that serves the area, the nearest level of each department."""
        offices = {
            self._catalogue.office(department, area) for department in self._catalogue.departments
        }
        return [Candidate(code, name, 0.0, "") for code, name in sorted(offices)]

    def areas(self) -> list[tuple[str, str]]:
        return [(code, self._catalogue.area_name(code)) for code in self._catalogue.areas]

    def categories(self) -> list[tuple[str, str]]:
        """Each group before what is in it."""
        groups = [(row.code, row.name) for row in self._catalogue.groups.values()]
        return sorted(
            groups + [(row.code, row.name) for row in self._catalogue.categories.values()]
        )

    def departments(self) -> list[tuple[str, str]]:
        return [(code, row.name) for code, row in self._catalogue.departments.items()]

    def area_in(self, text: str) -> str | None:
        found = self._places.find(text)
        return found.area if found and len(found.area) == COUNTY_LENGTH else None

    def is_shared(self, category: str) -> bool:
        return category in self._catalogue.shared_matters

    def time_limit(self, code: str, received_at: datetime) -> TimeLimit | None:
        return self._catalogue.time_limit(code, day_of(received_at)) if code else None

    def due_under(
        self,
        code: str,
        received_at: datetime,
        started_at: datetime,
        stops: Sequence[tuple[str, datetime, datetime]] = (),
    ) -> datetime:
        # A machine whose clock was put back has started things before they came in.
        started_at = max(started_at, received_at)
        moments = Moments(received_at, started_at, tuple(Stop(*one) for one in stops))
        return reckon(self._limit(code, received_at), moments, self._catalogue.calendar).due
