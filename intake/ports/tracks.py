"""What the services need of tracks and notices."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from intake.domain.notices import Notice
from intake.domain.tracks import Track


class Tracks(Protocol):
    def add(self, track: Track) -> None:
        """Raise ChangedMeanwhile where somebody else began the same track."""
        ...

    def of(self, number: str) -> list[Track]: ...

    def not_raised(self, now: datetime, limit: int = 200) -> list[Track]:
        """Those that are late and were not raised yet, the longest late first. None while another
        worker looks: until commit() it is the only one."""
        ...

    def raised(self, those: Collection[Track], now: datetime) -> None:
        """Note that it was told of. All in one: a thousand become late at once. Raise
        ChangedMeanwhile where one is not late any more, or was raised."""
        ...

    def late(self, now: datetime, limit: int, *, holder: str = "", within: str = "") -> list[Track]:
        """The longest late first: those an office has, or of an area, "" being all."""
        ...

    def late_among(self, numbers: Collection[str], now: datetime) -> set[str]:
        """Which of these complaints have a late track."""
        ...


class Notices(Protocol):
    def next_serial(self, office: str, year: int) -> int:
        """From 1; unique, and without gaps: what is not committed was not counted."""
        ...

    def add(self, notice: Notice) -> None: ...

    def of(self, number: str) -> list[Notice]:
        """The first issued first."""
        ...

    def latest(self, office: str, limit: int = 200) -> list[Notice]:
        """The last issued first."""
        ...
