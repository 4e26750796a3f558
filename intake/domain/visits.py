"""Call-backs (回访): who is asked after an answer, when, and what was heard."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.domain.errors import HalfAnswered, LinkUsed, NotAllowedNow
from routing.assignment import Kind

BEST = 5


class Visitor(StrEnum):
    OFFICE = "office"  # 承办单位自己回访
    HOTLINE = "hotline"  # 热线回访
    CITIZEN = "citizen"  # followed a link


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Heard:
    """Three answers that are asked apart. Whoever was not reached was not asked the other two."""

    contacted: bool
    solved: str = ""
    satisfied: int = 0

    def __post_init__(self) -> None:
        """Raise HalfAnswered."""
        asked = self.solved in set(Solved) and 1 <= self.satisfied <= BEST
        if not (asked if self.contacted else (self.solved, self.satisfied) == ("", 0)):
            raise HalfAnswered


NOT_REACHED = Heard(False)


@dataclass(frozen=True)
class VisitRules:
    """An operator's file (intake/texts/visits.yml)."""

    share: int  # of a hundred answered complaints, how many the hotline calls
    days: int  # until it calls
    tries: int  # calls nobody takes before it counts as not reached
    leave_out: frozenset[Kind]  # not called where it is all of these
    link_after: int  # days after the answer
    link_lasts: int  # days
    redo_days: int
    redo_solved: frozenset[str]
    redo_satisfied: frozenset[int]
    exclusion_days: int
    unverified: bool = True

    def is_redone(self, heard: Heard) -> bool:
        unhappy = heard.solved in self.redo_solved or heard.satisfied in self.redo_satisfied
        return heard.contacted and unhappy

    def calls(self, kinds: Collection[Kind], draw: int) -> bool:
        """`draw`: 0 to 99, at random."""
        return draw < self.share and not (kinds and set(kinds) <= self.leave_out)


@dataclass
class CallBack:
    """One for each answer of a complaint."""

    number: str
    round: int  # 0 for the first answer, then how often it was redone
    office: str  # that answered as the lead; "" the desk
    answered_at: datetime
    due_at: datetime | None = None  # of the hotline's next call; None: none is to be made
    tries: int = 0
    office_at: datetime | None = None  # when the office itself called
    ended_at: datetime | None = None
    link_digest: str | None = field(default=None, repr=False)
    link_until: datetime | None = None
    id: int | None = None

    def by_office(self, at: datetime) -> None:
        """Once for each answer."""
        if self.office_at or self.ended_at:
            raise NotAllowedNow(step="visit", state="visited")
        self.office_at = at

    def not_reached(self, at: datetime, rules: VisitRules) -> bool:
        """True once that was the last try; before, it is tried again a day later."""
        self.tries += 1
        if self.tries >= rules.tries:
            self.end(at)
            return True
        self.due_at = at + timedelta(days=1)
        return False

    def link(self, digest: str, at: datetime, rules: VisitRules) -> None:
        """The one before, if any, opens nothing any more."""
        self.link_digest, self.link_until = digest, at + timedelta(days=rules.link_lasts)

    def use_link(self, at: datetime) -> None:
        """Raise LinkUsed, also once it has expired."""
        if not self.opens(at):
            raise LinkUsed
        self.link_digest = self.link_until = None

    def opens(self, at: datetime) -> bool:
        return self.link_until is not None and at < self.link_until

    def end(self, at: datetime) -> None:
        self.due_at = None
        self.ended_at = self.ended_at or at

    def is_to_make(self) -> bool:
        return self.due_at is not None

    def is_due(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now
