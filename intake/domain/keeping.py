"""How long a protected report is kept, and who may stop its destruction (法律保全)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intake.domain.errors import NotAllowedNow, SecondPersonNeeded

LONGEST = 36_500  # days, a hundred years: more is a slip of the finger
NOTICE = timedelta(days=14)  # the reporter is told so long before


class Standing(StrEnum):
    RECEIVED = "received"  # nobody has opened it yet
    IN_HAND = "in_hand"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Retention:
    """Days after the last thing that happened, by standing; an operator's file."""

    days: Mapping[Standing, int]

    @classmethod
    def from_rows(cls, rows: object) -> "Retention":
        """Raise ValueError, naming the row at fault."""
        if not isinstance(rows, Mapping):
            raise ValueError("retention.yml: expected one row for each standing")
        for name in [*rows, *Standing]:
            if name not in list(Standing):
                raise ValueError(f"retention.yml: {name}: no such standing")
            row = rows.get(name)
            days = row.get("days") if isinstance(row, Mapping) else None
            if type(days) is not int or not 1 <= days <= LONGEST:
                raise ValueError(f"retention.yml: {name}: days must be from 1 to {LONGEST}")
        return cls({one: rows[one]["days"] for one in Standing})

    def ends(self, standing: Standing, last: date) -> date:
        return last + timedelta(days=self.days[standing])


@dataclass
class Hold:
    """Two people: one proposes, another confirms; the same again to lift it."""

    asked_by: str = ""
    held_by: str = ""
    held_since: date | None = None
    lift_asked_by: str = ""

    @property
    def is_on(self) -> bool:
        return self.held_since is not None

    @property
    def is_asked(self) -> bool:
        return bool(self.asked_by) and not self.is_on

    def ask(self, by: str) -> None:
        if self.is_on or self.asked_by:
            raise NotAllowedNow
        self.asked_by = by

    def confirm(self, by: str, on: date) -> None:
        """Raise SecondPersonNeeded for whoever asked."""
        if not self.is_asked:
            raise NotAllowedNow
        if by == self.asked_by:
            raise SecondPersonNeeded
        self.held_by, self.held_since = by, on

    def refuse(self, by: str) -> None:
        """Raise SecondPersonNeeded for whoever asked, who may take it back."""
        if not self.is_asked:
            raise NotAllowedNow
        if by == self.asked_by:
            raise SecondPersonNeeded
        self.asked_by = ""

    def take_back(self, by: str) -> None:
        if not self.is_asked or by != self.asked_by:
            raise NotAllowedNow
        self.asked_by = ""

    def ask_to_lift(self, by: str) -> None:
        if not self.is_on or self.lift_asked_by:
            raise NotAllowedNow
        self.lift_asked_by = by

    def lift(self, by: str) -> None:
        if not (self.is_on and self.lift_asked_by):
            raise NotAllowedNow
        if by == self.lift_asked_by:
            raise SecondPersonNeeded
        self.asked_by = self.held_by = self.lift_asked_by = ""
        self.held_since = None
