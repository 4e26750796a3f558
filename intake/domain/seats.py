"""An agent's seat at the phone, and the call that comes to it."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from intake.domain.days import CHINA
from intake.domain.errors import BadExtension, NotAllowedNow

ALIVE = timedelta(seconds=60)  # since the browser last asked; later nobody sits there
EXTENSION = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class SeatState(StrEnum):
    PAUSED = "paused"
    READY = "ready"
    TALKING = "talking"
    WRAPPING = "wrapping"  # the call is over; what became of it is still to be said


@dataclass
class Seat:
    member: str
    extension: str = ""  # of their telephone, as the switchboard knows it; "" takes no calls
    state: SeatState = SeatState.PAUSED
    since: datetime | None = None
    seen_at: datetime | None = None
    call: str = ""  # that rings here, is spoken, or was the last
    version: int = 1

    def is_there(self, now: datetime) -> bool:
        return self.seen_at is not None and now - self.seen_at <= ALIVE

    def is_ready(self, now: datetime) -> bool:
        free = self.state is SeatState.READY and not self.call
        return free and bool(self.extension) and self.is_there(now)

    def turn(self, state: SeatState, at: datetime) -> None:
        """By the agent's own key. Raise NotAllowedNow in mid call or before the wrap-up."""
        if self.state not in (SeatState.READY, SeatState.PAUSED) or self.call:
            raise NotAllowedNow(step="seat", state=self.state.value)
        self.state, self.since = state, at

    def ring(self, call: str, at: datetime) -> None:
        self.call, self.since = call, at

    def talk(self, at: datetime) -> None:
        self.state, self.since = SeatState.TALKING, at

    def stop_ringing(self, at: datetime, *, missed: bool) -> None:
        """Whoever does not answer is not rung again before they say so."""
        self.call, self.since = "", at
        if missed:
            self.state = SeatState.PAUSED

    def hang_up(self, at: datetime) -> None:
        self.state, self.since = SeatState.WRAPPING, at

    def wrap_up(self, at: datetime) -> str:
        """The call it was about. In mid call, too: the switchboard may have failed to say that it
        is over."""
        if self.state not in (SeatState.WRAPPING, SeatState.TALKING):
            raise NotAllowedNow(step="seat", state=self.state.value)
        call, self.call = self.call, ""
        self.state, self.since = SeatState.READY, at
        return call

    def give_extension(self, extension: str) -> None:
        """Raise BadExtension."""
        if extension and not EXTENSION.fullmatch(extension):
            raise BadExtension("/extension")
        self.extension = extension


@dataclass(frozen=True)
class Advice:
    """An office that may be the right one."""

    office: str
    name: str
    confidence: float


@dataclass
class PhoneCall:
    """A call on the ordinary line whose caller asked for a person."""

    id: str  # the switchboard's
    conversation: str  # empty where nothing was stored of it
    asked_at: datetime
    shown: str = field(default="", repr=False)  # 138****8000; empty: withheld
    contact_id: str | None = None  # the number, sealed; goes when the call was answered
    tag: str = field(default="", repr=False)  # by which the caller is known again
    quarter: str = ""  # the tag's
    matters: list[str] = field(default_factory=list)  # earlier complaints of the same caller
    advice: list[Advice] = field(default_factory=list)
    agent: str = ""
    popped_at: datetime | None = None  # the agent's desk shows it
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    transfer: str = ""  # where the agent sends the caller on to: 110
    code: str = ""  # of the wrap-up
    version: int = 1

    @property
    def was_answered(self) -> bool:
        return self.answered_at is not None

    def offer(self, agent: str) -> None:
        self.agent, self.popped_at = agent, None


@dataclass(frozen=True)
class CallerTag:
    """A number under the key of one quarter. When the key is deleted it leads nowhere."""

    quarter: str  # 2026Q4
    digest: str = field(repr=False)


@dataclass(frozen=True)
class EmergencyLine:
    number: str
    name: str
    address: str  # where the switchboard dials; empty: not connected


@dataclass(frozen=True)
class SeatRules:
    """An operator's file (intake/texts/seats.yml)."""

    wrap_up: dict[str, str]  # code: words; in the order of their keys
    emergency: dict[str, EmergencyLine]
    outcomes: dict[str, str]  # of ringing back
    within_hours: int
    again_after_hours: int
    most_tries: int
    opens: time
    closes: time
    unverified: bool = True

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at.astimezone(CHINA).time() < self.closes
