"""The tables of seats, of calls that asked for a person, and of those to be rung back."""

from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table
from sqlalchemy.orm import registry

from intake.adapters.sql.columns import Moment, Rows, metadata, names
from intake.domain.ring_backs import RingBack, WhyBack
from intake.domain.seats import Advice, PhoneCall, Seat, SeatState

seats = Table(
    "seats",
    metadata,
    Column("member", String(80), primary_key=True),
    Column("extension", String(40), nullable=False),
    Column("state", names(SeatState), nullable=False),
    Column("since", Moment),
    Column("seen_at", Moment),
    Column("call", String(40), nullable=False),
    Column("version", Integer, nullable=False),
)
phone_calls = Table(
    "phone_calls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(64), nullable=False, index=True),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("shown", String(40), nullable=False),
    Column("contact_id", String(36)),
    Column("tag", String(64), nullable=False),
    Column("quarter", String(6), nullable=False),
    Column("matters", JSON, nullable=False),
    Column("advice", Rows(Advice), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("popped_at", Moment),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
    Column("transfer", String(10), nullable=False),
    Column("code", String(20), nullable=False),
    Column("version", Integer, nullable=False),
)
ring_backs = Table(
    "ring_backs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call", String(40), nullable=False, unique=True),
    Column("why", names(WhyBack), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("shown", String(40), nullable=False),
    Column("contact_id", String(36)),
    Column("number", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("taken_by", String(80), nullable=False),
    Column("ended_at", Moment),
    Column("outcome", String(20), nullable=False),
    Column("look_key", LargeBinary),
    Column("look_sealed", LargeBinary),
    Column("look_until", Moment),
    Column("version", Integer, nullable=False),
)
caller_tags = Table(
    "caller_tags",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("quarter", String(6), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
)
OPEN = ring_backs.c.ended_at.is_(None)
Index(
    "ix_ring_backs_due",
    ring_backs.c.due_at,
    ring_backs.c.id,
    postgresql_where=OPEN,
    sqlite_where=OPEN,
)


def map_classes(mapper: registry) -> None:
    kinds: tuple[tuple[type[Any], Table], ...] = (
        (Seat, seats),
        (PhoneCall, phone_calls),
        (RingBack, ring_backs),
    )
    for kind, table in kinds:
        mapper.map_imperatively(kind, table, version_id_col=table.c.version)
