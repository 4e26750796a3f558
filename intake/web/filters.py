"""What a list's address says: the tab, what it is narrowed to, where the page begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Form, Request

from intake.domain.lists import (
    WHYS,
    Among,
    Mark,
    Narrow,
    among_in,
    day_in,
    mark_in,
    mark_out,
    narrow_in,
    stay_mark_in,
)
from intake.domain.views import KEPT, kept

FROM = "from"  # names, on a page of one complaint, the list it was opened from
Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Filters:
    path: str
    tab: str = ""
    before: str = ""
    area: str = ""
    urgent: str = ""
    after: str = ""
    mine: str = ""
    soon: str = ""
    below: str = ""
    why: str = ""
    repeated: str = ""
    gone: tuple[str, ...] = ()  # what it asked for and there is no more

    def known(self, areas: Collection[str], tabs: Collection[str] = ()) -> "Filters":
        """Without what there is no more: an address may have been kept for long."""
        theirs = {"tab": tabs, "area": areas, "why": WHYS}
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
    def among(self) -> Among:
        """Of a desk alone."""
        return among_in(self.kept)

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
        return Filters(self.path).to(None, **view)

    @property
    def here(self) -> str:
        """This page of it."""
        return self.to(self.mark)

    @property
    def tail(self) -> str:
        """Ends the address of a page that is opened from here, so that it knows."""
        query = self.here.partition("?")[2]
        return f"?{urlencode({FROM: query})}" if query else ""

    def to(self, mark: Mark | None = None, **changes: str) -> str:
        """The address of another tab or page of the same list, narrowed as this one."""
        wanted = self.kept | changes
        if mark:
            wanted["after"] = mark_out(mark)
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self.path}?{query}" if query else self.path


def _read(request: Request) -> Filters:
    return read(request.url.path, request.url.query)


def came_from(request: Request) -> Filters:
    """The list whose row led to this page; the whole of it where the address names none."""
    path = "/" + request.url.path.split("/")[1]
    return read(path, request.query_params.get(FROM, ""))


def read(path: str, query: str) -> Filters:
    """Of what has no meaning here, nothing stays."""
    said = dict(parse_qsl(query[:1000]))
    known: dict[str, Any] = {name: said.get(name, "") for name in (*KEPT, "after")}
    return Filters(path, **known)


def _sent(
    list: Text = "",
    tab: Text = "",
    before: Text = "",
    area: Text = "",
    urgent: Text = "",
    mine: Text = "",
    soon: Text = "",
    below: Text = "",
    why: Text = "",
    repeated: Text = "",
) -> Filters:
    return Filters(list, tab, before, area, urgent, "", mine, soon, below, why, repeated)


Came = Annotated[Filters, Depends(came_from)]
Filtered = Annotated[Filters, Depends(_read)]
FormFilters = Annotated[Filters, Depends(_sent)]  # of a form beside a list
