"""The log of what was told, where staff are told, and how endpoints fare."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

from intake.domain.delivery import Receiver


def add(
    metadata: MetaData, moment: Any, names: Callable[[type[Any]], Any]
) -> tuple[Table, Table, Table]:
    return _log(metadata, moment, names), _addresses(metadata), _hooks(metadata, moment)


def _log(metadata: MetaData, moment: Any, names: Callable[[type[Any]], Any]) -> Table:
    log = Table(
        "deliveries",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("key", String(200), nullable=False, unique=True),
        Column("number", String(80), nullable=False, index=True),
        Column("receiver", names(Receiver), nullable=False),
        Column("name", String(80), nullable=False),
        Column("what", String(40), nullable=False),
        Column("created_at", moment, nullable=False, index=True),
        Column("next_at", moment),
        Column("done_at", moment),
        Column("tries", Integer, nullable=False),
        Column("channel", String(10), nullable=False),
        Column("shown", String(80), nullable=False),
        Column("code", String(40), nullable=False),
        Column("data", JSON, nullable=False),
    )
    waits = log.c.next_at.is_not(None)
    # What is still to be sent is little; the log is not.
    Index("ix_deliveries_waiting", log.c.next_at, postgresql_where=waits, sqlite_where=waits)
    return log


def _addresses(metadata: MetaData) -> Table:
    return Table(
        "staff_addresses",
        metadata,
        Column("member", String(80), primary_key=True),
        Column("contact_id", String(36), nullable=False),
        Column("shown", String(80), nullable=False),
    )


def _hooks(metadata: MetaData, moment: Any) -> Table:
    return Table(
        "webhooks",
        metadata,
        Column("name", String(40), primary_key=True),
        Column("host", String(253), nullable=False),
        Column("types", JSON, nullable=False),
        Column("failing_since", moment),
        Column("disabled_at", moment),
        Column("rests_until", moment),
        Column("code", String(40), nullable=False),
        Column("in_file", Boolean, nullable=False),
        Column("verified_by", JSON, nullable=False, server_default="[]"),
    )
