"""Hand every stored event on: to the tasks that follow it, and to whom is told of it."""

from collections.abc import Callable, Mapping

from intake.domain.events import Event
from intake.ports import Ports
from intake.service import telling


def relay(
    after: Mapping[type[Event], tuple[str, ...]], *, ports: Ports, send: Callable[[str, str], None]
) -> int:
    """Send first, mark after: a crash in between sends twice, and every task may run twice. What
    people and programs are told is planned together with the mark: once."""
    with ports.view() as uow:
        waiting = uow.events.unrelayed()
        hooks = uow.deliveries.hooks()
        told = [row for id, event in waiting for row in telling.plan(id, event, hooks, uow)]
    for _, event in waiting:
        for task in after.get(type(event), ()):
            send(task, event.number)
    if waiting:
        with ports.uow() as uow:
            uow.deliveries.plan(told)
            uow.events.relayed([id for id, _ in waiting], ports.clock())
            uow.commit()
    return len(waiting)
