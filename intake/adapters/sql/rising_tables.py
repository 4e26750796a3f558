"""Tables of rising problems."""

from typing import Any

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.orm import registry, relationship
from sqlalchemy.types import TypeEngine

from intake.domain.rising import Note, Outcome, Rise, Subject


def add(
    metadata: MetaData, moment: type[TypeEngine[Any]], names: Any
) -> tuple[Table, Table, Table]:
    tellings = Table(
        "tellings",
        metadata,
        Column("subject", names(Subject), primary_key=True),
        Column("code", String(60), primary_key=True),
        Column("number", String(20), primary_key=True, index=True),
        Column("on", Date, nullable=False),
        Column("name", String(80), nullable=False),
        Index("ix_tellings_on", "on", "subject", "code"),
    )
    rises = Table(
        "rises",
        metadata,
        Column("id", String(20), primary_key=True),
        Column("subject", names(Subject), nullable=False),
        Column("code", String(60), nullable=False),
        Column("name", String(80), nullable=False),
        Column("since", Date, nullable=False),
        Column("opened_at", moment, nullable=False),
        Column("weeks", JSON, nullable=False),
        Column("look_on", Date),
        Column("closed_at", moment, index=True),
        Column("outcome", names(Outcome)),
        Column("version", Integer, nullable=False),
        Index("ix_rises_of", "subject", "code"),
    )
    notes = Table(
        "rise_notes",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("rise", ForeignKey("rises.id"), nullable=False, index=True),
        Column("at", moment, nullable=False),
        Column("by", String(80), nullable=False),
        Column("text", Text, nullable=False),
    )
    return tellings, rises, notes


def map_classes(mapper: registry, rises: Table, notes: Table) -> None:
    mapper.map_imperatively(Note, notes)
    mapper.map_imperatively(
        Rise,
        rises,
        version_id_col=rises.c.version,
        properties={
            "notes": relationship(
                Note, order_by=notes.c.id, cascade="all, delete-orphan", lazy="selectin"
            )
        },
    )
