"""The table of who decided what over protected reports. No foreign key: it outlives them."""

from typing import Any

from sqlalchemy import Column, Date, Integer, MetaData, String, Table
from sqlalchemy.orm import registry

from intake.domain.custody import CustodyFact, Step


def add(metadata: MetaData, names: Any) -> Table:
    return Table(
        "custody",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("on", Date, nullable=False),
        Column("step", names(Step), nullable=False),
        Column("by", String(80), nullable=False),
        Column("report", String(20), nullable=False, index=True),
        Column("salt", String(32), nullable=False),
        Column("about", String(64), nullable=False),
    )


def map_classes(mapper: registry, custody: Table) -> None:
    mapper.map_imperatively(CustodyFact, custody)
