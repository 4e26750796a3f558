"""What the services need of lists. Every list gives one page; `after` is where the page before
ended. `within` bounds what a member may see at all: an area and those below it, "" being all."""

from datetime import datetime
from typing import Protocol

from intake.domain.complaint import Complaint
from intake.domain.lists import EVERYTHING, PAGE, BoardTab, Mark, Narrow, OfficeTab, Stay, Tally


class Lists(Protocol):
    def desk(
        self,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
    ) -> list[Complaint]:
        """What waits for a dispatcher: urgent first, then oldest."""
        ...

    def office(
        self,
        office: str,
        tab: OfficeTab,
        now: datetime,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
    ) -> list[Stay]:
        """The office's stays, next due first; of those that ended, last due first."""
        ...

    def board(
        self,
        tab: BoardTab,
        now: datetime,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
    ) -> list[Complaint]:
        """What is not done yet, next due first."""
        ...

    def desk_count(self, within: str = "") -> Tally: ...
    def office_counts(self, office: str, now: datetime) -> dict[OfficeTab, Tally]: ...
    def board_counts(self, now: datetime, within: str = "") -> dict[BoardTab, Tally]: ...
