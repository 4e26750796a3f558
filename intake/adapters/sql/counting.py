"""Counters without gaps."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql.tables import counters


def count_up(session: Session, name: str) -> int:
    """From 1. Writers of one counter queue until the other commits or gives up."""
    dialect = session.get_bind().dialect.name
    upsert = (postgresql if dialect == "postgresql" else sqlite).insert(counters)
    statement = (
        upsert.values(name=name, value=1)
        .on_conflict_do_update(
            index_elements=[counters.c.name], set_={"value": counters.c.value + 1}
        )
        .returning(counters.c.value)
    )
    return int(session.scalar(statement) or 0)
