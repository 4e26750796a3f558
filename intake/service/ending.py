"""End a supervision (结束督办): one supervisor proposes it, another agrees."""

from intake.domain import access, supervision
from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.staff import Act, StaffMember
from intake.domain.two_people import What
from intake.ports import Ports, UnitOfWork
from intake.service import two_people
from intake.service.filing import clean
from intake.service.handling import unchanged

END = What.END_SUPERVISION


def ask_to_end(
    number: str, note: str, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> None:
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        supervision.ask_to_end(complaint, by=who.name, at=now)
        two_people.propose(END, complaint, who, now, note=note, uow=uow)
        uow.commit()


def agree_to_end(number: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    """Raise SecondPersonNeeded, ProposalOver."""
    now = ports.clock()
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        proposal = two_people.agree(END, number, who, now, uow=uow)
        supervision.end(complaint, by=who.name, asked_by=proposal.by, at=now)
        uow.commit()


def keep_on(number: str, who: StaffMember, *, seen: int | None = None, ports: Ports) -> None:
    """Not agreed, or taken back."""
    with ports.uow() as uow:
        complaint = _mine(uow, number, who, seen)
        two_people.refuse(END, number, uow=uow)
        supervision.keep_on(complaint, by=who.name, at=ports.clock())
        uow.commit()


def _mine(uow: UnitOfWork, number: str, who: StaffMember, seen: int | None) -> Complaint:
    complaint = uow.complaints.get(number)
    if not (who.may(Act.SUPERVISE) and access.may_see(who, complaint)):
        raise NotFound
    if not who.may(Act.END_SUPERVISION):
        raise NotAllowed
    unchanged(complaint, seen)
    return complaint
