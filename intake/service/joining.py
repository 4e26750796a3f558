"""Several people tell of one matter: it is handled once, and answered to each (并案)."""

from intake.domain import access
from intake.domain.complaint import OPEN_STATES, Complaint, ComplaintState
from intake.domain.errors import NotFound, UnknownNumber
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service import call_backs


def join_by_hand(number: str, other: str, who: StaffMember, *, ports: Ports) -> None:
    """The dispatcher's choice. Who had joined this one goes along."""
    with ports.uow() as uow:
        complaint, first = uow.complaints.get(number), _first(uow, other, who)
        if not (who.may(Act.DISPATCH) and access.may_see(who, complaint)):
            raise NotFound
        now = ports.clock()
        for one in (complaint, *uow.complaints.joined_to(number)):
            if one is complaint or one.state is ComplaintState.JOINED:
                one.join(first, by=who.name, at=now)
        uow.commit()


def follow(number: str, *, ports: Ports) -> None:
    """After a complaint was answered, withdrawn or joined: bring those handled together to the
    same point. Runs in the worker, so that an answer and a joining at the same moment are both
    kept; running twice changes nothing."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if complaint.joins:
            _follow(uow, complaint, uow.complaints.get(complaint.joins), ports)
        for one in uow.complaints.joined_to(number):
            _follow(uow, one, complaint, ports)
        uow.commit()


def _follow(uow: UnitOfWork, one: Complaint, first: Complaint, ports: Ports) -> None:
    before = one.state
    one.follow(first, ports.clock())
    if one.state is not before:
        call_backs.begin(uow, one, first.settled_by.office if first.settled_by else "", ports)


def _first(uow: UnitOfWork, number: str, who: StaffMember) -> Complaint:
    """The one handled by itself; a number of a joined one leads there."""
    try:
        found = uow.complaints.get(number.strip())
    except NotFound:
        raise UnknownNumber("/other") from None
    if found.state is ComplaintState.JOINED:
        found = uow.complaints.get(found.joins)
    if found.state not in OPEN_STATES or not access.reaches(who, found):
        raise UnknownNumber("/other")
    return found
