"""What a list's address says: the tab, what it is narrowed to, where the page begins."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from intake.domain.days import midnight_after
from intake.domain.lists import Mark, Narrow

MOMENT = "%Y%m%dT%H%M%S%f"
MARK = re.compile(r"(\d{8}T\d{12})\.([0-9A-Za-z-]{1,20})(\.urgent)?", re.ASCII)
AREA = re.compile(r"\d{2,6}", re.ASCII)
TICKET_ID = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Filters:
    path: str
    tab: str
    before: str
    area: str
    urgent: str
    after: str

    @property
    def day(self) -> date | None:
        """The last day on which it may be due."""
        try:
            return date.fromisoformat(self.before)
        except ValueError:
            return None

    @property
    def is_unreadable(self) -> bool:
        """A day was typed that is none."""
        return bool(self.before) and self.day is None

    @property
    def narrow(self) -> Narrow:
        due_by = midnight_after(self.day) if self.day else None
        return Narrow(due_by, self.area if AREA.fullmatch(self.area) else "", bool(self.urgent))

    @property
    def mark(self) -> Mark | None:
        """None, which is the first page, also for what was never an address of ours."""
        found = MARK.fullmatch(self.after)
        try:
            moment = datetime.strptime(found[1] if found else "", MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return Mark(moment, found[2], bool(found[3])) if found else None

    @property
    def ticket_mark(self) -> Mark | None:
        mark = self.mark
        return mark if mark and TICKET_ID.fullmatch(mark.id) else None

    def to(self, mark: Mark | None = None, **changes: str) -> str:
        """The address of another tab or page of the same list, narrowed as this one."""
        kept = {"tab": self.tab, "before": self.before, "area": self.area, "urgent": self.urgent}
        kept |= changes
        if mark:
            end = ".urgent" if mark.urgent else ""
            kept["after"] = f"{mark.moment.astimezone(UTC):{MOMENT}}.{mark.id}{end}"
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{query}" if query else self.path


def _read(
    request: Request,
    tab: str = "",
    before: str = "",
    area: str = "",
    urgent: str = "",
    after: str = "",
) -> Filters:
    return Filters(request.url.path, tab, before, area, urgent, after)


Filtered = Annotated[Filters, Depends(_read)]
