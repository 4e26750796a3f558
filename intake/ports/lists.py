"""What the services need of lists. Every list gives one page; `after` is where the page before
ended. `within` bounds what a member may see at all: an area and those below it, "" being all."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from intake.domain.complaint import Complaint
from intake.domain.lists import (
    ALL,
    EVERYTHING,
    PAGE,
    Among,
    BoardTab,
    Mark,
    Narrow,
    OfficeTab,
    Stay,
    Tally,
)


class Lists(Protocol):
    def desk(
        self,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
        among: Among = ALL,
    ) -> list[Complaint]:
        """What waits for a dispatcher: urgent first, then oldest."""
        ...

    def told_by(self, numbers: Collection[str]) -> dict[str, int]:
        """How many more tell of the same, joined to each; of those alone to which some are."""
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
        soon: datetime | None = None,
    ) -> list[Complaint]:
        """What is not done yet, next due first. `soon`: until when a due date is a near one."""
        ...

    def desk_count(self, within: str = "") -> Tally: ...
    def office_counts(self, office: str, now: datetime) -> dict[OfficeTab, Tally]: ...
    def board_counts(
        self, now: datetime, within: str = "", soon: datetime | None = None
    ) -> dict[BoardTab, Tally]: ...
