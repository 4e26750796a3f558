"""What administrators do to accounts. Nothing to their own, and nothing alone to those who are
trusted with what nobody else may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

from intake.domain.administration import TRUSTED, Change, Subject
from intake.domain.days import day_of
from intake.domain.errors import (
    ByOperator,
    NameTaken,
    NotAllowedNow,
    NotFound,
    OwnAccount,
    UnknownOffice,
)
from intake.domain.events import CodeTurnedOff, StaffChanged
from intake.domain.staff import OF_AN_AREA, Act, StaffMember, StaffRole
from intake.ports import Ports, UnitOfWork
from intake.service import staffing
from intake.service.staffing import WITH_OFFICE

# A handler's password locks a key in a file that web processes may only read.
AT_THE_SERVER = TRUSTED | {StaffRole.HANDLER}


@dataclass(frozen=True)
class Person:
    member: StaffMember
    seen_on: date | None  # by the sessions that are still open
    sessions: int
    is_asked: bool  # somebody asks for a trusted role


def people(who: StaffMember, *, ports: Ports) -> list[Person]:
    need(who)
    now, idle = ports.clock(), ports.account_rules.idle
    with ports.view() as uow:
        asked = {one.name for one in open_changes(uow) if one.subject is Subject.ROLE}
        found = []
        for member in uow.staff.all():
            alive = [one for one in uow.staff.sessions_of(member.name) if one.is_open(now, idle)]
            seen = max((day_of(one.seen_at) for one in alive), default=None)
            found.append(Person(member, seen, len(alive), member.name in asked))
    return sorted(found, key=lambda one: (one.member.disabled, one.member.name))


def hire(
    name: str, role: StaffRole, area: str, department: str, who: StaffMember, *, ports: Ports
) -> str:
    """Returns the password, once. Raise NameTaken, ByOperator."""
    need(who)
    if role in AT_THE_SERVER:
        raise ByOperator("/role")
    with ports.view() as uow:
        if uow.staff.get(name):
            raise NameTaken("/name")
    office = office_of(role, area, department, ports)
    password = staffing.add(name, role, office=office, ports=ports)
    with ports.uow() as uow:
        uow.events.add(StaffChanged(name, ports.clock(), who.name, "hired", role.value))
        uow.commit()
    return password


def move(
    name: str, role: StaffRole, area: str, department: str, who: StaffMember, *, ports: Ports
) -> None:
    """Another role or office, at once; a trusted role once another administrator agrees.

    Raise OwnAccount, ByOperator.
    """
    now = ports.clock()
    office = office_of(role, area, department, ports)
    with ports.uow() as uow:
        member = other(name, who, uow)
        if StaffRole.HANDLER in (role, member.role) or member.role in TRUSTED:
            raise ByOperator("/role")
        if role in TRUSTED:
            if any(one.name == name for one in open_changes(uow)):
                raise NotAllowedNow
            asked = Change(
                token_hex(8), Subject.ROLE, name, member.role.value, role.value, who.name, now
            )
            uow.administration.put_change(asked)
            uow.events.add(StaffChanged(name, now, who.name, "asked", role.value))
        else:
            give(member, role, office, uow, ports)
            uow.events.add(StaffChanged(name, now, who.name, "moved", role.value))
        uow.commit()


def give(member: StaffMember, role: StaffRole, office: str, uow: UnitOfWork, ports: Ports) -> None:
    """Sessions end, so that nothing opened in the old role stays open."""
    member.role, member.office = role, office
    member.office_name = (ports.directory.office_name(office) or "") if office else ""
    if role not in OF_AN_AREA:
        member.area = ""
    _end_sessions(member, uow)


def end_sessions(name: str, who: StaffMember, *, ports: Ports) -> None:
    def act(member: StaffMember, uow: UnitOfWork) -> None:
        _end_sessions(member, uow)

    _do("sessions_ended", act, name, who, ports)


def turn_off_code(name: str, who: StaffMember, *, ports: Ports) -> None:
    """Of whoever lost the telephone. Raise ByOperator, OwnAccount."""

    def act(member: StaffMember, uow: UnitOfWork) -> None:
        if member.role in AT_THE_SERVER:
            raise ByOperator
        if not member.has_code:
            raise NotAllowedNow
        member.turn_off_code()
        _end_sessions(member, uow)
        uow.events.add(CodeTurnedOff(member.name, ports.clock(), who.name))

    _do("code_off", act, name, who, ports)


def stop(name: str, who: StaffMember, *, ports: Ports) -> None:
    """The account is put to rest: nobody logs in, what it did stays. Raise OwnAccount."""

    def act(member: StaffMember, uow: UnitOfWork) -> None:
        if member.disabled:
            raise NotAllowedNow
        member.disabled = True
        _end_sessions(member, uow)

    _do("stopped", act, name, who, ports)


def let_back(name: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise ByOperator where the role is trusted."""

    def act(member: StaffMember, _uow: UnitOfWork) -> None:
        if not member.disabled:
            raise NotAllowedNow
        if member.role in AT_THE_SERVER:
            raise ByOperator
        member.disabled = False

    _do("let_back", act, name, who, ports)


def office_of(role: StaffRole, area: str, department: str, ports: Ports) -> str:
    """The department's office for that area. Raise UnknownOffice; none where the role has none."""
    return office_in(area, department, ports) if role in WITH_OFFICE else ""


def office_in(area: str, department: str, ports: Ports) -> str:
    """Raise UnknownOffice."""
    if ports.directory.area_name(area) is None:
        raise UnknownOffice("/office")
    for one in ports.directory.offices_of(area):
        if one.office.partition("-")[2] == department:
            return one.office
    raise UnknownOffice("/office")


def need(who: StaffMember) -> None:
    if not who.may(Act.ADMINISTER):
        raise NotFound


def other(name: str, who: StaffMember, uow: UnitOfWork) -> StaffMember:
    need(who)
    member = uow.staff.get(name)
    if member is None:
        raise NotFound
    if name == who.name:
        raise OwnAccount
    return member


def open_changes(uow: UnitOfWork) -> list[Change]:
    return [one for one in uow.administration.changes() if one.is_open]


def _do(
    what: str,
    act: Callable[[StaffMember, UnitOfWork], None],
    name: str,
    who: StaffMember,
    ports: Ports,
) -> None:
    now: datetime = ports.clock()
    with ports.uow() as uow:
        member = other(name, who, uow)
        act(member, uow)
        uow.events.add(StaffChanged(name, now, who.name, what))
        uow.commit()


def _end_sessions(member: StaffMember, uow: UnitOfWork) -> None:
    for one in uow.staff.sessions_of(member.name):
        uow.staff.close_session(one.digest)
