"""What a list's address says: the tab, what it is narrowed to, where the page begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Request

from intake.domain.lists import (
    Mark,
    Narrow,
    day_in,
    mark_in,
    mark_out,
    narrow_in,
    stay_mark_in,
)
from intake.domain.views import kept

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Filters:
    path: str
    tab: str
    before: str
    area: str
    urgent: str
    after: str
    mine: str = ""
    gone: tuple[str, ...] = ()  # what it asked for and there is no more

    def known(self, areas: Collection[str], tabs: Collection[str] = ()) -> "Filters":
        """Without what there is no more: an address may have been kept for long."""
        theirs = {"tab": tabs, "area": areas}
        gone = {
            name: "" for name, known in theirs.items() if getattr(self, name) not in ("", *known)
        }
        return replace(self, gone=tuple(gone), **gone) if gone else self

    @property
    def day(self) -> date | None:
        """The last day on which it may be due."""
        return day_in(self.before)

    @property
    def is_unreadable(self) -> bool:
        """A day was typed that is none."""
        return bool(self.before) and self.day is None

    @property
    def narrow(self) -> Narrow:
        return narrow_in(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """What of the address a view keeps."""
        return kept(vars(self))

    @property
    def mark(self) -> Mark | None:
        return mark_in(self.after)

    @property
    def ticket_mark(self) -> Mark | None:
        return stay_mark_in(self.after)

    def at(self, view: Mapping[str, str]) -> str:
        """The address of a view of the same list."""
        return Filters(self.path, "", "", "", "", "").to(None, **view)

    def to(self, mark: Mark | None = None, **changes: str) -> str:
        """The address of another tab or page of the same list, narrowed as this one."""
        wanted = self.kept | changes
        if mark:
            wanted["after"] = mark_out(mark)
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self.path}?{query}" if query else self.path


def _read(
    request: Request,
    tab: str = "",
    before: str = "",
    area: str = "",
    urgent: str = "",
    after: str = "",
    mine: str = "",
) -> Filters:
    return Filters(request.url.path, tab, before, area, urgent, after, mine)


def _sent(
    list: Text = "",
    tab: Text = "",
    before: Text = "",
    area: Text = "",
    urgent: Text = "",
    mine: Text = "",
) -> Filters:
    return Filters(list, tab, before, area, urgent, "", mine)


Filtered = Annotated[Filters, Depends(_read)]
FormFilters = Annotated[Filters, Depends(_sent)]  # of a form beside a list
