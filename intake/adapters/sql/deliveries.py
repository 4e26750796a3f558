"""The log of what was told and is to be told."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.domain.delivery import (
    NEEDLESS,
    Address,
    Delivery,
    DeliveryState,
    Hook,
    Receiver,
    Wanted,
)
from intake.domain.errors import NotFound
from intake.domain.staff import StaffRole
from intake.domain.ticket import OPEN, TicketState
from intake.ports.sending import StayDue

RUNNING = tuple(state for state in OPEN if state is not TicketState.SUSPENDED)


class SqlDeliveries:
    def __init__(self, session: Session):
        self._session = session

    def plan(self, rows: Collection[Delivery]) -> None:
        dialect = self._session.get_bind().dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(t.deliveries)
        for row in rows:
            values = asdict(row)
            del values["id"]
            self._session.execute(
                insert.values(**values).on_conflict_do_nothing(index_elements=["key"])
            )

    def claim(
        self, now: datetime, receivers: Collection[Receiver], but: Collection[str] = ()
    ) -> Delivery | None:
        c = t.deliveries.c
        due = (
            select(Delivery)
            .where(c.next_at <= now, c.receiver.in_(receivers), c.name.not_in(but))
            .order_by(c.next_at, c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = self._session.scalars(due).one_or_none()
        if found:
            found.claim(now)
        return found

    def get(self, id: int) -> Delivery:
        found = self._session.get(Delivery, id)
        if found is None:
            raise NotFound
        return found

    def of(self, number: str) -> list[Delivery]:
        query = select(Delivery).where(t.deliveries.c.number == number)
        return list(self._session.scalars(query.order_by(t.deliveries.c.id)))

    def page(self, wanted: Wanted, before: int | None = None, limit: int = 50) -> list[Delivery]:
        query = select(Delivery).where(_matches(wanted))
        if before is not None:
            query = query.where(t.deliveries.c.id < before)
        query = query.order_by(t.deliveries.c.id.desc()).limit(limit)
        return list(self._session.scalars(query))

    def count(self, wanted: Wanted, most: int = 10_000) -> int:
        some = select(t.deliveries.c.id).where(_matches(wanted)).limit(most).subquery()
        return self._session.scalar(select(func.count()).select_from(some)) or 0

    def between(self, since: datetime, until: datetime, name: str, limit: int) -> list[Delivery]:
        c = t.deliveries.c
        query = select(Delivery).where(
            c.receiver == Receiver.WEBHOOK, c.created_at >= since, c.created_at < until
        )
        if name:
            query = query.where(c.name == name)
        return list(self._session.scalars(query.order_by(c.id).limit(limit)))

    def forget_before(self, moment: datetime) -> int:
        c = t.deliveries.c
        gone = self._session.execute(
            delete(t.deliveries).where(c.created_at < moment, c.next_at.is_(None))
        )
        return int(cast(Any, gone).rowcount)

    def stays_due(self, since: datetime, until: datetime) -> list[StayDue]:
        c = t.tickets.c
        query = (
            select(c.id, c.number, c.office)
            .where(c.due_at >= since, c.due_at < until)
            .where(c.closed_at.is_(None), c.raised_at.is_(None), c.state.in_(RUNNING))
            .order_by(c.id)
        )
        return [StayDue(*row) for row in self._session.execute(query)]

    def hooks(self) -> list[Hook]:
        return list(self._session.scalars(select(Hook).order_by(t.hooks.c.name)))

    def hook(self, name: str) -> Hook | None:
        return self._session.get(Hook, name)

    def add_hook(self, hook: Hook) -> None:
        self._session.add(hook)

    def address(self, member: str) -> Address | None:
        return self._session.get(Address, member)

    def set_address(self, address: Address) -> None:
        self._session.merge(address)

    def remove_address(self, member: str) -> None:
        self._session.execute(delete(Address).where(t.addresses.c.member == member))

    def addresses_of(self, office: str) -> list[Address]:
        return self._addresses(
            and_(t.staff.c.role == StaffRole.OFFICER, t.staff.c.office == office)
        )

    def addresses_of_role(self, role: str) -> list[Address]:
        return self._addresses(t.staff.c.role == StaffRole(role))

    def _addresses(self, where: ColumnElement[bool]) -> list[Address]:
        query = select(Address).join(t.staff, t.staff.c.name == t.addresses.c.member).where(where)
        return list(self._session.scalars(query.order_by(t.addresses.c.member)))


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    c = t.deliveries.c
    asked: list[ColumnElement[bool]] = [c.id.is_not(None)]
    if wanted.receiver:
        asked.append(c.receiver == wanted.receiver)
    if wanted.name:
        asked.append(c.name == wanted.name)
    if wanted.number:
        asked.append(c.number == wanted.number)
    if wanted.state == DeliveryState.WAITING:
        asked.append(c.next_at.is_not(None))
    elif wanted.state == DeliveryState.SENT:
        asked.append(c.done_at.is_not(None))
    elif wanted.state == DeliveryState.FAILED:
        asked += [c.next_at.is_(None), c.done_at.is_(None), c.code.not_in(NEEDLESS)]
    elif wanted.state == DeliveryState.DROPPED:
        asked += [c.next_at.is_(None), c.done_at.is_(None), c.code.in_(NEEDLESS)]
    return and_(*asked)
