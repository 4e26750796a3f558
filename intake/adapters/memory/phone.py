"""Seats, calls and those to be rung back, in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from intake.domain.lists import PAGE, Tally
from intake.domain.ring_backs import RingBack
from intake.domain.seats import CallerTag, PhoneCall, Seat

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class PhoneStore:
    seats: dict[str, Seat] = field(default_factory=dict)
    calls: dict[str, PhoneCall] = field(default_factory=dict)
    ring_backs: list[RingBack] = field(default_factory=list)
    tags: dict[str, CallerTag] = field(default_factory=dict)


class MemoryPhone:
    def __init__(self, store: PhoneStore):
        self._store = store

    def seat(self, member: str) -> Seat | None:
        return self._store.seats.get(member)

    def seats(self) -> list[Seat]:
        rows = self._store.seats.values()
        return sorted(rows, key=lambda one: (one.since or LONG_AGO, one.member))

    def add_seat(self, seat: Seat) -> None:
        self._store.seats[seat.member] = seat

    def call(self, id: str) -> PhoneCall | None:
        return self._store.calls.get(id)

    def call_of(self, conversation: str) -> PhoneCall | None:
        found = [one for one in self._store.calls.values() if one.conversation == conversation]
        return max(found, key=lambda one: one.asked_at, default=None)

    def add_call(self, call: PhoneCall) -> None:
        self._store.calls[call.id] = call

    def forget_calls(self, before: datetime) -> None:
        kept = {id: one for id, one in self._store.calls.items() if one.asked_at >= before}
        self._store.calls = kept

    def ring_back(self, id: int) -> RingBack | None:
        return next((one for one in self._store.ring_backs if one.id == id), None)

    def ring_back_of(self, call: str) -> RingBack | None:
        return next((one for one in self._store.ring_backs if one.call == call), None)

    def add_ring_back(self, one: RingBack) -> None:
        one.id = len(self._store.ring_backs) + 1
        self._store.ring_backs.append(one)

    def _open(self) -> list[RingBack]:
        return [one for one in self._store.ring_backs if one.is_open]

    def to_ring_back(self, limit: int = PAGE) -> list[RingBack]:
        return sorted(self._open(), key=lambda one: (one.due_at, one.id or 0))[:limit]

    def count_ring_backs(self) -> Tally:
        return Tally(len(self._open()))

    def looks(self) -> list[RingBack]:
        return [one for one in self._open() if one.look_until]

    def tag(self, number: str, tag: CallerTag) -> None:
        self._store.tags.setdefault(number, tag)

    def tagged(self, tags: Collection[CallerTag]) -> list[str]:
        wanted = {one.digest for one in tags}
        found = [number for number, tag in self._store.tags.items() if tag.digest in wanted]
        return sorted(found, reverse=True)

    def forget_tags(self, but: Collection[str]) -> None:
        kept = {number: tag for number, tag in self._store.tags.items() if tag.quarter in but}
        self._store.tags = kept
