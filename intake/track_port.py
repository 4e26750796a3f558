"""What the services need of tracks and notices."""

from typing import Protocol

from intake.domain.notices import Notice
from intake.domain.tracks import Track


class Tracks(Protocol):
    def add(self, track: Track) -> None:
        """Raise ChangedMeanwhile where somebody else began the same track."""
        ...

    def of(self, number: str) -> list[Track]: ...


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
