"""What the past teaches: who answered which complaint in the end.

Where a dispatcher chose another office than routing, that choice is what is learnt.
"""

from datetime import timedelta

from intake.domain.days import day_of
from intake.domain.redaction import mask_numbers
from intake.ports import Ports
from routing.history import Order
from routing.nearest import Settled

LOOK_BACK = timedelta(days=730)
MOST_LIKE = 20_000  # settled orders kept in memory to find like ones


def orders(*, ports: Ports) -> list[Order]:
    """Texts with numbers masked, and the department that answered; oldest first."""
    with ports.view() as uow:
        found = uow.complaints.answered(ports.clock() - LOOK_BACK)
    return [
        Order(mask_numbers(one.text), stay.office.partition("-")[2], day_of(one.filed_at))
        for one in found
        if (stay := one.settled_by)
    ]


def examples(*, ports: Ports) -> list[Settled]:
    """The latest settled orders, to show a dispatcher those like a new one."""
    with ports.view() as uow:
        found = uow.complaints.answered(ports.clock() - LOOK_BACK)[-MOST_LIKE:]
    return [
        Settled(one.number, stay.office.partition("-")[2], stay.office_name, mask_numbers(one.text))
        for one in found
        if (stay := one.settled_by)
    ]
