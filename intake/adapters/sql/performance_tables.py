"""The tables of facts about how offices do, and of the same counted."""

from typing import Any

from sqlalchemy import Column, Date, Index, Integer, String, Table

from intake.adapters.sql.columns import Moment, metadata, names
from intake.domain.performance import Fact, What

facts = Table(
    "performance_facts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False, index=True),
    Column("office", String(40), nullable=False),
    Column("what", names(What), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("value", Integer),
    Column("until", Date),
    Column("limit", String(30), nullable=False),
    Column("left_out", String(30), nullable=False),
    Index("ix_performance_facts_points", "office", "what", "day", "id"),
)
days = Table(
    "performance_days",
    metadata,
    Column("what", names(What), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("office", String(40), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("left", Integer, nullable=False),
)
# The same by month, each named by its first day: a year of a city is thirty times fewer rows.
months = Table(
    "performance_months",
    metadata,
    Column("what", names(What), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("office", String(40), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("left", Integer, nullable=False),
)
is_waiting = (
    (facts.c.what == What.CONTACTED.value) & facts.c.value.is_(None) & (facts.c.left_out == "")
)
for name, columns, where in (
    ("ix_performance_facts_waiting", (facts.c.at,), is_waiting),
    (
        "ix_performance_facts_late",
        (facts.c.office, facts.c.day),
        facts.c.what == What.OVERDUE.value,
    ),
):
    Index(name, *columns, postgresql_where=where, sqlite_where=where)

MAPPED: tuple[tuple[type[Any], Table], ...] = ((Fact, facts),)
