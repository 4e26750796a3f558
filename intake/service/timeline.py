"""What happened to a complaint, or a part of it."""

from collections.abc import Iterable
from enum import StrEnum

from intake.domain import events
from intake.domain.events import Event
from intake.service.status import PUBLIC_STEPS

# Nobody's hand: the clock, routing, and what follows from a step by itself.
BY_ITSELF = (
    events.ComplaintSentToDesk,
    events.ComplaintSentToPanel,
    events.ComplaintAnsweredWith,
    events.ComplaintReopened,
    events.TicketOverdue,
    events.AnswerDelivered,
)
NOBODY = ("router", "clock", "first_receiver")


class Show(StrEnum):
    """The citizen is shown what is public, and nothing of what is inside; what the system did is
    some of either."""

    ALL = "all"
    PUBLIC = "public"
    INSIDE = "inside"
    SYSTEM = "system"


def is_in(event: Event, show: Show) -> bool:
    if show is Show.ALL:
        return True
    if show is Show.SYSTEM:
        return isinstance(event, BY_ITSELF) or getattr(event, "by", "") in NOBODY
    return (type(event).__name__ in PUBLIC_STEPS) is (show is Show.PUBLIC)


def only(found: Iterable[Event], show: Show) -> list[Event]:
    return [event for event in found if is_in(event, show)]
