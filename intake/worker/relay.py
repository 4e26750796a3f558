"""Hand every stored event to the tasks that follow it. What happens next is read here."""

from collections.abc import Callable

from intake.domain import events
from intake.domain.events import Event
from intake.ports import Ports

AFTER: dict[type[Event], tuple[str, ...]] = {
    events.ComplaintFiled: ("intake.dispatch",),
    events.ComplaintJoined: ("intake.follow",),
    events.ComplaintWithdrawn: ("intake.follow",),
    events.TicketAnswered: ("intake.plan_delivery", "intake.follow"),
    events.ComplaintAnsweredByDesk: ("intake.plan_delivery", "intake.follow"),
    events.ComplaintAnsweredWith: ("intake.plan_delivery",),
}


def relay(*, ports: Ports, send: Callable[[str, str], None]) -> int:
    """Send first, mark after: a crash in between sends twice, and every task may run twice."""
    with ports.view() as uow:
        waiting = uow.events.unrelayed()
    for _, event in waiting:
        for task in AFTER.get(type(event), ()):
            send(task, event.number)
    if waiting:
        with ports.uow() as uow:
            uow.events.relayed([id for id, _ in waiting], ports.clock())
            uow.commit()
    return len(waiting)
