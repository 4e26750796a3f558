"""Lists as files for a spreadsheet: asked for, made in the background, kept for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intake.domain.staff import Act, StaffMember

KEPT = timedelta(days=1)
MOST_WAITING = 3  # of one member


class Sheet(StrEnum):
    TICKETS = "tickets"
    DESK = "desk"
    OVERVIEW = "overview"
    FIGURES = "figures"
    POINTS = "points"  # what a figure is made of


# Who may look at the page is who may have the file.
NEEDS = {
    Sheet.TICKETS: Act.HANDLE,
    Sheet.DESK: Act.SEE_DESK,
    Sheet.OVERVIEW: Act.SEE_ALL,
    Sheet.FIGURES: Act.SEE_FIGURES,
    Sheet.POINTS: Act.SEE_FIGURES,
}


class Stage(StrEnum):
    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True)
class Export:
    id: str
    by: str
    sheet: Sheet
    asked: dict[str, str]  # as in the address of the page
    scope: str  # what the asker saw then; a file of what they see no more is not made, not given
    at: datetime
    stage: Stage = Stage.ASKED
    file: str = ""
    rows: int = 0

    def is_over(self, now: datetime) -> bool:
        return now >= self.at + KEPT


def scope_of(who: StaffMember) -> str:
    return f"{who.role.value} {who.office} {who.area}"
