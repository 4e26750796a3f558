"""Tracks and notices in memory."""

from collections.abc import Collection
from datetime import datetime

from intake.domain.complaint import Complaint
from intake.domain.errors import ChangedMeanwhile
from intake.domain.notices import Notice
from intake.domain.tracks import Track


class MemoryTracks:
    def __init__(self, rows: list[Track], complaints: dict[str, Complaint]):
        self._rows, self._complaints = rows, complaints

    def add(self, track: Track) -> None:
        if any((one.number, one.kind) == (track.number, track.kind) for one in self._rows):
            raise ChangedMeanwhile
        self._rows.append(track)

    def of(self, number: str) -> list[Track]:
        return sorted((one for one in self._rows if one.number == number), key=lambda t: t.kind)

    def not_raised(self, now: datetime, limit: int = 200) -> list[Track]:
        found = (one for one in self._rows if one.is_late(now) and not one.raised_at)
        return sorted(found, key=lambda t: t.due_at or now)[:limit]

    def raised(self, those: Collection[Track], now: datetime) -> None:
        for one in those:
            one.raised_at = now

    def late(self, now: datetime, limit: int, *, holder: str = "", within: str = "") -> list[Track]:
        found = (
            one
            for one in self._rows
            if one.is_late(now)
            and holder in ("", one.holder)
            and self._complaints[one.number].area.startswith(within)
        )
        return sorted(found, key=lambda t: (t.due_at or now, t.number))[:limit]

    def late_among(self, numbers: Collection[str], now: datetime) -> set[str]:
        return {one.number for one in self._rows if one.number in numbers and one.is_late(now)}


class MemoryNotices:
    def __init__(self, rows: list[Notice]):
        self._rows = rows

    def next_serial(self, office: str, year: int) -> int:
        return (
            max((n.serial for n in self._rows if (n.office, n.year) == (office, year)), default=0)
            + 1
        )

    def add(self, notice: Notice) -> None:
        self._rows.append(notice)

    def of(self, number: str) -> list[Notice]:
        found = (one for one in self._rows if one.number == number)
        return sorted(found, key=lambda n: (n.issued_at, n.serial))

    def latest(self, office: str, limit: int = 200) -> list[Notice]:
        found = [one for one in self._rows if one.office == office]
        return sorted(found, key=lambda n: (n.year, n.serial), reverse=True)[:limit]
