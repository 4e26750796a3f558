"""What staff see: work lists and one complaint, each only for those who may."""

from dataclasses import dataclass

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.events import Event
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports


@dataclass(frozen=True)
class Seen:
    complaint: Complaint
    events: list[Event]
    joined: list[Complaint]  # handled with this one


def desk(who: StaffMember, *, ports: Ports) -> list[Complaint]:
    _need(who, Act.SEE_DESK)
    with ports.view() as uow:
        return uow.complaints.at_desk()


def tickets(who: StaffMember, *, is_open: bool, ports: Ports) -> list[Complaint]:
    _need(who, Act.HANDLE)
    with ports.view() as uow:
        return uow.complaints.of_office(who.office, is_open=is_open)


def everything(who: StaffMember, *, ports: Ports) -> list[Complaint]:
    _need(who, Act.SEE_ALL)
    with ports.view() as uow:
        return uow.complaints.unfinished()


def one(number: str, who: StaffMember, *, ports: Ports) -> Seen:
    """NotFound also for what exists but is not theirs to see."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not access.may_see(who, complaint):
            raise NotFound
        return Seen(complaint, uow.events.of(number), uow.complaints.joined_to(number))


def audit(who: StaffMember, *, ports: Ports) -> tuple[list[tuple[int, Event]], int | None]:
    """The latest facts, and the first broken link of the chain, if any."""
    _need(who, Act.SEE_AUDIT)
    with ports.view() as uow:
        return uow.events.latest(), uow.events.broken_link()


def _need(who: StaffMember, act: Act) -> None:
    if not who.may(act):
        raise NotAllowed
