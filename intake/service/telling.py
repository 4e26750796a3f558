"""Plan what people and programs are told of what happened."""

from datetime import UTC, timedelta

from intake.domain import contact, telling
from intake.domain.complaint import Complaint
from intake.domain.days import day_of, midnight_after
from intake.domain.delivery import SETTLING, Address, Delivery, Hook, Receiver
from intake.domain.errors import BadContact, NotFound
from intake.domain.events import Event
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Ports, UnitOfWork
from intake.service.filing import new_contact

TOLD = (StaffRole.OFFICER, StaffRole.ADMIN)


def plan(id: int, event: Event, hooks: list[Hook], uow: UnitOfWork) -> list[Delivery]:
    """Nothing for what is about no complaint: of protected reports there is no such event."""
    type = telling.hook_type(event.__class__)
    if not type:
        return []
    try:
        complaint = uow.complaints.get(event.number)
    except NotFound:
        return []
    office, said = telling.for_office(event, complaint)
    rows = [_staff(f"{id}", event, said, one) for one in uow.deliveries.addresses_of(office)]
    if complaint.contact_id and (what := telling.for_citizen(event, complaint)):
        rows.append(_citizen(id, event, what, complaint.contact_id))
    return rows + [_hook(id, event, type, hook, complaint) for hook in hooks if hook.wants(type)]


def _citizen(id: int, event: Event, what: str, contact_id: str) -> Delivery:
    next_at = event.at + SETTLING if what == "filed" else event.at
    key = f"{id}:{Receiver.CITIZEN}:{contact_id}"
    return Delivery(key, event.number, Receiver.CITIZEN, contact_id, what, event.at, next_at)


def _staff(key: str, event: Event, what: str, to: Address) -> Delivery:
    key = f"{key}:{Receiver.STAFF}:{to.member}"
    return Delivery(key, event.number, Receiver.STAFF, to.member, what, event.at, event.at)


def _hook(id: int, event: Event, type: str, hook: Hook, complaint: Complaint) -> Delivery:
    office: str = getattr(event, "office", "")
    due_at = getattr(event, "due_at", None) or complaint.next_due
    data = {
        "number": event.number,
        "state": complaint.state.value,
        "office": office,
        "due_at": due_at.astimezone(UTC).isoformat() if due_at else "",
    }
    key = f"{id}:{Receiver.WEBHOOK}:{hook.name}"
    return Delivery(
        key, event.number, Receiver.WEBHOOK, hook.name, type, event.at, event.at, data=data
    )


def tell_due_soon(*, ports: Ports) -> None:
    """In the morning, offices are told what is due tomorrow; a second run tells nothing new."""
    now = ports.clock()
    tomorrow = day_of(now) + timedelta(days=1)
    # What is due at midnight is due the day before.
    since, until = (midnight_after(day_of(now)), midnight_after(tomorrow))
    second = timedelta(seconds=1)
    with ports.uow() as uow:
        rows = []
        for stay in uow.deliveries.stays_due(since + second, until + second):
            event = Event(stay.number, now)
            rows += [
                _staff(f"soon-{stay.ticket}-{tomorrow}", event, "due_soon", one)
                for one in uow.deliveries.addresses_of(stay.office)
            ]
        uow.deliveries.plan(rows)
        uow.commit()


def tell_admins(name: str, uow: UnitOfWork, ports: Ports) -> None:
    """That an endpoint is disabled."""
    event = Event(name, ports.clock())
    key = f"disabled-{name}-{event.at.isoformat()}"
    admins = uow.deliveries.addresses_of_role(StaffRole.ADMIN.value)
    uow.deliveries.plan([_staff(key, event, "hook_disabled", one) for one in admins])


def address_of(who: StaffMember, *, ports: Ports) -> Address | None:
    with ports.view() as uow:
        return uow.deliveries.address(who.name)


def set_address(typed: str, who: StaffMember, *, ports: Ports) -> None:
    """Where the member is told of work; nothing typed: nowhere. Raise BadContact, NotFound."""
    if who.role not in TOLD:
        raise NotFound
    found = contact.find(typed)
    if typed.strip() and found is None:
        raise BadContact("/contact")
    with ports.uow() as uow:
        if old := uow.deliveries.address(who.name):
            uow.contacts.remove(old.contact_id)
            uow.deliveries.remove_address(who.name)
        if found:
            id = new_contact(uow, ports.contact_sealer.seal(found.encode()))
            uow.deliveries.set_address(Address(who.name, id, contact.masked(found)))
        uow.commit()
