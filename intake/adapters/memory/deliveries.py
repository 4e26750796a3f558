"""The log of what was told, in memory."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from intake.domain.delivery import Address, Delivery, Hook, Receiver, Wanted
from intake.domain.errors import NotFound
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import Ticket, TicketState
from intake.ports.sending import StayDue


class MemoryDeliveries:
    def __init__(self, store: Any):
        self._store = store

    def plan(self, rows: Collection[Delivery]) -> None:
        known = {row.key for row in self._rows}
        for row in rows:
            if row.key not in known:
                known.add(row.key)
                self._rows.append(row)

    def claim(
        self, now: datetime, receivers: Collection[Receiver], but: Collection[str] = ()
    ) -> Delivery | None:
        due = [
            (row.next_at, row.id or 0, row)
            for row in self._rows
            if row.next_at and row.next_at <= now
            if row.receiver in receivers and row.name not in but
        ]
        if not due:
            return None
        found = min(due, key=lambda one: one[:2])[2]
        found.claim(now)
        return found

    def get(self, id: int) -> Delivery:
        for row in self._rows:
            if row.id == id:
                return row
        raise NotFound

    def of(self, number: str) -> list[Delivery]:
        return [row for row in self._rows if row.number == number]

    def page(self, wanted: Wanted, before: int | None = None, limit: int = 50) -> list[Delivery]:
        found = [row for row in self._matching(wanted) if before is None or (row.id or 0) < before]
        return sorted(found, key=lambda row: row.id or 0, reverse=True)[:limit]

    def count(self, wanted: Wanted, most: int = 10_000) -> int:
        return len(self._matching(wanted)[:most])

    def between(self, since: datetime, until: datetime, name: str, limit: int) -> list[Delivery]:
        return [
            row
            for row in self._rows
            if row.receiver is Receiver.WEBHOOK and since <= row.created_at < until
            if not name or row.name == name
        ][:limit]

    def forget_before(self, moment: datetime) -> int:
        old = [row for row in self._rows if row.created_at < moment and row.next_at is None]
        for row in old:
            self._rows.remove(row)
        return len(old)

    def stays_due(self, since: datetime, until: datetime) -> list[StayDue]:
        def runs(ticket: Ticket) -> bool:
            runs_on = ticket.is_open and ticket.state is not TicketState.SUSPENDED
            return runs_on and ticket.raised_at is None and since <= ticket.due_at < until

        return [
            StayDue(ticket.id or 0, complaint.number, ticket.office)
            for complaint in self._store.complaints.values()
            for ticket in complaint.tickets
            if runs(ticket)
        ]

    def hooks(self) -> list[Hook]:
        return sorted(self._store.hooks.values(), key=lambda hook: hook.name)

    def hook(self, name: str) -> Hook | None:
        found: Hook | None = self._store.hooks.get(name)
        return found

    def add_hook(self, hook: Hook) -> None:
        self._store.hooks[hook.name] = hook

    def address(self, member: str) -> Address | None:
        found: Address | None = self._store.addresses.get(member)
        return found

    def set_address(self, address: Address) -> None:
        self._store.addresses[address.member] = address

    def remove_address(self, member: str) -> None:
        self._store.addresses.pop(member, None)

    def addresses_of(self, office: str) -> list[Address]:
        return self._addresses(lambda m: m.role is StaffRole.OFFICER and m.office == office)

    def addresses_of_role(self, role: str) -> list[Address]:
        return self._addresses(lambda m: m.role == role)

    def _addresses(self, fits: Callable[[StaffMember], bool]) -> list[Address]:
        staff, addresses = self._store.staff, self._store.addresses
        return [addresses[n] for n in sorted(addresses) if n in staff and fits(staff[n])]

    @property
    def _rows(self) -> list[Delivery]:
        rows: list[Delivery] = self._store.deliveries
        return rows

    def _matching(self, wanted: Wanted) -> list[Delivery]:
        return [
            row
            for row in self._rows
            if not wanted.receiver or row.receiver == wanted.receiver
            if not wanted.state or row.state == wanted.state
            if not wanted.name or row.name == wanted.name
            if not wanted.number or row.number == wanted.number
        ]
