"""Ask a second person: propose, and agree or refuse, inside the caller's transaction."""

from datetime import datetime

from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowedNow, ProposalOver
from intake.domain.staff import StaffMember
from intake.domain.two_people import Proposal, What
from intake.ports import UnitOfWork


def propose(
    what: What,
    complaint: Complaint,
    who: StaffMember,
    now: datetime,
    *,
    note: str = "",
    uow: UnitOfWork,
) -> Proposal:
    """In place of one that is over. Raise NotAllowedNow while one is open."""
    old = uow.proposals.of(what, complaint.number)
    if old and old.is_open(now):
        raise NotAllowedNow
    if old:
        uow.proposals.remove(old)
    new = Proposal.make(what, complaint.number, by=who.name, at=now, note=note, area=complaint.area)
    uow.proposals.add(new)
    return new


def agree(what: What, number: str, who: StaffMember, now: datetime, *, uow: UnitOfWork) -> Proposal:
    """Raise ProposalOver, SecondPersonNeeded."""
    proposal = _of(what, number, uow)
    proposal.agree(who.name, now)
    uow.proposals.remove(proposal)
    return proposal


def refuse(what: What, number: str, *, uow: UnitOfWork) -> Proposal:
    """By another, or by whoever proposed it. Raise ProposalOver where there is none."""
    proposal = _of(what, number, uow)
    uow.proposals.remove(proposal)
    return proposal


def _of(what: What, number: str, uow: UnitOfWork) -> Proposal:
    proposal = uow.proposals.of(what, number)
    if proposal is None:
        raise ProposalOver
    return proposal
