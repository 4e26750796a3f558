"""When an answer is due, and how that date comes about.

Everything here is a pure function of a rule, the moments at which things happened, and a calendar.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from routing.assignment import OnHoliday, TimeLimit, Unit
from routing.working_days import CHINA, DAY, SATURDAY, WorkCalendar

__all__ = [
    "CHINA",
    "ClockError",
    "Deadline",
    "Grant",
    "Moments",
    "Step",
    "Stop",
    "What",
    "WorkCalendar",
    "due_at",
    "reckon",
]

LENGTH = {Unit.SECONDS: timedelta(seconds=1), Unit.HOURS: timedelta(hours=1)}


class ClockError(ValueError):
    """What happened cannot have happened like that; `code` names the sentence in clock.yml."""

    def __init__(self, code: str, **values: object):
        super().__init__(f"{code}: {values}")
        self.code, self.values = code, values


@dataclass(frozen=True)
class Stop:
    """An event that stopped the clock: an inspection, an appraisal, a hearing."""

    event: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Grant:
    """An extension, in the unit of the limit. Zero is the most the rule allows."""

    at: datetime
    amount: int = 0


@dataclass(frozen=True)
class Moments:
    """What happened, and when. `received` chooses the rule, `started` starts the clock."""

    received: datetime
    started: datetime
    stops: tuple[Stop, ...] = ()
    grants: tuple[Grant, ...] = ()


class What(StrEnum):
    OUTSIDE = "outside"  # the rule was not in force on that day
    START = "start"
    NOT_COUNTED = "not_counted"
    WEEKENDS = "weekends"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    CLOSED = "closed"
    STOPPED = "stopped"
    EXTENDED = "extended"
    COUNTED = "counted"
    SAME_DAY = "same_day"
    AT_ONCE = "at_once"
    ELAPSED = "elapsed"
    MONTH_END = "month_end"
    ROLLED = "rolled"
    STAYED = "stayed"
    GUESSED = "guessed"  # nobody has published that year yet
    DUE = "due"


@dataclass(frozen=True)
class Step:
    """One step of the reckoning, from one moment or day to another."""

    what: What
    since: date  # a datetime is a date, too: moments where hours matter
    until: date
    amount: int = 0
    event: str = ""


@dataclass(frozen=True)
class Deadline:
    due: datetime
    provisional: bool  # it rests on days nobody has published yet
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Run:
    """What one way of counting is given. Moments are the city's: 07:00 in China is still
    yesterday in UTC."""

    limit: TimeLimit
    amount: int
    started: datetime
    stops: tuple[Stop, ...]
    calendar: WorkCalendar


@dataclass(frozen=True)
class _End:
    due: datetime
    steps: tuple[Step, ...]
    looked_at: tuple[date, ...] = ()  # days of which it mattered whether people work


def due_at(opened_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> tuple[datetime, bool]:
    """Return the moment the answer is due, and whether it rests on holidays not yet published.

    The opening day is not counted, so five working days from a Monday end on the next Monday at
    midnight, however late in the day the complaint came in. Calendar days that end on a day off
    end on the next working day instead (民法典第二百零三条). Hours run on through days off.
    """
    got = reckon(limit, Moments(opened_at, opened_at), calendar)
    return got.due, got.provisional


def reckon(limit: TimeLimit, moments: Moments, calendar: WorkCalendar) -> Deadline:
    """Raise ClockError where the moments contradict each other or the rule."""
    try:
        return _reckon(limit, _checked(limit, moments), calendar)
    except OverflowError as error:
        raise ClockError("too_far") from error


def _reckon(limit: TimeLimit, moments: Moments, calendar: WorkCalendar) -> Deadline:
    day, started = moments.received.date(), moments.started
    before = [] if limit.in_force(day) else [Step(What.OUTSIDE, day, day)]
    before.append(Step(What.START, started, started, event=limit.start))
    run = _Run(limit, limit.amount, started, moments.stops, calendar)
    end = COUNT[limit.unit](run)
    for grant in moments.grants:
        # By the end as it stands, moved over a holiday or not; both then count as one period.
        if grant.at >= end.due:
            raise ClockError("too_late", at=grant.at, due=end.due)
        run = replace(run, amount=run.amount + grant.amount)
        before.append(Step(What.EXTENDED, grant.at, grant.at, grant.amount))
        end = COUNT[limit.unit](run)
    unsettled = [one for one in end.looked_at if not calendar.is_settled(one)]
    after = [Step(What.GUESSED, unsettled[0], unsettled[-1])] if unsettled else []
    after.append(Step(What.DUE, end.due, end.due))
    return Deadline(end.due, bool(unsettled), (*before, *end.steps, *after))


def _checked(limit: TimeLimit, moments: Moments) -> Moments:
    """Turn all moments into the city's, put them in order, and refuse those that cannot be."""
    received, started = _here(moments.received), _here(moments.started)
    # A limitation period runs from the act, long before anybody told of it.
    if started < received and limit.unit is not Unit.YEARS:
        raise ClockError("backwards", since=received, until=started)
    stops = [replace(s, since=_here(s.since), until=_here(s.until)) for s in moments.stops]
    known = {one.event for one in limit.excludes}
    for stop in stops:
        if stop.event not in known:
            raise ClockError("no_stop", event=stop.event)
        if stop.until < stop.since:
            raise ClockError("backwards", since=stop.since, until=stop.until)
    grants = [_granted(limit, replace(one, at=_here(one.at))) for one in moments.grants]
    if limit.extension and len(grants) > limit.extension.times:
        raise ClockError("too_often", times=limit.extension.times)
    for grant in grants:
        if grant.at < started:
            raise ClockError("backwards", since=started, until=grant.at)
    stops.sort(key=lambda one: one.since)
    grants.sort(key=lambda one: one.at)
    return Moments(received, started, tuple(stops), tuple(grants))


def _granted(limit: TimeLimit, grant: Grant) -> Grant:
    if limit.extension is None:
        raise ClockError("no_extension")
    most = limit.extension.amount
    if not 0 <= grant.amount <= most:
        raise ClockError("too_much", most=most)
    return replace(grant, amount=grant.amount or most)


def _here(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment must carry a time zone")
    return moment.astimezone(CHINA)


def _at_once(run: _Run) -> _End:
    return _End(run.started, (Step(What.AT_ONCE, run.started, run.started),))


def _elapsed(run: _Run) -> _End:
    """Hours run on through nights and days off; only a stop holds them up."""
    due, steps = run.started + run.amount * LENGTH[run.limit.unit], []
    for stop in _apart(run.stops):
        since, until = max(stop.since, run.started), stop.until
        if since < due and since < until:
            due += until - since
            steps.append(Step(What.STOPPED, stop.since, stop.until, event=stop.event))
    return _End(due, (*steps, Step(What.ELAPSED, run.started, due, run.amount)))


def _apart(stops: Sequence[Stop]) -> list[Stop]:
    """Stops in order, what two have in common left to the first."""
    apart: list[Stop] = []
    for stop in stops:
        since = max(stop.since, apart[-1].until) if apart else stop.since
        if since < stop.until:
            apart.append(replace(stop, since=since))
    return apart


def _by_days(run: _Run) -> _End:
    only_working = run.limit.unit is Unit.WORKING_DAYS
    first = run.started.date()
    stopped, looked_at = _stopped_days(run.stops), []
    day, left = first, run.amount
    while left:
        day += DAY
        if day in stopped:
            continue
        if only_working:
            looked_at.append(day)
        left -= not only_working or run.calendar.is_working_day(day)
    steps = [Step(What.NOT_COUNTED, first, first + DAY), *_stop_steps(run.stops, first, day)]
    if only_working:
        steps += _free_steps([one for one in _days(first + DAY, day) if one not in stopped], run)
    if run.amount:
        steps.append(Step(What.COUNTED, first + DAY, day, run.amount))
    else:
        steps = [Step(What.SAME_DAY, first, first)]
    last, rolled, seen = _rolled(day, stopped, run)
    return _End(_midnight(last), (*steps, *rolled), (*looked_at, *seen))


def _by_years(run: _Run) -> _End:
    """The same day of the same month; where there is none, the month's last (第二百零二条)."""
    first = run.started.date()
    year, steps = first.year + run.amount, [Step(What.NOT_COUNTED, first, first + DAY)]
    if year > date.max.year:
        raise OverflowError
    try:
        day = first.replace(year=year)
    except ValueError:
        day = first.replace(year=year, day=28)
        steps.append(Step(What.MONTH_END, first, day))
    steps.append(Step(What.COUNTED, first + DAY, day, run.amount))
    last, rolled, seen = _rolled(day, frozenset(), run)
    return _End(_midnight(last), (*steps, *rolled), tuple(seen))


def _by_working_minutes(run: _Run) -> _End:
    """Minutes count while offices are open; a minute that ends as they close is over then."""
    left, day, looked_at = timedelta(minutes=run.amount), run.started.date(), []
    steps = [
        Step(What.STOPPED, stop.since, stop.until, event=stop.event)
        for stop in run.stops
        if stop.until > run.started
    ]
    while True:
        looked_at.append(day)
        for since, until in _open(day, run):
            if until - since >= left:
                due = since + left
                steps += _free_steps(looked_at, run)
                steps.append(Step(What.CLOSED, run.started, due))
                steps.append(Step(What.ELAPSED, run.started, due, run.amount))
                return _End(due, tuple(steps), tuple(looked_at))
            left -= until - since
        day += DAY


def _open(day: date, run: _Run) -> Iterator[tuple[datetime, datetime]]:
    """The spans of that day in which offices are open and the clock runs."""
    for opens, closes in run.calendar.windows(day):
        since = max(opens, run.started)
        for stop in run.stops:
            if stop.since < closes and stop.until > since:
                if since < stop.since:
                    yield since, stop.since
                since = stop.until
        if since < closes:
            yield since, closes


def _rolled(day: date, stopped: frozenset[date], run: _Run) -> tuple[date, list[Step], list[date]]:
    """Move a last day on which nobody works, where the rule moves it."""
    if run.limit.ends_on_holiday is OnHoliday.STAYS:
        free = not run.calendar.is_working_day(day)
        return day, [Step(What.STAYED, day, day)] if free else [], []
    last, seen = day, [day]
    while not run.calendar.is_working_day(last) or last in stopped:
        last += DAY
        seen.append(last)
    return last, [Step(What.ROLLED, day, last)] if last != day else [], seen


def _stopped_days(stops: Sequence[Stop]) -> frozenset[date]:
    """A stop is counted like any period: its first day is the clock's, its last its own."""
    return frozenset(
        day for one in stops for day in _days(one.since.date() + DAY, one.until.date())
    )


def _stop_steps(stops: Sequence[Stop], first: date, last: date) -> Iterator[Step]:
    for one in stops:
        days = [day for day in _days(one.since.date() + DAY, one.until.date()) if day > first]
        if days and days[0] <= last:
            yield Step(What.STOPPED, days[0], days[-1], len(days), one.event)


def _free_steps(days: Sequence[date], run: _Run) -> Iterator[Step]:
    """Sum up weekends; name the holidays and the weekend days on which people work."""
    weekends = 0
    for since, until in _stretches([one for one in days if not run.calendar.is_working_day(one)]):
        if all(one.weekday() >= SATURDAY for one in _days(since, until)):
            weekends += (until - since).days + 1
        else:
            yield Step(What.HOLIDAY, since, until, (until - since).days + 1)
    if weekends:
        yield Step(What.WEEKENDS, days[0], days[-1], weekends)
    for one in days:
        if one.weekday() >= SATURDAY and run.calendar.is_working_day(one):
            yield Step(What.MAKE_UP, one, one)


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    if not days:
        return
    since = days[0]
    for one, after in pairwise(days):
        if after - one > DAY:
            yield since, one
            since = after
    yield since, days[-1]


def _days(since: date, until: date) -> Iterator[date]:
    while since <= until:
        yield since
        since += DAY


def _midnight(last: date) -> datetime:
    return datetime.combine(last + DAY, time.min, tzinfo=CHINA)


COUNT: dict[Unit, Callable[[_Run], _End]] = {
    Unit.AT_ONCE: _at_once,
    Unit.SECONDS: _elapsed,
    Unit.HOURS: _elapsed,
    Unit.WORKING_MINUTES: _by_working_minutes,
    Unit.CALENDAR_DAYS: _by_days,
    Unit.WORKING_DAYS: _by_days,
    Unit.YEARS: _by_years,
}
