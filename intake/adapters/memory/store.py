"""What a database in memory holds once it is committed."""

import copy
from dataclasses import dataclass, field
from datetime import datetime

from intake.adapters.memory.administration import (
    AdminStore,
)
from intake.adapters.memory.list_keeping import (
    ListStore,
)
from intake.adapters.memory.phone import PhoneStore
from intake.domain.complaint import Complaint
from intake.domain.continuing import WayIn
from intake.domain.conversation import Conversation
from intake.domain.custody import CustodyFact
from intake.domain.delivery import Address, Delivery, Hook
from intake.domain.drafts import Draft, Part
from intake.domain.events import Event
from intake.domain.exclusions import Exclusion
from intake.domain.notes import Note
from intake.domain.notices import Notice
from intake.domain.panel import PanelDecision
from intake.domain.passkeys import Challenge, Passkey
from intake.domain.performance import Cell, Fact, Sums
from intake.domain.protected import ProtectedReport
from intake.domain.rising import Rise, Telling
from intake.domain.staff import IdempotencyKey, StaffMember, StaffSession
from intake.domain.tracks import Track
from intake.domain.tries import Tries
from intake.domain.two_people import Proposal
from intake.domain.visits import CallBack


@dataclass
class Store:
    """What is committed. A unit of work edits a copy and swaps it in."""

    complaints: dict[str, Complaint] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    panel: list[PanelDecision] = field(default_factory=list)
    tellings: dict[tuple[str, str, str], Telling] = field(default_factory=dict)
    rises: dict[str, Rise] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    protected: dict[str, ProtectedReport] = field(default_factory=dict)
    custody: list[CustodyFact] = field(default_factory=list)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    sessions: dict[str, StaffSession] = field(default_factory=dict)
    passkeys: list[Passkey] = field(default_factory=list)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    tries: dict[str, Tries] = field(default_factory=dict)
    keys: dict[str, IdempotencyKey] = field(default_factory=dict)
    contacts: dict[str, bytes] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    call_backs: list[CallBack] = field(default_factory=list)
    ways_in: dict[str, WayIn] = field(default_factory=dict)
    exclusions: list[Exclusion] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    counted: dict[Cell, Sums] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[Event, str]] = field(default_factory=list)
    relayed: dict[int, datetime] = field(default_factory=dict)
    ids: int = 0
    drafts: dict[tuple[int, str, Part], Draft] = field(default_factory=dict)
    admin: AdminStore = field(default_factory=AdminStore)
    lists: ListStore = field(default_factory=ListStore)
    phone: PhoneStore = field(default_factory=PhoneStore)

    def copy(self) -> "Store":
        """Rows of the ledger never change, and there are more of them than of anything else."""
        return copy.deepcopy(self, {id(self.rows): list(self.rows)})
