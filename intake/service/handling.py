"""An office's work on its ticket: sign, answer, send back."""

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import NotFound
from intake.domain.staff import Act, StaffMember
from intake.domain.ticket import ReturnReason
from intake.ports import Ports, UnitOfWork


def sign(number: str, who: StaffMember, *, ports: Ports) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who).sign(who.office, by=who.name, at=ports.clock())
        uow.commit()


def answer(number: str, text: str, who: StaffMember, *, ports: Ports) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who).answer(who.office, text, by=who.name, at=ports.clock())
        uow.commit()


def send_back(
    number: str, reason: ReturnReason, note: str, who: StaffMember, *, ports: Ports
) -> None:
    with ports.uow() as uow:
        _mine(uow, number, who).send_back(who.office, reason, note, by=who.name, at=ports.clock())
        uow.commit()


def _mine(uow: UnitOfWork, number: str, who: StaffMember) -> Complaint:
    """NotFound, not NotAllowed: another office's numbers are not confirmed to exist."""
    complaint = uow.complaints.get(number)
    if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
        raise NotFound
    return complaint
