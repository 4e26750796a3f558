"""While somebody is away, another officer of the same office has their tickets among the own."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from intake.domain.days import day_of
from intake.domain.errors import NotAStandIn, NotFound
from intake.domain.events import StandInEnded, StandInNamed
from intake.domain.staff import Act, StaffMember
from intake.domain.stand_ins import StandIn, check, of_one_office
from intake.ports import Ports, UnitOfWork


@dataclass(frozen=True)
class Board:
    """Who is away, and who could stand in."""

    rows: list[StandIn]
    officers: list[StaffMember]


def board(who: StaffMember, *, ports: Ports) -> Board:
    """An officer sees what concerns the own office, an administrator everything."""
    _need(who)
    with ports.view() as uow:
        officers = [one for one in uow.staff.all() if one.may(Act.HANDLE) and not one.disabled]
        rows = uow.stand_ins.not_over(day_of(ports.clock()))
    if not who.may(Act.ADMINISTER):
        officers = [one for one in officers if one.office == who.office]
        names = {one.name for one in officers}
        rows = [one for one in rows if one.absent in names]
    return Board(rows, officers)


def name(
    absent: str, other: str, since: date, until: date, who: StaffMember, *, ports: Ports
) -> None:
    """Whoever is away, or an administrator, says so. Raise BadPeriod, NotAStandIn."""
    _need(who)
    if absent != who.name and not who.may(Act.ADMINISTER):
        raise NotFound
    now = ports.clock()
    with ports.uow() as uow:
        away, stands = uow.staff.get(absent), uow.staff.get(other)
        if away is None or stands is None:
            raise NotAStandIn("/name")
        check(away, stands, since, until, day_of(now))
        asked = (absent, other, since, until)
        before = uow.stand_ins.not_over(day_of(now))
        if asked in [(one.absent, one.name, one.since, one.until) for one in before]:
            return  # the form came twice
        uow.stand_ins.add(StandIn(token_hex(8), *asked, who.name))
        days = since.isoformat(), until.isoformat()
        uow.events.add(StandInNamed(absent, now, who.name, other, *days))
        uow.commit()


def end(id: str, who: StaffMember, *, ports: Ports) -> None:
    _need(who)
    with ports.uow() as uow:
        found = uow.stand_ins.get(id)
        if found is None or not (who.may(Act.ADMINISTER) or found.absent == who.name):
            raise NotFound
        uow.stand_ins.remove(id)
        uow.events.add(StandInEnded(found.absent, ports.clock(), who.name, found.name))
        uow.commit()


def stood_in_for(who: StaffMember, *, ports: Ports) -> list[StandIn]:
    """Whom they stand in for today: of the own office, as things are now."""
    with ports.view() as uow:
        return _today(who, uow, day_of(ports.clock()))


def officers(who: StaffMember, *, ports: Ports) -> tuple[str, ...]:
    """Whose tickets are theirs today."""
    return who.name, *(one.absent for one in stood_in_for(who, ports=ports))


def _today(who: StaffMember, uow: UnitOfWork, today: date) -> list[StandIn]:
    found = []
    for one in uow.stand_ins.not_over(today):
        if one.name == who.name and one.lasts(today):
            absent = uow.staff.get(one.absent)
            if absent and of_one_office(absent, who):
                found.append(one)
    return found


def _need(who: StaffMember) -> None:
    if not (who.may(Act.HANDLE) or who.may(Act.ADMINISTER)):
        raise NotFound
