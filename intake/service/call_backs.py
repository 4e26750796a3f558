"""What every answer begins: who is asked how it went, when, and by which way."""

import secrets
from datetime import datetime, timedelta

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.delivery import Delivery, Receiver
from intake.domain.receipt import digest
from intake.domain.visits import CallBack, Heard
from intake.ports import Ports, UnitOfWork

SURVEY = "survey"  # the message with the link


def begin(uow: UnitOfWork, complaint: Complaint, office: str, ports: Ports) -> None:
    """After an answer, in its transaction. `office` answered as the lead; "" where the desk did."""
    if complaint.state is not ComplaintState.ANSWERED:
        return
    now, rules = ports.clock(), ports.visit_rules
    call_back = CallBack(complaint.number, complaint.redone, office, now)
    # Keyed: an office that could reckon who will be called would look after those alone.
    drawn = digest(f"call back {complaint.number} {complaint.redone}", ports.pepper)
    if complaint.contact_id and rules.calls(complaint.kinds, int(drawn[:8], 16) % 100):
        call_back.due_at = ports.directory.later(now, rules.days)
    else:
        later = now + timedelta(days=rules.link_after)
        plan_link(uow, complaint, later, ports)
    uow.call_backs.add(call_back)


def end(uow: UnitOfWork, complaint: Complaint, now: datetime) -> None:
    """The citizen has said it without being asked."""
    if call_back := latest(uow, complaint.number):
        call_back.end(now)


def latest(uow: UnitOfWork, number: str) -> CallBack | None:
    rows = uow.call_backs.of(number)
    return rows[-1] if rows else None


def awaits(uow: UnitOfWork, complaint: Complaint, office: str) -> bool:
    """Whether the office that answered is still to call back itself."""
    if complaint.state is not ComplaintState.ANSWERED:
        return False
    last = latest(uow, complaint.number)
    return bool(last and last.office == office and not (last.office_at or last.ended_at))


def plan_link(uow: UnitOfWork, complaint: Complaint, at: datetime, ports: Ports) -> None:
    """Nothing where no contact was left, or where nobody set the address of the public site."""
    contact = complaint.contact_id
    if contact and ports.public_url:
        key = f"{SURVEY}:{secrets.token_hex(16)}"
        row = Delivery(key, complaint.number, Receiver.CITIZEN, contact, SURVEY, ports.clock(), at)
        uow.deliveries.plan([row])


def redo_by(heard: Heard, ports: Ports) -> datetime | None:
    """Until when it is to be redone; None where it need not be."""
    if not ports.visit_rules.is_redone(heard):
        return None
    return ports.directory.later(ports.clock(), ports.visit_rules.redo_days)
