"""What the services need of rising problems."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from intake.domain.rising import Rise, Subject, Telling


class Rising(Protocol):
    def tell(self, tellings: Iterable[Telling]) -> None:
        """Telling of the same again, by the same complaint, changes nothing."""
        ...

    def frequent(self, since: date, least: int) -> list[tuple[Subject, str]]:
        """Subject and code of what at least so many told of, from that day on."""
        ...

    def tellings(self, subject: Subject, code: str, since: date) -> list[Telling]:
        """Oldest first."""
        ...

    def told_by(self, number: str) -> list[Telling]: ...

    def forget_before(self, day: date) -> None: ...

    def add(self, rise: Rise) -> None: ...

    def get(self, id: str) -> Rise:
        """Raise NotFound."""
        ...

    def latest(self, subject: Subject, code: str) -> Rise | None: ...

    def open(self) -> list[Rise]:
        """Those to look at again first, then the newest."""
        ...

    def closed(self, limit: int = 20) -> list[Rise]:
        """The last closed first."""
        ...
