"""Tables of tracks and notices."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text
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
        Column("version", Integer, nullable=False),
    )
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


def map_classes(mapper: registry, tracks: Table, notices: Table) -> None:
    mapper.map_imperatively(Track, tracks, version_id_col=tracks.c.version)
    mapper.map_imperatively(Notice, notices)
