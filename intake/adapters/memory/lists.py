"""Lists over the complaints in memory."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from intake.domain.complaint import Complaint, ComplaintState
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
    board_mark,
    desk_mark,
    stay_mark,
)


class MemoryLists:
    def __init__(self, complaints: Iterable[Complaint]):
        self._all = complaints

    def desk(
        self,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
        within: str = "",
        among: Among = ALL,
    ) -> list[Complaint]:
        def place(mark: Mark) -> tuple[bool, datetime, str]:
            return not mark.urgent, mark.moment, mark.id

        repeated = self._followers()

        found = [
            c
            for c in self._within(within)
            if c.state is ComplaintState.AT_DESK
            and narrow.fits(c, c.next_due)
            and among.holds(c, repeated=c.number in repeated)
            and (after is None or place(desk_mark(c)) > place(after))
        ]
        return sorted(found, key=lambda c: place(desk_mark(c)))[:limit]

    def told_by(self, numbers: Collection[str]) -> dict[str, int]:
        return {one: n for one, n in self._followers().items() if one in numbers}

    def office(
        self,
        office: str,
        tab: OfficeTab,
        now: datetime,
        narrow: Narrow = EVERYTHING,
        after: Mark | None = None,
        limit: int = PAGE,
    ) -> list[Stay]:
        def place(mark: Mark) -> tuple[datetime, int]:
            return mark.moment, int(mark.id)

        back = tab is OfficeTab.ENDED
        found = [
            stay
            for stay in self._stays(office)
            if tab.holds(stay.ticket, now)
            and narrow.fits(stay.complaint, stay.ticket.due_at)
            and (not narrow.officers or stay.ticket.officer in narrow.officers)
        ]
        found.sort(key=lambda stay: place(stay_mark(stay)), reverse=back)
        if after:
            found = [
                stay
                for stay in found
                if place(stay_mark(stay)) != place(after)
                and (place(stay_mark(stay)) < place(after)) is back
            ]
        return found[:limit]

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
        def place(mark: Mark) -> tuple[datetime, str]:
            return mark.moment, mark.id

        found = [
            c
            for c in self._within(within)
            if tab.holds(c, now, soon)
            and narrow.fits(c, c.next_due)
            and (after is None or place(board_mark(c)) > place(after))
        ]
        return sorted(found, key=lambda c: place(board_mark(c)))[:limit]

    def desk_count(self, within: str = "") -> Tally:
        return Tally(sum(c.state is ComplaintState.AT_DESK for c in self._within(within)))

    def office_counts(self, office: str, now: datetime) -> dict[OfficeTab, Tally]:
        own = [stay.ticket for stay in self._stays(office)]
        return {tab: Tally(sum(tab.holds(one, now) for one in own)) for tab in OfficeTab}

    def board_counts(
        self, now: datetime, within: str = "", soon: datetime | None = None
    ) -> dict[BoardTab, Tally]:
        seen = self._within(within)
        return {tab: Tally(sum(tab.holds(c, now, soon) for c in seen)) for tab in BoardTab}

    def _followers(self) -> Counter[str]:
        return Counter(c.joins for c in self._all if c.state is ComplaintState.JOINED)

    def _within(self, area: str) -> list[Complaint]:
        return [c for c in self._all if c.area.startswith(area)]

    def _stays(self, office: str) -> list[Stay]:
        return [Stay(c, one) for c in self._all for one in c.tickets if one.office == office]
