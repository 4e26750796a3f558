"""Tracks and notices in memory."""

from intake.domain.errors import ChangedMeanwhile
from intake.domain.notices import Notice
from intake.domain.tracks import Track


class MemoryTracks:
    def __init__(self, rows: list[Track]):
        self._rows = rows

    def add(self, track: Track) -> None:
        if any((one.number, one.kind) == (track.number, track.kind) for one in self._rows):
            raise ChangedMeanwhile
        self._rows.append(track)

    def of(self, number: str) -> list[Track]:
        return sorted((one for one in self._rows if one.number == number), key=lambda t: t.kind)


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
