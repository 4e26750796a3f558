"""Tables of tracks and notices."""

from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine

from intake.domain.notices import Notice
from intake.domain.tracks import Track, TrackKind, TrackState


def add(metadata: MetaData, moment: type[TypeEngine[Any]], names: Any) -> tuple[Table, Table]:
    tracks = Table(
        "tracks",
        metadata,
        Column("number", ForeignKey("complaints.number"), primary_key=True),
        Column("kind", names(TrackKind), primary_key=True),
        Column("received_at", moment, nullable=False),
        Column("state", names(TrackState), nullable=False),
        Column("office", String(40), nullable=False),
        Column("accepted_at", moment),
        Column("decided_at", moment),
        Column("proposed_by", String(80), nullable=False),
        Column("ground", String(20), nullable=False),
        Column("words", Text, nullable=False),
        Column("holder", String(40), nullable=False, server_default=""),
        Column("clock", String(40), nullable=False, server_default=""),
        Column("due_at", moment),
        Column("raised_at", moment),
        Column("asked_at", moment),
        Column("ask_by", Date),
        Column("supplied_at", moment),
        Column("version", Integer, nullable=False),
    )
    _index(tracks)
    notices = Table(
        "notices",
        metadata,
        # In this order: the last of an office is read off its key.
        Column("office", String(40), primary_key=True),
        Column("year", Integer, primary_key=True),
        Column("serial", Integer, primary_key=True),
        Column("office_name", String(80), nullable=False),
        Column("number", ForeignKey("complaints.number"), nullable=False, index=True),
        Column("track", String(20), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("ground", String(20), nullable=False),
        Column("issued_at", moment, nullable=False),
        Column("by", String(80), nullable=False),
        Column("mark", String(80), nullable=False),
        Column("title", String(80), nullable=False),
        Column("addressee", String(80), nullable=False),
        Column("body", Text, nullable=False),
        Column("foot", Text, nullable=False),
        Column("date", String(20), nullable=False),
    )
    return tracks, notices


def _index(tracks: Table) -> None:
    """Of clocks that run alone: what a city has decided grows by a million a year."""
    c = tracks.c
    runs = c.due_at.is_not(None)
    parts = {
        "ix_tracks_of_holder": ((c.holder, c.due_at, c.number), runs),
        "ix_tracks_due": ((c.due_at, c.number), runs),
        "ix_tracks_not_raised": ((c.due_at,), c.raised_at.is_(None) & runs),
    }
    for name, (columns, where) in parts.items():
        Index(name, *columns, postgresql_where=where, sqlite_where=where)


def map_classes(mapper: registry, tracks: Table, notices: Table) -> None:
    mapper.map_imperatively(Track, tracks, version_id_col=tracks.c.version)
    mapper.map_imperatively(Notice, notices)
