"""What a supervisor decides: the panel, extensions, helpers, supervision."""

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import NotFound, UnknownOffice
from intake.domain.notes import About, Note
from intake.domain.panel import PanelDecision
from intake.domain.staff import Act, StaffMember
from intake.domain.two_people import What
from intake.ports import Ports, UnitOfWork
from intake.service.filing import clean
from intake.service.handling import unchanged
from routing.assignment import Candidate


def decide(
    number: str, office: str, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    """The panel's word: it binds, and the next like case in that area goes there at once."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        chosen = _office(office, ports)
        due_at = max(complaint.promised_at, now)
        complaint.decide(chosen, due_at, note, by=who.name, at=now)
        returned = [one.office for one in complaint.tickets if one.is_returned]
        uow.panel.add(
            PanelDecision(
                number,
                now,
                complaint.area,
                complaint.category,
                chosen.office,
                chosen.name,
                who.name,
                list(dict.fromkeys(one for one in returned if one != chosen.office)),
            )
        )
        uow.commit()


def settle(
    number: str, office: str, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    """What was escalated: who solves it. It binds this once, and is no precedent."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        due_at = max(complaint.answer_by, now)
        complaint.settle(_office(office, ports), due_at, note, by=who.name, at=now)
        uow.notes.add(Note(number, now, who.name, About.ESCALATION, note))
        uow.commit()


def decide_extension(
    number: str,
    office: str,
    note: str,
    who: StaffMember,
    *,
    grant: bool,
    seen: int | None = None,
    ports: Ports,
) -> None:
    """Raise EmptyText without a reason, which the office reads."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        ticket = complaint.ticket_of(office)
        later = ports.directory.later(ticket.due_at, ticket.asked_days or 0) if grant else None
        complaint.decide_extension(office, later, by=who.name, at=now)
        uow.notes.add(Note(number, now, who.name, About.EXTENSION, note, office))
        uow.commit()


def supervise(
    number: str, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        complaint.supervise(clean(note, "/note"), by=who.name, at=ports.clock())
        # Whoever goes a level up does not agree to its end.
        if ending := uow.proposals.of(What.END_SUPERVISION, number):
            uow.proposals.remove(ending)
        uow.commit()


def add_helper(
    number: str, office: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        complaint.add_helper(
            _office(office, ports),
            max(complaint.promised_at, now),
            by=who.name,
            at=now,
            windows=ports.directory.windows(now),
        )
        uow.commit()


def release(
    number: str, office: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who, seen).release(office, by=who.name, at=ports.clock())
        uow.commit()


def _mine(uow: UnitOfWork, number: str, who: StaffMember, seen: int | None) -> Complaint:
    complaint = uow.complaints.get(number)
    if not (who.may(Act.SUPERVISE) and access.may_see(who, complaint)):
        raise NotFound
    unchanged(complaint, seen)
    return complaint


def _office(office: str, ports: Ports) -> Candidate:
    name = ports.directory.office_name(office)
    if name is None:
        raise UnknownOffice("/office")
    return Candidate(office, name, 1.0, "")
