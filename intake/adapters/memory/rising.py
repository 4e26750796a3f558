"""Rising problems in memory."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from intake.domain.errors import NotFound
from intake.domain.rising import Rise, Subject, Telling


class MemoryRising:
    def __init__(self, tellings: dict[tuple[str, str, str], Telling], rises: dict[str, Rise]):
        self._tellings, self._rises = tellings, rises

    def tell(self, new: Iterable[Telling]) -> None:
        for one in new:
            self._tellings.setdefault((one.subject, one.code, one.number), one)

    def frequent(self, since: date, least: int) -> list[tuple[Subject, str]]:
        counts = Counter((t.subject, t.code) for t in self._tellings.values() if t.on >= since)
        return sorted(key for key, count in counts.items() if count >= least)

    def tellings(self, subject: Subject, code: str, since: date) -> list[Telling]:
        found = [
            t
            for t in self._tellings.values()
            if (t.subject, t.code) == (subject, code) and t.on >= since
        ]
        return sorted(found, key=lambda t: (t.on, t.number))

    def told_by(self, number: str) -> list[Telling]:
        found = [t for t in self._tellings.values() if t.number == number]
        return sorted(found, key=lambda t: (t.subject, t.code))

    def forget_before(self, day: date) -> None:
        for key in [key for key, t in self._tellings.items() if t.on < day]:
            del self._tellings[key]

    def add(self, rise: Rise) -> None:
        self._rises[rise.id] = rise

    def get(self, id: str) -> Rise:
        if id not in self._rises:
            raise NotFound
        return self._rises[id]

    def latest(self, subject: Subject, code: str) -> Rise | None:
        found = [r for r in self._rises.values() if (r.subject, r.code) == (subject, code)]
        return max(found, key=lambda r: r.opened_at, default=None)

    def open(self) -> list[Rise]:
        found = [r for r in self._rises.values() if r.is_open]
        found.sort(key=lambda r: r.opened_at, reverse=True)
        return sorted(found, key=lambda r: (r.look_on is None, r.look_on or date.max))

    def closed(self, limit: int = 20) -> list[Rise]:
        found = [(r.closed_at, r) for r in self._rises.values() if r.closed_at]
        return [r for _, r in sorted(found, key=lambda pair: pair[0], reverse=True)][:limit]
