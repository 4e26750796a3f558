"""Facts that happened. They are the timeline, the outbox and the audit trail at once.

An event carries codes and times, never what somebody wrote: events are kept for ever.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    number: str
    at: datetime


@dataclass(frozen=True)
class ComplaintFiled(Event):
    channel: str
    promised_at: datetime


@dataclass(frozen=True)
class ComplaintSentToDesk(Event):
    why: str  # unsure | inform | sent_back | unsolved | unroutable | left_alone


@dataclass(frozen=True)
class ComplaintJoined(Event):
    other: str  # the complaint it is handled with
    by: str  # "citizen" or a staff name


@dataclass(frozen=True)
class ComplaintAnsweredWith(Event):
    other: str


@dataclass(frozen=True)
class TicketDispatched(Event):
    office: str
    role: str
    due_at: datetime
    by: str  # "router" or a staff name
    category: str
    confidence: float
    time_limit: str


@dataclass(frozen=True)
class TicketSigned(Event):
    office: str
    by: str


@dataclass(frozen=True)
class TicketSentBack(Event):
    office: str
    by: str
    reason: str


@dataclass(frozen=True)
class TicketAnswered(Event):
    office: str
    by: str
    late_minutes: int


@dataclass(frozen=True)
class TicketOverdue(Event):
    office: str
    due_at: datetime


@dataclass(frozen=True)
class TextRevealed(Event):
    """An officer read unmasked what the citizen wrote; the citizen is told."""

    office: str
    officer: str
    purpose: str  # contact | place | identity | other


@dataclass(frozen=True)
class ComplaintAnsweredByDesk(Event):
    by: str


@dataclass(frozen=True)
class MaterialAdded(Event):
    pass


@dataclass(frozen=True)
class ComplaintUrged(Event):
    times: int


@dataclass(frozen=True)
class ComplaintRated(Event):
    solved: bool
    stars: int


@dataclass(frozen=True)
class ComplaintReopened(Event):
    pass


@dataclass(frozen=True)
class ComplaintWithdrawn(Event):
    pass


@dataclass(frozen=True)
class HumanAsked(Event):
    """`number` is the conversation's id here."""


@dataclass(frozen=True)
class AnswerDelivered(Event):
    channel: str


@dataclass(frozen=True)
class StaffLoggedIn(Event):
    """`number` is the staff name here."""


BY_NAME: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
