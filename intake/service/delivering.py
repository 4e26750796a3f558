"""Bring an answer to the citizen who left a contact."""

from datetime import timedelta

from intake.domain.events import AnswerDelivered
from intake.domain.staff import Delivery
from intake.ports import Channel, Ports

MOST_TRIES = 8


def plan(number: str, template: str, *, ports: Ports) -> None:
    """One delivery for each answer and contact; planning twice plans once."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        known = [d for d in uow.deliveries.of(number) if d.template == template]
        if complaint.contact_id is None or len(known) >= max(1, len(complaint.answers)):
            return
        uow.deliveries.add(Delivery(number, complaint.contact_id, template, ports.clock()))
        uow.commit()


def deliver(delivery: Delivery, contact: str, *, channel: Channel, name: str, ports: Ports) -> None:
    """Try once. The text says that there is an answer, never what it is about."""
    now = ports.clock()
    text = ports.words.say(delivery.template, number=delivery.number).text
    try:
        if not contact:
            raise OSError("no contact")
        channel.send(contact, text)
        sent = True
    except OSError:
        sent = False
    with ports.uow() as uow:
        for row in uow.deliveries.of(delivery.number):
            if row.id != delivery.id:
                continue
            row.tries += 1
            if sent:
                row.done_at = now
                uow.events.add(AnswerDelivered(delivery.number, now, name))
            else:
                row.next_at = now + timedelta(minutes=5 * 2**row.tries)
        uow.commit()
