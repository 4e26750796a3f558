"""Which tasks follow which event. What happens next is read here."""

from collections.abc import Callable

from intake.domain import events
from intake.domain.events import Event
from intake.ports import Ports
from intake.service import relaying

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
    return relaying.relay(AFTER, ports=ports, send=send)
