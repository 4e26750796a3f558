"""How offices do (考核): facts are kept up with events, figures are read off what was counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intake.domain.days import day_of
from intake.domain.errors import BadPeriod, NotFound
from intake.domain.events import ComplaintJoined, Event
from intake.domain.lists import PAGE
from intake.domain.performance import (
    RATES,
    Cell,
    Fact,
    Formulas,
    Score,
    Sums,
    What,
    cells,
)
from intake.domain.performing import Case
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork

AT_ONCE = 500
STORING = timedelta(minutes=10)
LONGEST = 366 * 2  # days
MONTHS = 6


@dataclass(frozen=True)
class Period:
    since: date
    until: date  # this day too

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.until - self.since <= timedelta(days=LONGEST):
            raise BadPeriod("/since")


@dataclass(frozen=True)
class Line:
    office: str
    name: str
    score: Score
    composite: float | None


@dataclass(frozen=True)
class Report:
    period: Period
    whole: Line
    lines: list[Line]
    months: list[tuple[str, Score]]  # 2026-11, the last six


@dataclass(frozen=True)
class Points:
    line: Line
    facts: list[Fact]
    next: int  # where the next page begins; 0: there is none


def catch_up(*, ports: Ports) -> int:
    """Hear the events since the last time. Running it twice, or two at a time, counts once."""
    return sum(iter(lambda: _hear_some(ports), 0)) + sum(iter(lambda: _give_up_some(ports), 0))


def _hear_some(ports: Ports) -> int:
    with ports.uow() as uow:
        events = uow.events.after(uow.performance.position(), AT_ONCE)
        if not events:
            return 0
        cases = _cases(uow, [event for _, event in events], ports.formulas)
        uow.performance.move_to(events[-1][0])
        uow.performance.count(cases)
        uow.commit()
    return len(events)


def _cases(uow: UnitOfWork, events: list[Event], formulas: Formulas) -> dict[Cell, Sums]:
    """Hear them, keep what is new, and say what it changes of the counts."""
    joined = {one.other for one in events if isinstance(one, ComplaintJoined)}
    facts = uow.performance.of({one.number for one in events} | joined)
    before = [cells(fact) for own in facts.values() for fact in own]
    cases = {number: Case(number, own, formulas) for number, own in facts.items()}
    for event in events:
        if isinstance(event, ComplaintJoined):
            cases[event.number].joined(event, cases[event.other].leads())
        else:
            cases[event.number].hear(event)
    for case in cases.values():
        for fact in case.new:
            uow.performance.add(fact)
    return _difference(before, [cells(fact) for own in facts.values() for fact in own])


def _give_up_some(ports: Ports) -> int:
    """Contacts whose time is over are missing for good; what is done later does not undo it."""
    # Something may have been done in time and not be stored yet.
    before = ports.clock() - timedelta(hours=ports.formulas.contact_hours) - STORING
    with ports.uow() as uow:
        uow.performance.position()  # alone, as _hear_some is
        waiting = uow.performance.waiting(before, AT_ONCE)
        old = [cells(fact) for fact in waiting]
        for fact in waiting:
            fact.value = 0
        uow.performance.count(_difference(old, [cells(fact) for fact in waiting]))
        uow.commit()
    return len(waiting)


def _difference(
    before: Iterable[dict[Cell, Sums]], after: Iterable[dict[Cell, Sums]]
) -> dict[Cell, Sums]:
    changes: dict[Cell, Sums] = {}
    for counted, sign in ((before, -1), (after, 1)):
        for one in counted:
            for cell, sums in one.items():
                changes[cell] = changes.get(cell, Sums()) + (sums if sign > 0 else -sums)
    return {cell: sums for cell, sums in changes.items() if sums != Sums()}


def report(period: Period, who: StaffMember, *, ports: Ports) -> Report:
    """A supervisor's of every office of their area, an office's of itself beside the whole."""
    return figures(period, _own(who), who.area, ports=ports)


def figures(period: Period, own: str, within: str, *, ports: Ports) -> Report:
    """Of one office beside the whole; or, where none is named, of every office of an area."""
    first = _months_before(period.until, MONTHS - 1)
    with ports.view() as uow:
        found = uow.performance.sums(period.since, period.until)
        months = uow.performance.months(first, period.until, own)
    whole: dict[What, Sums] = {}
    for sums in found.values():
        for what, one in sums.items():
            whole[what] = whole.get(what, Sums()) + one
    offices = (
        [own] if own else sorted(office for office in found if office and office.startswith(within))
    )
    lines = [_line(office, Score(found.get(office, {})), ports) for office in offices]
    if ports.formulas.ranking and not own:
        lines.sort(key=lambda line: -1 if line.composite is None else line.composite, reverse=True)
    return Report(
        period,
        _line("", Score(whole), ports),
        lines,
        [(month, Score(sums)) for month, sums in sorted(months.items())],
    )


@dataclass(frozen=True)
class Office:
    line: Line
    open: int
    late: int  # of them


def by_office(who: StaffMember, *, ports: Ports) -> tuple[Period, list[Office]]:
    """Of this month, for whoever sees every office of their area. NotFound for others. Offices that
    have nothing and had nothing are left out."""
    if _own(who):
        raise NotFound
    period = this_month(day_of(ports.clock()))
    with ports.view() as uow:
        found = uow.performance.sums(period.since, period.until)
        is_open = uow.performance.open_now()
    offices = []
    for office in sorted(one for one in {*found, *is_open} if one and one.startswith(who.area)):
        sums = found.get(office, {})
        late = sums.get(What.OVERDUE, Sums()).n
        line = _line(office, Score(sums), ports)
        offices.append(Office(line, is_open.get(office, 0), late))
    return period, offices


def points(
    office: str, what: What, period: Period, who: StaffMember, after: int = 0, *, ports: Ports
) -> Points:
    """What a figure is made of, case by case. NotFound: another office's, or outside
    the member's area."""
    own = _own(who)
    if (own and office != own) or not office.startswith(who.area):
        raise NotFound
    if what not in (*RATES, What.OVERDUE):
        raise NotFound
    with ports.view() as uow:
        sums = uow.performance.sums(period.since, period.until).get(office)
        if sums is None and not own:
            raise NotFound
        facts = uow.performance.points(what, period.since, period.until, office, after, PAGE + 1)
    rest = (facts[PAGE - 1].id or 0) if len(facts) > PAGE else 0
    return Points(_line(office, Score(sums or {}), ports), facts[:PAGE], rest)


def every_point(
    office: str, what: What, period: Period, who: StaffMember, *, ports: Ports
) -> Iterator[Fact]:
    """All of them, a page in memory at a time."""
    found = points(office, what, period, who, ports=ports)

    def rest(page: Points) -> Iterator[Fact]:
        yield from page.facts
        while page.next:
            page = points(office, what, period, who, page.next, ports=ports)
            yield from page.facts

    return rest(found)


def period_in(since: str, until: str) -> Period:
    """Raise BadPeriod."""
    try:
        return Period(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        raise BadPeriod("/since") from None


def this_month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def last_month(today: date) -> Period:
    until = today.replace(day=1) - timedelta(days=1)
    return Period(until.replace(day=1), until)


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


def _line(office: str, score: Score, ports: Ports) -> Line:
    name = (ports.directory.office_name(office) or office) if office else ""
    return Line(office, name, score, score.composite(ports.formulas))


def _own(who: StaffMember) -> str:
    """The office they may see, "" for all; NotFound where none."""
    if not who.may(Act.SEE_FIGURES):
        raise NotFound
    return "" if who.may(Act.SEE_ALL) else who.office
