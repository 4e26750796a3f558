"""The tables of accounts beside the members themselves, and of what waits for a second person."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

A_SUBJECT = text("subject <> ''")


def of_members() -> tuple[Column[Any] | Index, ...]:
    return (
        Column("area", String(6), nullable=False, server_default=""),
        Column("outsourced", Boolean, nullable=False, server_default=false()),
        Column("disabled", Boolean, nullable=False, server_default=false()),
        Column("subject", String(255), nullable=False, server_default=""),
        Column("has_passkey", Boolean, nullable=False, server_default=false()),
        Column("goes_on", Boolean, nullable=False, server_default=false()),
        Index(
            "uq_staff_subject", "subject", unique=True,
            postgresql_where=A_SUBJECT, sqlite_where=A_SUBJECT,
        ),
    )  # fmt: skip


def add(metadata: MetaData, moment: type[Any]) -> tuple[Table, Table, Table]:
    passkeys = Table(
        "staff_passkeys",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("credential", String(1400), nullable=False, unique=True),
        Column("staff", ForeignKey("staff.name"), nullable=False, index=True),
        Column("label", String(40), nullable=False),
        Column("public_key", LargeBinary, nullable=False),
        Column("added_at", moment, nullable=False),
        Column("used_at", moment),
        Column("count", Integer, nullable=False),
        Column("blocked", Boolean, nullable=False),
    )
    challenges = Table(
        "staff_challenges",
        metadata,
        Column("key", String(64), primary_key=True),
        Column("secret", Text, nullable=False),
        Column("expires_at", moment, nullable=False, index=True),
        Column("staff", String(80), nullable=False),
    )
    proposals = Table(
        "proposals",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("what", String(20), nullable=False),
        Column("number", ForeignKey("complaints.number"), nullable=False),
        Column("by", String(80), nullable=False),
        Column("at", moment, nullable=False),
        Column("expires_at", moment, nullable=False),
        Column("note", Text, nullable=False),
        Column("area", String(6), nullable=False),
        # Two who propose in the same moment make one proposal.
        UniqueConstraint("number", "what"),
        Index("ix_proposals_what", "what", "at", "id"),
    )
    return passkeys, challenges, proposals
