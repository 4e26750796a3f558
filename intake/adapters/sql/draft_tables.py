"""The table of drafts."""

from sqlalchemy import Column, Integer, String, Table, Text

from intake.adapters.sql.columns import Moment, metadata, names
from intake.domain.drafts import Part

drafts = Table(
    "drafts",
    metadata,
    Column("stay", Integer, primary_key=True, autoincrement=False),
    Column("by", String(80), primary_key=True),
    Column("part", names(Part), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("words", Text, nullable=False),
)
