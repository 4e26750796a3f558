"""The administrator's view of what was told: no contact, no content."""

from dataclasses import dataclass
from datetime import date, timedelta

from intake.domain.days import midnight_after
from intake.domain.delivery import Delivery, DeliveryState, Hook, Wanted
from intake.domain.errors import BadDays, NotAllowedNow, NotFound
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import hooks

PAGE = 50


@dataclass(frozen=True)
class Told:
    rows: list[Delivery]
    next: int | None  # where the next page begins
    waiting: int
    failed: int
    hooks: list[Hook]


def look(wanted: Wanted, before: int | None, who: StaffMember, *, ports: Ports) -> Told:
    _may(who)
    with ports.view() as uow:
        rows = uow.deliveries.page(wanted, before, PAGE + 1)
        counts = [
            uow.deliveries.count(Wanted(state=state.value))
            for state in (DeliveryState.WAITING, DeliveryState.FAILED)
        ]
        known = uow.deliveries.hooks()
    next = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Told(rows[:PAGE], next, counts[0], counts[1], known)


def again(id: int, who: StaffMember, *, ports: Ports) -> Delivery:
    """Raise NotFound, NotAllowedNow."""
    _may(who)
    with ports.uow() as uow:
        row = uow.deliveries.get(id)
        if not row.may_be_repeated:
            raise NotAllowedNow(step="again", state=row.state.value)
        row.again(ports.clock())
        uow.commit()
    return row


def replay(since: date, until: date, name: str, who: StaffMember, *, ports: Ports) -> int:
    """Both days included. Raise BadDays."""
    _may(who)
    if until < since:
        raise BadDays("/until")
    start = midnight_after(since - timedelta(days=1))
    return hooks.replay(start, midnight_after(until), name, ports=ports)


def enable(name: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise NotFound."""
    _may(who)
    hooks.enable(name, who.name, ports=ports)


def _may(who: StaffMember) -> None:
    if not who.may(Act.SEE_DELIVERIES):
        raise NotFound
