"""What the law wants two people for: one proposes, another agrees, within some days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.domain.errors import ProposalOver, SecondPersonNeeded

OPEN_FOR = timedelta(days=3)


class What(StrEnum):
    END_SUPERVISION = "end_supervision"  # 结束督办
    REFUSE = "refuse"  # 不予受理


@dataclass
class Proposal:
    what: What
    number: str  # of the complaint
    by: str
    at: datetime
    expires_at: datetime
    note: str = field(default="", repr=False)
    area: str = ""  # of the complaint
    id: int | None = None

    @classmethod
    def make(
        cls, what: What, number: str, *, by: str, at: datetime, note: str = "", area: str = ""
    ) -> "Proposal":
        return cls(what, number, by, at, at + OPEN_FOR, note, area)

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at

    def agree(self, by: str, now: datetime) -> None:
        """Raise ProposalOver, SecondPersonNeeded for whoever proposed."""
        if not self.is_open(now):
            raise ProposalOver
        if by == self.by:
            raise SecondPersonNeeded
