"""Rising problems as supervisors follow them up, and one answer to all that tell of the same."""

from dataclasses import dataclass
from datetime import date

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import IntakeError, NotAllowed, NotFound
from intake.domain.events import ProblemClosed, ProblemFollowed
from intake.domain.rising import Outcome, Rise
from intake.domain.staff import Act, StaffMember
from intake.domain.ticket import Role, TicketState
from intake.ports import Ports, UnitOfWork
from intake.service import handling
from intake.service.filing import clean

MOST_BEHIND = 200


@dataclass(frozen=True)
class Behind:
    rise: Rise
    complaints: list[Complaint]  # newest first, 200 at most
    told: int  # in all, since the warning's window began


@dataclass(frozen=True)
class Answered:
    done: list[str]
    left: list[tuple[str, IntakeError]]  # number, and why it was not answered


def warnings(who: StaffMember, *, ports: Ports) -> tuple[list[Rise], list[Rise]]:
    """(open, lately closed)"""
    _need(who)
    with ports.view() as uow:
        return _within(who, uow.rising.open()), _within(who, uow.rising.closed())


def open_count(who: StaffMember, *, ports: Ports) -> int:
    _need(who)
    with ports.view() as uow:
        return len(_within(who, uow.rising.open()))


def one(id: str, who: StaffMember, *, ports: Ports) -> Behind:
    _need(who)
    with ports.view() as uow:
        return _behind(uow, _mine(uow, id, who), who)


def follow(id: str, text: str, look_on: date | None, who: StaffMember, *, ports: Ports) -> None:
    _need(who)
    now = ports.clock()
    with ports.uow() as uow:
        _mine(uow, id, who).follow(clean(text, "/note"), look_on, by=who.name, at=now)
        uow.events.add(ProblemFollowed(id, now, who.name))
        uow.commit()


def close(id: str, outcome: Outcome, text: str, who: StaffMember, *, ports: Ports) -> None:
    _need(who)
    now = ports.clock()
    with ports.uow() as uow:
        _mine(uow, id, who).close(outcome, clean(text, "/note"), by=who.name, at=now)
        uow.events.add(ProblemClosed(id, now, who.name, outcome.value))
        uow.commit()


# -- one answer to all --------------------------------------------------------------------------


def alike(number: str, who: StaffMember, *, ports: Ports) -> list[Complaint]:
    """What the office has in hand of the same rising problem: this one first, then the oldest.
    Empty where nothing rises. NotFound for whoever does not handle `number`."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
            raise NotFound
        found = {
            one.number
            for told in uow.rising.told_by(number)
            for rise in [uow.rising.latest(told.subject, told.code)]
            if rise and rise.is_open
            for one in uow.rising.tellings(rise.subject, rise.code, rise.since)
        } - {number}
        others = [uow.complaints.get(one) for one in sorted(found)[:MOST_BEHIND]]
        mine = [one for one in others if _leads(one, who) and one.category == complaint.category]
        return [complaint, *mine] if mine and _leads(complaint, who) else []


def answer_all(numbers: list[str], text: str, who: StaffMember, *, ports: Ports) -> Answered:
    """The same answer to each of those that are alike; each is its own transaction, signed first
    where it was not. NotFound if one is not among them, NotAllowed for outsourced members."""
    if not who.may(Act.CLOSE):
        raise NotAllowed
    plain = clean(text, "/text")
    may = {one.number for one in alike(numbers[0], who, ports=ports)} if numbers else set()
    if not may or not may.issuperset(numbers):
        raise NotFound
    done: list[str] = []
    left: list[tuple[str, IntakeError]] = []
    for number in dict.fromkeys(numbers):
        try:
            _answer(number, plain, who, ports)
            done.append(number)
        except IntakeError as error:
            left.append((number, error))
    return Answered(done, left)


def _answer(number: str, text: str, who: StaffMember, ports: Ports) -> None:
    with ports.view() as uow:
        state = uow.complaints.get(number).ticket_of(who.office).state
    if state is TicketState.DISPATCHED:
        handling.sign(number, who, ports=ports)
    handling.answer(number, text, who, ports=ports)


def _leads(complaint: Complaint, who: StaffMember) -> bool:
    return any(
        one.office == who.office
        and one.role is Role.LEAD
        and one.state in (TicketState.DISPATCHED, TicketState.SIGNED)
        for one in complaint.tickets
    )


def _behind(uow: UnitOfWork, rise: Rise, who: StaffMember) -> Behind:
    numbers = [t.number for t in uow.rising.tellings(rise.subject, rise.code, rise.since)]
    newest = sorted(numbers, reverse=True)[:MOST_BEHIND]
    behind = [uow.complaints.get(one) for one in newest]
    return Behind(rise, [one for one in behind if access.reaches(who, one)], len(numbers))


def _within(who: StaffMember, found: list[Rise]) -> list[Rise]:
    """Few are open at once: they are chosen here."""
    return [rise for rise in found if rise.area.startswith(who.area)]


def _mine(uow: UnitOfWork, id: str, who: StaffMember) -> Rise:
    """NotFound for another area's, too."""
    rise = uow.rising.get(id)
    if not _within(who, [rise]):
        raise NotFound
    return rise


def _need(who: StaffMember) -> None:
    if not who.may(Act.SUPERVISE):
        raise NotAllowed
