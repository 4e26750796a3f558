"""The tables of call-backs, of exclusions, and of what staff wrote beside an event."""

from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from intake.adapters.sql.columns import Moment, metadata, names
from intake.domain.exclusions import Exclusion, ExclusionReason, ExclusionState
from intake.domain.notes import About, Note
from intake.domain.visits import CallBack

call_backs = Table(
    "call_backs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("round", Integer, nullable=False),
    Column("office", String(40), nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("office_at", Moment),
    Column("ended_at", Moment),
    Column("link_digest", String(64), unique=True),
    Column("link_until", Moment),
    UniqueConstraint("number", "round"),
)
exclusions = Table(
    "exclusions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("office", String(40), nullable=False),
    Column("office_name", String(80), nullable=False),
    Column("reason", names(ExclusionReason), nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", names(ExclusionState), nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", Moment),
    UniqueConstraint("number", "office"),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("about", names(About), nullable=False),
    Column("text", Text, nullable=False),
    Column("office", String(40), nullable=False),
)
# As of lists: only what is still to be done stands in them.
for name, columns, where in (
    (
        "ix_call_backs_due",
        (call_backs.c.due_at, call_backs.c.id),
        call_backs.c.due_at.is_not(None),
    ),
    (
        "ix_exclusions_asked",
        (exclusions.c.asked_at, exclusions.c.id),
        exclusions.c.decided_at.is_(None),
    ),
):
    Index(name, *columns, postgresql_where=where, sqlite_where=where)

MAPPED: tuple[tuple[type[Any], Table], ...] = (
    (CallBack, call_backs),
    (Exclusion, exclusions),
    (Note, notes),
)
