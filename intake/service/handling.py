"""An office's work on its ticket: sign, answer, send back, ask for time, stop the clock."""

from datetime import date

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import (
    ChangedMeanwhile,
    NotAllowed,
    NotFound,
    UnknownColleague,
    UnknownOffice,
)
from intake.domain.notes import About, Note
from intake.domain.staff import Act, StaffMember, StaffRole
from intake.domain.ticket import PauseReason, ReturnReason
from intake.ports import Ports, UnitOfWork
from intake.service import call_backs
from intake.service.filing import clean


def sign(number: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who, seen).sign(who.office, by=who.name, at=ports.clock())
        uow.commit()


def answer(
    number: str, text: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    """Raise NotAllowed for outsourced members."""
    plain = clean(text, "/text")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        if not who.may(Act.CLOSE):
            raise NotAllowed
        complaint.answer(who.office, plain, by=who.name, at=ports.clock())
        call_backs.begin(uow, complaint, who.office, ports)
        uow.commit()


def contact(number: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    """The officer has spoken with the citizen (先行联系)."""
    with ports.uow() as uow:
        _mine(uow, number, who, seen).contact(who.office, by=who.name, at=ports.clock())
        uow.commit()


def colleagues(who: StaffMember, *, ports: Ports) -> list[str]:
    """Names of the office's officers, the own one too."""
    with ports.view() as uow:
        return sorted(_officers(uow, who.office))


def give(number: str, to: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    """To a colleague. Raise UnknownColleague for anybody who is no officer of the office now."""
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        if to not in _officers(uow, who.office):
            raise UnknownColleague("/to")
        complaint.give(who.office, to, by=who.name, at=ports.clock())
        uow.commit()


def _officers(uow: UnitOfWork, office: str) -> set[str]:
    return {
        one.name
        for one in uow.staff.all()
        if one.role is StaffRole.OFFICER and one.office == office and not one.disabled
    }


def escalate(
    number: str, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    """The lead cannot solve it: the supervisor decides who does (提级)."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        _mine(uow, number, who, seen).escalate(who.office, note, by=who.name, at=now)
        uow.notes.add(Note(number, now, who.name, About.ESCALATION, note, who.office))
        uow.commit()


def send_back(
    number: str,
    reason: ReturnReason,
    note: str,
    who: StaffMember,
    *,
    suggested: str = "",
    seen: int | None = None,
    ports: Ports,
) -> None:
    """`suggested` is the office that should have it. Raise UnknownOffice, TooLate, BoundByPanel;
    NotAllowed for outsourced members."""
    if suggested and ports.directory.office_name(suggested) is None:
        raise UnknownOffice("/suggested")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        if not who.may(Act.REFUSE):
            raise NotAllowed
        complaint.send_back(
            who.office,
            reason,
            clean(note, "/note"),
            by=who.name,
            at=ports.clock(),
            suggested=suggested,
        )
        uow.commit()


def ask_extension(
    number: str, days: int, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who, seen).ask_extension(
            who.office, days, clean(note, "/note"), by=who.name, at=ports.clock()
        )
        uow.commit()


def pause(
    number: str,
    reason: PauseReason,
    until: date,
    who: StaffMember,
    *,
    seen: int | None = None,
    ports: Ports,
) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who, seen).pause(
            who.office, reason, until, by=who.name, at=ports.clock()
        )
        uow.commit()


def resume(number: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who, seen).resume(who.office, by=who.name, at=ports.clock())
        uow.commit()


def unchanged(complaint: Complaint, seen: int | None) -> None:
    """Raise ChangedMeanwhile when the page showed another version (`If-Match`)."""
    if seen is not None and complaint.version != seen:
        raise ChangedMeanwhile


def _mine(uow: UnitOfWork, number: str, who: StaffMember, seen: int | None) -> Complaint:
    """NotFound, not NotAllowed: another office's numbers are not confirmed to exist."""
    complaint = uow.complaints.get(number)
    if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
        raise NotFound
    unchanged(complaint, seen)
    return complaint
