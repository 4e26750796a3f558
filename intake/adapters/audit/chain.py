"""Read the events table once, from end to end, and hold it against the signed heads."""

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import DataError

from intake.adapters.audit.findings import Finding, What
from intake.adapters.audit.heads import Head, Tip
from intake.adapters.sql.ledger import GENESIS, SqlEvents, follows

# What reading a row may raise when it holds something that was never stored by this program.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, RecursionError, DataError)


@dataclass(frozen=True)
class Inspection:
    tip: Tip
    findings: list[Finding]


@dataclass(frozen=True)
class Wrong:
    """The first head that the table does not fit any more."""

    head: Head
    since: Head | None  # the last one that it does fit
    count: int
    last_id: int
    hash: str


class Walk:
    """Where a reading has got to. Memory does not grow with the rows."""

    def __init__(self, heads: Iterable[Head]):
        self.count, self.last_id, self.hash = 0, 0, GENESIS
        self.broken: Row[Any] | None = None
        self.wrong: Wrong | None = None
        self._fits: Head | None = None
        self._ids = hashlib.sha256()
        self.ahead = deque(heads)

    def take(self, row: Row[Any]) -> None:
        self.settle(row.id)
        if self.broken is None and not follows(row, self.hash):
            self.broken = row
        self.count += 1
        self.last_id, self.hash = row.id, row.hash
        self._ids.update(b"%d\n" % row.id)

    def settle(self, before: int) -> None:
        """Compare the heads that end before this id with what was read up to here."""
        while self.ahead and self.ahead[0].last_id < before:
            head = self.ahead.popleft()
            found = (self.count, self.last_id, self.hash, self._ids.hexdigest())
            if found == (head.count, head.last_id, head.hash, head.ids):
                self._fits = head
            elif self.wrong is None:
                self.wrong = Wrong(head, self._fits, self.count, self.last_id, self.hash)

    def tip(self) -> Tip:
        """Only of a chain without findings: what is stored need not be a hash at all."""
        return Tip(
            count=self.count, last_id=self.last_id, hash=self.hash, ids=self._ids.hexdigest()
        )


def inspect(events: SqlEvents, heads: Iterable[Head]) -> Inspection:
    """`heads` in the order of the witness file. Findings: at most one of each part of the table."""
    walk = Walk(heads)
    try:
        for row in events.in_order():
            walk.take(row)
    except UNREADABLE:
        bad = events.first_unreadable(walk.last_id if walk.count else None, UNREADABLE)
        if bad is None:
            raise
        return Inspection(Tip(), [Finding(What.UNREADABLE, {"id": bad})])
    walk.settle(walk.last_id + 1)
    findings = list(_findings(events, walk))
    return Inspection(Tip() if findings else walk.tip(), findings)


def _findings(events: SqlEvents, walk: Walk) -> Iterable[Finding]:
    broken, wrong = walk.broken, walk.wrong
    # A signed row that is gone breaks the next link too: that is one story, not two.
    if broken and wrong and wrong.last_id == wrong.head.last_id < broken.id:
        yield _unlike(wrong)
        wrong = None
    if broken:
        yield _break(events, broken, wrong)
    elif wrong:
        yield _unlike(wrong)
    if walk.ahead:
        head = walk.ahead[0]
        values = {"signed": head.count, "count": walk.count, "last_id": walk.last_id}
        yield Finding(What.TRUNCATED, values | {"day": str(head.day), "signed_id": head.last_id})


def _break(events: SqlEvents, broken: Row[Any], wrong: Wrong | None) -> Finding:
    """Why a row's hash does not follow from the row before."""
    counted = _counted(wrong) if wrong else None
    if counted is What.ADDED or not _elsewhere(events, broken):
        what = counted or What.ALTERED
        return Finding(what, (_values(wrong) if wrong else {}) | {"id": broken.id})
    return Finding(What.REORDERED, {"id": broken.id})


def _elsewhere(events: SqlEvents, broken: Row[Any]) -> bool:
    """Whether the row that this one did follow is still there, in another place."""
    return follows(broken, GENESIS) or any(follows(broken, row.hash) for row in events.in_order())


def _unlike(wrong: Wrong) -> Finding:
    """The chain holds together, but it is not the one that was signed."""
    what = _counted(wrong)
    if what is None:
        what = What.RENUMBERED if wrong.hash == wrong.head.hash else What.REWRITTEN
    return Finding(what, _values(wrong) | {"id": wrong.head.last_id})


def _counted(wrong: Wrong) -> What | None:
    if wrong.count < wrong.head.count:
        return What.REMOVED
    return What.ADDED if wrong.count > wrong.head.count else None


def _values(wrong: Wrong) -> dict[str, str | int]:
    """`since` is empty where no head fits."""
    return {
        "day": str(wrong.head.day),
        "since": str(wrong.since.day) if wrong.since else "",
        "rows": abs(wrong.head.count - wrong.count),
    }
