"""When an answer is due."""

from collections.abc import Mapping, Set
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as published_holidays
from chinese_calendar.constants import workdays as published_workdays

from routing.assignment import TimeLimit, Unit

DAY = timedelta(days=1)
CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
# 《全国年节及纪念日放假办法》 (2025): the days that fall on the same date every year. Spring
# Festival, Qingming, Dragon Boat and Mid-Autumn move; the catalogue lists them year by year.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


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
    ):
        """`arranged_years` are years whose official arrangement `holidays` and `workdays` hold
        in full; `moving_holidays` are only used in years that nobody has arranged yet."""
        self._holidays = (frozenset(published_holidays) - workdays) | holidays
        self._workdays = (frozenset(published_workdays) - holidays) | workdays
        self._moving = moving_holidays or {}
        # A notice may reach over New Year's Eve: one day in January does not make a year known.
        known = {day.year for day in published_holidays if (day.month, day.day) == (10, 1)}
        self._arranged = frozenset(known) | arranged_years

    def is_arranged(self, year: int) -> bool:
        """Say whether the holidays of that year are official, or a guess."""
        return year in self._arranged

    def is_working_day(self, day: date) -> bool:
        if day in self._workdays:
            return True
        if day.weekday() >= SATURDAY or day in self._holidays:
            return False
        return self.is_arranged(day.year) or not self._is_statutory(day)

    def _is_statutory(self, day: date) -> bool:
        return (day.month, day.day) in FIXED_HOLIDAYS or day in self._moving.get(day.year, ())


def due_at(opened_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> tuple[datetime, bool]:
    """Return the moment the answer is due, and whether it rests on holidays not yet published.

    The opening day is not counted, so five working days from a Monday end on the next Monday at
    midnight, however late in the day the complaint came in. Calendar days that end on a day off
    end on the next working day instead (民法典第二百零三条). Hours run on through days off.
    """
    if opened_at.tzinfo is None:
        raise ValueError("opened_at must carry a time zone")
    # Days are the city's days: 07:00 in China is still yesterday in UTC.
    opened_at = opened_at.astimezone(CHINA)
    if limit.unit is Unit.HOURS:
        return opened_at + timedelta(hours=limit.amount), False

    first = opened_at.date()
    if limit.unit is Unit.CALENDAR_DAYS:
        last = _roll_forward(first + limit.amount * DAY, calendar)
    else:
        last = _count_working_days(first, limit.amount, calendar)
    provisional = not all(map(calendar.is_arranged, range(first.year, last.year + 1)))
    return datetime.combine(last + DAY, time.min, tzinfo=CHINA), provisional


def _roll_forward(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_working_day(day):
        day += DAY
    return day


def _count_working_days(day: date, amount: int, calendar: WorkCalendar) -> date:
    while amount:
        day += DAY
        amount -= calendar.is_working_day(day)
    return day
