"""Call-backs, exclusions and notes in memory."""

from typing import TYPE_CHECKING

from intake.domain.exclusions import Exclusion, ExclusionState
from intake.domain.lists import PAGE, Mark, Tally
from intake.domain.notes import Note
from intake.domain.visits import CallBack
from intake.ports.visits import ToVisit, Wish

if TYPE_CHECKING:
    from intake.adapters.memory import Store


class MemoryCallBacks:
    def __init__(self, store: "Store"):
        self._store = store

    def add(self, one: CallBack) -> None:
        one.id = len(self._store.call_backs) + 1
        self._store.call_backs.append(one)

    def of(self, number: str) -> list[CallBack]:
        found = [one for one in self._store.call_backs if one.number == number]
        return sorted(found, key=lambda one: one.round)

    def by_link(self, digest: str) -> CallBack | None:
        return next((one for one in self._store.call_backs if one.link_digest == digest), None)

    def to_make(self, after: Mark | None = None, limit: int = PAGE) -> list[ToVisit]:
        rows = [((one.due_at, one.id or 0), one) for one in self._store.call_backs if one.due_at]
        if after:
            rows = [row for row in rows if row[0] > (after.moment, int(after.id))]
        rows.sort(key=lambda row: row[0])
        return [ToVisit(one, self._store.complaints[one.number]) for _, one in rows[:limit]]

    def count(self) -> Tally:
        return Tally(sum(one.due_at is not None for one in self._store.call_backs))


class MemoryExclusions:
    def __init__(self, store: "Store"):
        self._store = store

    def add(self, one: Exclusion) -> None:
        one.id = len(self._store.exclusions) + 1
        self._store.exclusions.append(one)

    def of(self, number: str) -> list[Exclusion]:
        return [one for one in self._store.exclusions if one.number == number]

    def asked(self, limit: int = PAGE, within: str = "") -> list[Wish]:
        places = {c.number: c.area for c in self._store.complaints.values()}
        rows = [
            one
            for one in self._store.exclusions
            if one.state is ExclusionState.ASKED and places[one.number].startswith(within)
        ]
        rows.sort(key=lambda one: (one.asked_at, one.id or 0))
        return [Wish(one, self._store.complaints[one.number]) for one in rows[:limit]]


class MemoryNotes:
    def __init__(self, store: "Store"):
        self._store = store

    def add(self, note: Note) -> None:
        note.id = len(self._store.notes) + 1
        self._store.notes.append(note)

    def of(self, number: str) -> list[Note]:
        return [note for note in self._store.notes if note.number == number]
