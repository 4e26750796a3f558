"""Send what was planned, one row after another: claimed, sent, noted.

Whoever dies between sending and noting leaves the row claimed; after the lease it is sent again
under the same id.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from intake.domain import telling
from intake.domain.complaint import Complaint
from intake.domain.days import last_day
from intake.domain.delivery import Delivery, NotSent, Receiver
from intake.domain.errors import NotAllowedNow, NotFound
from intake.domain.events import AnswerDelivered
from intake.ports import Ports, UnitOfWork
from intake.ports.sending import Message
from intake.service import receipts, surveys
from intake.service.call_backs import SURVEY
from intake.service.receipts import RECEIPT

PEOPLE = (Receiver.CITIZEN, Receiver.STAFF)


def claim(
    receivers: Collection[Receiver], *, but: Collection[str] = (), ports: Ports
) -> Delivery | None:
    with ports.uow() as uow:
        found = uow.deliveries.claim(ports.clock(), receivers, but)
        uow.commit()
    return found


def message_id(delivery: Delivery) -> str:
    """The same for every try, and tells nothing."""
    return hashlib.sha256(delivery.key.encode()).hexdigest()[:32]


def contact_of(delivery: Delivery, *, ports: Ports) -> bytes | None:
    """Still sealed. None where there is none any more."""
    with ports.view() as uow:
        if delivery.receiver is Receiver.CITIZEN:
            return uow.contacts.sealed(delivery.name)
        address = uow.deliveries.address(delivery.name)
        return uow.contacts.sealed(address.contact_id) if address else None


def message_for(delivery: Delivery, *, ports: Ports) -> Message | None:
    """What to say now; None where it is not true any more."""
    if delivery.what == "hook_disabled":
        return ports.messages.say(delivery.what, number=delivery.number)
    if delivery.what == RECEIPT:
        return receipts.message(delivery, ports=ports)
    if delivery.what == SURVEY:
        return surveys.message(delivery.number, delivery.key, ports=ports)
    with ports.view() as uow:
        try:
            complaint = uow.complaints.get(delivery.number)
        except NotFound:
            return None
        if delivery.receiver is Receiver.CITIZEN:
            return _to_citizen(delivery.what, complaint, uow, ports)
        return _to_office(delivery, complaint, uow, ports)


def _to_citizen(what: str, complaint: Complaint, uow: UnitOfWork, ports: Ports) -> Message | None:
    if not telling.still_tells(what, complaint):
        return None
    lead = telling.lead_of(complaint)
    day = _day(complaint.expected_at, ports)
    if what == "asked":
        waits = next((one for one in uow.tracks.of(complaint.number) if one.waits), None)
        if waits is None or waits.ask_by is None:
            return None
        day = f"{waits.ask_by.month}月{waits.ask_by.day}日"
    return ports.messages.say(
        what,
        # Of a report nobody beside the telephone may guess what it is about.
        category="" if telling.is_report(complaint) else complaint.category,
        number=complaint.number,
        day=day,
        office=lead.office_name if lead else "",
    )


def _to_office(
    delivery: Delivery, complaint: Complaint, uow: UnitOfWork, ports: Ports
) -> Message | None:
    member = uow.staff.get(delivery.name)
    if member is None:
        return None
    if delivery.what == "track_overdue":
        late = [one for one in uow.tracks.of(complaint.number) if one.is_late(ports.clock())]
        there = member.office in {one.holder for one in late}
        return ports.messages.say(delivery.what, number=complaint.number) if there else None
    try:
        ticket = complaint.ticket_of(member.office)
    except NotAllowedNow:  # the member works for another office by now
        return None
    if not telling.still_calls(delivery.what, ticket):
        return None
    day = _day(ticket.due_at, ports)
    return ports.messages.say(delivery.what, number=complaint.number, day=day)


def _day(due_at: datetime, ports: Ports) -> str:
    day = last_day(due_at)
    mark = ports.words.say("tentative").text if ports.directory.is_tentative(due_at) else ""
    return f"{day.month}月{day.day}日{mark}"


def sent(delivery: Delivery, code: str, channel: str, shown: str, *, ports: Ports) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        row = uow.deliveries.get(delivery.id or 0)
        row.channel, row.shown = channel, shown
        row.sent(now, code)
        if row.receiver is Receiver.CITIZEN and row.what == "answered":
            uow.events.add(AnswerDelivered(row.number, now, channel))
        uow.commit()


def failed(delivery: Delivery, error: NotSent, channel: str, shown: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        row = uow.deliveries.get(delivery.id or 0)
        row.channel, row.shown = channel, shown
        row.failed(ports.clock(), error, jitter())
        uow.commit()


def dropped(delivery: Delivery, code: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        uow.deliveries.get(delivery.id or 0).drop(code)
        uow.commit()


def jitter() -> float:
    return secrets.randbelow(1000) / 1000
