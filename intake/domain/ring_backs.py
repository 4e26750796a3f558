"""Calls that nobody took (回电): who is to be rung back, until when, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.domain.errors import NotAllowedNow
from intake.domain.seats import SeatRules

UNREACHED = "unreached"
LOOK_LASTS = timedelta(minutes=2)  # an opened number; then it is deleted


class WhyBack(StrEnum):
    MESSAGE = "message"  # left what they wanted to say
    GAVE_UP = "gave_up"  # hung up before anybody answered
    NIGHT = "night"  # called outside the hours


@dataclass
class RingBack:
    call: str  # the switchboard's id, so that one call is here once
    why: WhyBack
    asked_at: datetime
    due_at: datetime
    shown: str = field(default="", repr=False)  # 138****8000; empty: withheld
    contact_id: str | None = None
    number: str = ""  # of the complaint that was filed from what was said
    tries: int = 0
    taken_by: str = ""
    ended_at: datetime | None = None
    outcome: str = ""
    # An agent wants to see the number: sealed to a key that only their browser leads to.
    look_key: bytes | None = field(default=None, repr=False)
    look_sealed: bytes | None = field(default=None, repr=False)
    look_until: datetime | None = None
    version: int = 1
    id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def take(self, by: str) -> None:
        if self.ended_at or self.taken_by not in ("", by):
            raise NotAllowedNow(step="ring_back", state="taken")
        self.taken_by = by

    def mine(self, by: str) -> None:
        if self.ended_at or self.taken_by != by:
            raise NotAllowedNow(step="ring_back", state="taken" if self.taken_by else "open")

    def reached(self, outcome: str, at: datetime) -> None:
        self.outcome, self.ended_at = outcome, at
        self.forget_look()

    def not_reached(self, at: datetime, rules: SeatRules) -> bool:
        """True once that was the last try; before, anybody may try again later."""
        self.tries, self.taken_by = self.tries + 1, ""
        self.forget_look()
        if self.tries >= rules.most_tries:
            self.reached(UNREACHED, at)
            return True
        self.due_at = at + timedelta(hours=rules.again_after_hours)
        return False

    def look(self, key: bytes, at: datetime) -> None:
        self.look_key, self.look_sealed, self.look_until = key, None, at + LOOK_LASTS

    def forget_look(self) -> None:
        self.look_key = self.look_sealed = self.look_until = None
