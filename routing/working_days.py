"""Which days and hours offices work."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as published_holidays
from chinese_calendar.constants import workdays as published_workdays

DAY = timedelta(days=1)
CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
# 《全国年节及纪念日放假办法》 (2025): the days that fall on the same date every year. Spring
# Festival, Qingming, Dragon Boat and Mid-Autumn move; the catalogue lists them year by year.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# A notice for the next year may move the last days of this one: that of 2019 gave 2018-12-31 off
# and made people work on 2018-12-29.
NEXT_NOTICE = (12, 28)
# A notice may reach over New Year's Eve: one day in January does not make a year known.
PUBLISHED = frozenset(day.year for day in published_holidays if (day.month, day.day) == (10, 1))

Window = tuple[time, time]
OFFICE_HOURS: tuple[Window, ...] = ((time(8), time(12)), (time(14, 30), time(18)))


class WorkCalendar:
    """Working days: weekdays, less public holidays, plus make-up workdays (调休).

    Years come from the chinesecalendar package. What the package does not know yet, or the
    province has ordered on top (relief, epidemics), is passed in and wins.
    """

    def __init__(
        self,
        holidays: Set[date] = frozenset(),
        workdays: Set[date] = frozenset(),
        moving_holidays: Mapping[int, Set[date]] | None = None,
        arranged_years: Set[int] = frozenset(),
        hours: Sequence[Window] = OFFICE_HOURS,
    ):
        """`arranged_years` are years whose official arrangement `holidays` and `workdays` hold
        in full; `moving_holidays` are only used in years that nobody has arranged yet. `hours`
        are those of a working day, in order."""
        self._holidays = (frozenset(published_holidays) - workdays) | holidays
        self._workdays = (frozenset(published_workdays) - holidays) | workdays
        self._moving = moving_holidays or {}
        self._arranged = PUBLISHED | arranged_years
        self._hours = tuple(hours)

    def is_arranged(self, year: int) -> bool:
        """Say whether the holidays of that year are official, or a guess."""
        return year in self._arranged

    def is_settled(self, day: date) -> bool:
        """Say whether no notice still to come can make this a day off, or a working day."""
        late = (day.month, day.day) >= NEXT_NOTICE
        return self.is_arranged(day.year) and (not late or self.is_arranged(day.year + 1))

    def is_working_day(self, day: date) -> bool:
        if day in self._workdays:
            return True
        if day.weekday() >= SATURDAY or day in self._holidays:
            return False
        return self.is_arranged(day.year) or not self._is_statutory(day)

    def windows(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """When offices are open that day; never on a day off."""
        if self.is_working_day(day):
            for since, until in self._hours:
                yield (
                    datetime.combine(day, since, tzinfo=CHINA),
                    datetime.combine(day, until, tzinfo=CHINA),
                )

    def _is_statutory(self, day: date) -> bool:
        return (day.month, day.day) in FIXED_HOLIDAYS or day in self._moving.get(day.year, ())
