"""Hand every stored event to the tasks that follow it. What happens next is read here."""

from collections.abc import Callable

from intake.domain import events
from intake.domain.events import Event
from intake.ports import Ports
from intake.service import telling

TRACKS = "intake.follow_tracks"
AFTER: dict[type[Event], tuple[str, ...]] = {
    events.ComplaintFiled: ("intake.dispatch",),
    events.ComplaintJoined: ("intake.follow", TRACKS),
    events.ComplaintWithdrawn: ("intake.follow", TRACKS),
    events.TicketAnswered: ("intake.follow",),
    events.ComplaintAnsweredByDesk: ("intake.follow",),
    events.TicketDispatched: (TRACKS,),
    events.TicketSentBack: (TRACKS,),
    events.TicketReleased: (TRACKS,),
    events.PanelDecided: (TRACKS,),
    events.EscalationDecided: (TRACKS,),
    events.MaterialAdded: (TRACKS,),
    events.RoutingTried: ("intake.try_routing",),
    events.ExportAsked: ("intake.export",),
}


def relay(*, ports: Ports, send: Callable[[str, str], None]) -> int:
    """Send first, mark after: a crash in between sends twice, and every task may run twice. What
    people and programs are told is planned together with the mark: once."""
    with ports.view() as uow:
        waiting = uow.events.unrelayed()
        hooks = uow.deliveries.hooks()
        told = [row for id, event in waiting for row in telling.plan(id, event, hooks, uow)]
    for _, event in waiting:
        for task in AFTER.get(type(event), ()):
            send(task, event.number)
    if waiting:
        with ports.uow() as uow:
            uow.deliveries.plan(told)
            uow.events.relayed([id for id, _ in waiting], ports.clock())
            uow.commit()
    return len(waiting)
