"""Tables in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from intake.adapters.memory.accounts import MemoryPasskeys
from intake.adapters.memory.store import Store
from intake.adapters.memory.ways import MemoryWaysIn
from intake.adapters.sql.ledger import GENESIS, link, to_row
from intake.domain import searching
from intake.domain.complaint import OPEN_STATES, Complaint, ComplaintState
from intake.domain.conversation import Conversation, Owner
from intake.domain.custody import CustodyFact
from intake.domain.days import day_of
from intake.domain.errors import NotFound
from intake.domain.events import CustodyDay, Event
from intake.domain.panel import PanelDecision
from intake.domain.protected import ProtectedReport
from intake.domain.searching import Wanted
from intake.domain.staff import IdempotencyKey, StaffMember, StaffSession
from intake.domain.ticket import Ticket, TicketState
from intake.domain.tries import Tries


class MemoryComplaints:
    def __init__(self, store: Store):
        self._store = store

    def add(self, complaint: Complaint) -> None:
        self._store.complaints[complaint.number] = complaint

    def get(self, number: str) -> Complaint:
        try:
            return self._store.complaints[number]
        except KeyError:
            raise NotFound from None

    def by_receipt(self, digest: str) -> Complaint | None:
        return next((c for c in self._all() if c.receipt_digest == digest), None)

    def next_number(self, now: datetime) -> str:
        day = f"{day_of(now):%Y%m%d}"
        self._store.counters[day] = self._store.counters.get(day, 0) + 1
        return f"{day}-{self._store.counters[day]:06d}"

    def overdue(self, now: datetime, limit: int = 200) -> list[Complaint]:
        def late(ticket: Ticket) -> bool:
            return ticket.is_overdue(now) and ticket.raised_at is None

        return [c for c in self._all() if any(late(t) for t in c.tickets)][:limit]

    def rested(self, day: date, limit: int = 200) -> list[Complaint]:
        def over(ticket: Ticket) -> bool:
            until = ticket.paused_until
            return ticket.state is TicketState.SUSPENDED and until is not None and until < day

        return [c for c in self._all() if any(map(over, c.tickets))][:limit]

    def recent(self, area: str, since: datetime, limit: int) -> list[Complaint]:
        found = [
            c
            for c in self._all()
            if c.area.startswith(area) and c.filed_at >= since and c.state in OPEN_STATES
        ]
        return sorted(found, key=lambda c: (c.filed_at, c.number), reverse=True)[:limit]

    def joined_to(self, number: str, within: str = "") -> list[Complaint]:
        found = (c for c in self._all() if c.joins == number and c.area.startswith(within))
        return sorted(found, key=lambda c: c.number)

    def parts_of(self, number: str) -> list[Complaint]:
        return sorted((c for c in self._all() if c.part_of == number), key=lambda c: c.number)

    def answered(self, since: datetime, limit: int = 50_000) -> list[Complaint]:
        found = [c for c in self._all() if c.filed_at >= since and c.settled_by]
        return sorted(found, key=lambda c: (c.filed_at, c.number))[:limit]

    def unrouted(self, before: datetime, limit: int = 200) -> list[str]:
        waiting = (
            c.number for c in self._all() if c.state is ComplaintState.FILED and c.filed_at < before
        )
        return sorted(waiting)[:limit]

    def _all(self) -> list[Complaint]:
        return list(self._store.complaints.values())


class MemoryConversations:
    def __init__(self, store: Store):
        self._rows = store.conversations
        self._ways = MemoryWaysIn(store.ways_in)

    def add(self, conversation: Conversation) -> None:
        self._rows[conversation.id] = conversation

    def get(self, id: str) -> Conversation | None:
        return self._rows.get(id)

    def waiting(self, limit: int = 100) -> list[Conversation]:
        found = [c for c in self._rows.values() if c.owner is not Owner.BOT]
        found.sort(key=lambda c: (c.owner is not Owner.WAITING, c.asked_human_at or c.last_at))
        return found[:limit]

    def left_open(self, channel: str, before: datetime) -> list[Conversation]:
        ours = (c for c in self._rows.values() if c.channel == channel and c.owner is Owner.BOT)
        return [c for c in ours if c.last_at < before and c.draft]

    def forget_before(self, moment: datetime) -> int:
        old = [id for id, c in self._rows.items() if c.last_at < moment]
        for id in old:
            del self._rows[id]
        self._ways.forget(old)
        return len(old)


class MemoryPanel:
    def __init__(self, store: Store):
        self._rows = store.panel

    def add(self, decision: PanelDecision) -> None:
        decision.id = len(self._rows) + 1
        self._rows.append(decision)

    def like(self, area: str, category: str) -> PanelDecision | None:
        found = [row for row in self._rows if (row.area, row.category) == (area, category)]
        return found[-1] if found else None


class MemoryProtected:
    def __init__(self, store: Store):
        self._rows = store.protected

    def add(self, report: ProtectedReport) -> None:
        self._rows[report.id] = report

    def by_receipt(self, digest: str) -> ProtectedReport | None:
        return next((r for r in self._rows.values() if r.receipt_digest == digest), None)

    def ids(self) -> list[str]:
        return sorted(self._rows)

    def remove(self, report: ProtectedReport) -> None:
        del self._rows[report.id]

    def held_by(self, desk: str, limit: int = 500) -> list[ProtectedReport]:
        held = (report for report in self._rows.values() if desk in report.desks)
        by_id = sorted(held, key=lambda r: r.id)
        return sorted(by_id, key=lambda r: r.filed_on, reverse=True)[:limit]

    def get(self, id: str) -> ProtectedReport:
        try:
            return self._rows[id]
        except KeyError:
            raise NotFound from None

    def with_forgotten_files(self, before: date) -> list[ProtectedReport]:
        return [r for r in self._rows.values() if any(f.pending and f.on < before for f in r.files)]

    def file_names(self) -> set[str]:
        return {file.name for report in self._rows.values() for file in report.files}


class MemoryCustody:
    def __init__(self, store: Store):
        self._rows, self._events = store.custody, store.rows

    def add(self, fact: CustodyFact) -> None:
        self._rows.append(fact)

    def of(self, report: str) -> list[CustodyFact]:
        return [one for one in self._rows if one.report == report]

    def all(self) -> list[CustodyFact]:
        return list(self._rows)

    def sealed_days(self) -> list[CustodyDay]:
        return [event for event, _ in self._events if isinstance(event, CustodyDay)]


class MemoryStaff(MemoryPasskeys):
    _store: Store

    def __init__(self, store: Store):
        self._store = store

    def add(self, member: StaffMember) -> None:
        self._store.staff[member.name] = member

    def get(self, name: str) -> StaffMember | None:
        return self._store.staff.get(name)

    def all(self) -> list[StaffMember]:
        return sorted(self._store.staff.values(), key=lambda m: m.name)

    def open_session(self, session: StaffSession) -> None:
        self._store.sessions[session.digest] = session

    def session(self, digest: str) -> StaffSession | None:
        return self._store.sessions.get(digest)

    def sessions_of(self, name: str) -> list[StaffSession]:
        own = [one for one in self._store.sessions.values() if one.staff == name]
        return sorted(own, key=lambda one: (one.opened_at, one.digest))

    def close_session(self, digest: str) -> None:
        self._store.sessions.pop(digest, None)

    def tries(self, key: str, now: datetime) -> Tries:
        return self._store.tries.setdefault(key, Tries(key, 0, now, now))

    def forget_tries(self, key: str) -> None:
        self._store.tries.pop(key, None)

    def forget_tries_before(self, moment: datetime) -> None:
        for key in [key for key, one in self._store.tries.items() if one.last_at < moment]:
            del self._store.tries[key]


class MemoryKeys:
    def __init__(self, store: Store):
        self._rows = store.keys

    def add(self, key: IdempotencyKey) -> None:
        self._rows[key.digest] = key

    def get(self, digest: str) -> IdempotencyKey | None:
        return self._rows.get(digest)


class MemoryContacts:
    def __init__(self, store: Store):
        self._rows = store.contacts

    def put(self, id: str, sealed: bytes) -> None:
        self._rows[id] = sealed

    def sealed(self, id: str) -> bytes | None:
        return self._rows.get(id)

    def remove(self, id: str) -> None:
        self._rows.pop(id, None)


class MemoryEvents:
    def __init__(self, store: Store):
        self._store = store
        self.new: list[Event] = []

    def add(self, event: Event) -> None:
        self.new.append(event)

    def of(self, number: str) -> list[Event]:
        return [e for e, _ in self._store.rows if e.number == number]

    def after(self, id: int, limit: int) -> list[tuple[int, Event]]:
        rows = self._store.rows[id : id + limit]
        return list(enumerate((event for event, _ in rows), id + 1))

    def unrelayed(self, limit: int = 200) -> list[tuple[int, Event]]:
        rows = enumerate((e for e, _ in self._store.rows), 1)
        return [(id, e) for id, e in rows if id not in self._store.relayed][:limit]

    def relayed(self, ids: Sequence[int], at: datetime) -> None:
        self._store.relayed |= dict.fromkeys(ids, at)

    def latest(self, limit: int = 200, within: str = "") -> list[tuple[int, Event]]:
        rows = enumerate((e for e, _ in self._store.rows), 1)
        found = [row for row in rows if not within or self._area_of(row[1]).startswith(within)]
        return found[::-1][:limit]

    def _area_of(self, event: Event) -> str:
        number = event.number
        known = self._store.complaints.get(number) or self._store.staff.get(number)
        return known.area if known else ""

    def broken_link(self) -> int | None:
        previous = GENESIS
        for id, (event, hashed) in enumerate(self._store.rows, 1):
            if hashed != link(previous, to_row(event)):
                return id
            previous = hashed
        return None


class MemorySearch:
    def __init__(self, store: Store):
        self._store = store

    def find(self, wanted: Wanted, limit: int) -> list[Complaint]:
        since, until = wanted.since or date.min, wanted.until or date.max
        found = [
            c
            for c in self._store.complaints.values()
            if since <= day_of(c.filed_at) <= until
            and set(wanted.tokens) <= set(searching.tokens(c))
        ]
        return sorted(found, key=lambda c: c.number, reverse=True)[:limit]

    def after(self, number: str, limit: int) -> list[Complaint]:
        later = [c for c in self._store.complaints.values() if c.number > number]
        return sorted(later, key=lambda c: c.number)[:limit]

    def keep(self, complaint: Complaint) -> None:
        """Nothing is kept apart: `find` looks at what there is."""
