"""Which class is kept in which table. Imperative, so that the domain stays free of SQLAlchemy."""

from typing import Any

from sqlalchemy import event as sa_event
from sqlalchemy.orm import clear_mappers, composite, registry, relationship

from intake.adapters.sql import (
    custody_tables,
    performance_tables,
    phone_tables,
    rising_tables,
    track_tables,
    visit_tables,
    way_tables,
)
from intake.adapters.sql import tables as t
from intake.domain.complaint import Complaint, Material
from intake.domain.conversation import Conversation, Turn
from intake.domain.delivery import Address, Delivery, Hook
from intake.domain.keeping import Hold
from intake.domain.panel import PanelDecision
from intake.domain.passkeys import Challenge, Passkey
from intake.domain.protected import Holder, Opening, ProtectedReport, SealedFile, SealedItem
from intake.domain.staff import IdempotencyKey, StaffMember, StaffSession
from intake.domain.ticket import Ticket
from intake.domain.tries import Tries
from intake.domain.two_people import Proposal

WHOLE: dict[str, Any] = {"cascade": "all, delete-orphan", "lazy": "selectin"}
PLAIN = (
    (Ticket, t.tickets),
    (Material, t.materials),
    (Turn, t.turns),
    (StaffSession, t.staff_sessions),
    (Passkey, t.staff_passkeys),
    (Challenge, t.staff_challenges),
    (Proposal, t.proposals),
    (Tries, t.staff_tries),
    (Delivery, t.deliveries),
    (Address, t.addresses),
    (Hook, t.hooks),
    (IdempotencyKey, t.idempotency_keys),
    (SealedItem, t.sealed_items),
    (Opening, t.openings),
    (PanelDecision, t.panel_decisions),
    (SealedFile, t.sealed_files),
    (Holder, t.holders),
    *visit_tables.MAPPED,
    *performance_tables.MAPPED,
    *way_tables.MAPPED,
)


def start_mappers() -> None:
    """Map once per process; a second call starts afresh, for tests."""
    clear_mappers()
    mapper = registry()
    for kind, table in PLAIN:
        mapper.map_imperatively(kind, table)
    custody_tables.map_classes(mapper, t.custody)
    phone_tables.map_classes(mapper)
    rising_tables.map_classes(mapper, t.rises, t.rise_notes)
    track_tables.map_classes(mapper, t.tracks, t.notices)
    mapper.map_imperatively(StaffMember, t.staff, version_id_col=t.staff.c.version)
    mapper.map_imperatively(
        Conversation,
        t.conversations,
        version_id_col=t.conversations.c.version,
        properties={"turns": relationship(Turn, order_by=t.turns.c.id, **WHOLE)},
    )
    _map_complaints(mapper)
    _map_reports(mapper)


def _map_complaints(mapper: registry) -> None:
    c = t.complaints.c
    mapper.map_imperatively(
        Complaint,
        t.complaints,
        version_id_col=c.version,
        properties={
            "_next_due": c.next_due,
            "_decide_due": c.decide_due,
            "_contested_due": c.contested_due,
            "_redone_due": c.redone_due,
            "tickets": relationship(Ticket, order_by=t.tickets.c.id, **WHOLE),
            "materials": relationship(Material, order_by=t.materials.c.id, **WHOLE),
        },
    )
    # Fresh functions, as in open_engine(): a second call must not be taken for the first.
    sa_event.listen(Complaint, "load", lambda complaint, _: _no_events_yet(complaint))
    for moment in ("before_insert", "before_update"):
        sa_event.listen(Complaint, moment, lambda _mapper, _connection, one: _sort(one))


def _map_reports(mapper: registry) -> None:
    c = t.protected_reports.c
    mapper.map_imperatively(
        ProtectedReport,
        t.protected_reports,
        properties={
            "items": relationship(SealedItem, order_by=t.sealed_items.c.id, **WHOLE),
            "openings": relationship(Opening, order_by=t.openings.c.id, **WHOLE),
            "files": relationship(SealedFile, order_by=t.sealed_files.c.id, **WHOLE),
            "hold": composite(Hold, c.hold_asked_by, c.held_by, c.held_since, c.lift_asked_by),
            "holders": relationship(Holder, order_by=t.holders.c.id, **WHOLE),
        },
    )


def _no_events_yet(complaint: Complaint) -> None:
    complaint.events = []


def _sort(complaint: Any) -> None:
    """Commit marks a complaint as changed whenever one of its stays is."""
    complaint._next_due = complaint.next_due
    complaint._decide_due = complaint.next_due if complaint.is_to_decide else None
    complaint._contested_due = complaint.next_due if complaint.is_contested else None
    complaint._redone_due = complaint.next_due if complaint.is_redone else None
