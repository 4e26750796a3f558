"""In-memory adapters: the same behaviour without a database, for tests and trying out."""

import threading
from collections.abc import Sequence
from typing import Any, Self

from intake.adapters.memory.accounts import MemoryProposals
from intake.adapters.memory.administration import (
    MemoryAdministration,
    MemoryOpenFigures,
)
from intake.adapters.memory.deliveries import MemoryDeliveries
from intake.adapters.memory.drafts import MemoryDrafts
from intake.adapters.memory.list_keeping import (
    MemoryExports,
    MemoryStandIns,
    MemoryViews,
)
from intake.adapters.memory.lists import MemoryLists
from intake.adapters.memory.performance import MemoryPerformance
from intake.adapters.memory.phone import MemoryPhone
from intake.adapters.memory.rising import MemoryRising
from intake.adapters.memory.store import Store
from intake.adapters.memory.tables import (
    MemoryComplaints,
    MemoryContacts,
    MemoryConversations,
    MemoryCustody,
    MemoryEvents,
    MemoryKeys,
    MemoryPanel,
    MemoryProtected,
    MemorySearch,
    MemoryStaff,
)
from intake.adapters.memory.tracks import MemoryNotices, MemoryTracks
from intake.adapters.memory.visits import MemoryCallBacks, MemoryExclusions, MemoryNotes
from intake.adapters.memory.ways import MemoryWaysIn
from intake.adapters.sql.ledger import GENESIS, link, to_row
from intake.domain.events import Event


class MemoryDatabase:
    def __init__(self) -> None:
        self.store = Store()
        self.lock = threading.RLock()

    def uow(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)


class MemoryUnitOfWork:
    def __init__(self, database: MemoryDatabase):
        self._database = database

    def __enter__(self) -> Self:
        self._database.lock.acquire()
        store = self._store = self._database.store.copy()
        self.complaints = MemoryComplaints(store)
        self.lists = MemoryLists(store.complaints.values())
        self.views = MemoryViews(store.lists)
        self.exports = MemoryExports(store.lists)
        self.stand_ins = MemoryStandIns(store.lists)
        self.conversations = MemoryConversations(store)
        self.panel = MemoryPanel(store)
        self.rising = MemoryRising(store.tellings, store.rises)
        self.tracks = MemoryTracks(store.tracks, store.complaints)
        self.notices = MemoryNotices(store.notices)
        self.protected = MemoryProtected(store)
        self.custody = MemoryCustody(store)
        self.staff = MemoryStaff(store)
        self.proposals = MemoryProposals(store)
        self.keys = MemoryKeys(store)
        self.contacts = MemoryContacts(store)
        self.deliveries = MemoryDeliveries(store)
        self.events = MemoryEvents(store)
        self.search = MemorySearch(store)
        self.administration = MemoryAdministration(store.admin)
        self.figures = MemoryOpenFigures(store.admin, store.complaints.values())
        self.call_backs = MemoryCallBacks(store)
        self.exclusions = MemoryExclusions(store)
        self.notes = MemoryNotes(store)
        self.performance = MemoryPerformance(store)
        self.ways_in = MemoryWaysIn(store.ways_in)
        self.drafts = MemoryDrafts(store)
        self.phone = MemoryPhone(store.phone)
        return self

    def __exit__(self, *exc: object) -> None:
        self._database.lock.release()

    def commit(self) -> None:
        store = self._store
        for complaint in store.complaints.values():
            self._number_rows([*complaint.tickets, *complaint.materials])
            complaint.version += bool(complaint.events)
            if complaint.events:
                self.drafts.end([one.id for one in complaint.tickets if one.id and one.closed_at])
            self._append(complaint.events)
        for conversation in store.conversations.values():
            self._number_rows(conversation.turns)
        for rows in (store.deliveries, store.passkeys, store.proposals):
            self._number_rows(rows)
        for rise in store.rises.values():
            self._number_rows(rise.notes)
        self._number_rows(store.custody)
        self._append(self.events.new)
        self._database.store = store.copy()

    def _append(self, new: list[Event]) -> None:
        for event in new:
            previous = self._store.rows[-1][1] if self._store.rows else GENESIS
            self._store.rows.append((event, link(previous, to_row(event))))
        new.clear()

    def _number_rows(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if row.id is None:
                self._store.ids += 1
                row.id = self._store.ids
