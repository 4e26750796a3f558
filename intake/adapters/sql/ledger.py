"""The events table: timeline, outbox and audit trail. Each row's hash covers the one before."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, text, update
from sqlalchemy.orm import Session

from intake.adapters.sql.lists import within as in_area
from intake.adapters.sql.tables import complaints, staff
from intake.adapters.sql.tables import events as table
from intake.domain.events import BY_NAME, Event

GENESIS = "0" * 64
CHAIN_LOCK = 12345  # any number; one writer at a time extends the chain


class SqlEvents:
    def __init__(self, session: Session):
        self._session = session
        self._new: list[Event] = []

    def add(self, event: Event) -> None:
        self._new.append(event)

    def store(self, more: list[Event]) -> None:
        """Append; called by commit() alone."""
        self._new, new = [], more + self._new
        if not new:
            return
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHAIN_LOCK})
        last = select(table.c.hash).order_by(table.c.id.desc()).limit(1)
        previous = self._session.scalar(last) or GENESIS
        rows = []
        for event in new:
            row = to_row(event)
            previous = row["hash"] = link(previous, row)
            rows.append(row)
        self._session.execute(insert(table), rows)

    def of(self, number: str) -> list[Event]:
        query = select(table).where(table.c.number == number).order_by(table.c.id)
        return [from_row(row) for row in self._session.execute(query)]

    def after(self, id: int, limit: int) -> list[tuple[int, Event]]:
        query = select(table).where(table.c.id > id).order_by(table.c.id).limit(limit)
        return [(row.id, from_row(row)) for row in self._session.execute(query)]

    def unrelayed(self, limit: int = 200) -> list[tuple[int, Event]]:
        query = select(table).where(table.c.relayed_at.is_(None)).order_by(table.c.id).limit(limit)
        return [(row.id, from_row(row)) for row in self._session.execute(query)]

    def relayed(self, ids: Sequence[int], at: datetime) -> None:
        self._session.execute(update(table).where(table.c.id.in_(ids)).values(relayed_at=at))

    def latest(self, limit: int = 200, within: str = "") -> list[tuple[int, Event]]:
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if within:
            c, m = complaints.c, staff.c
            theirs = select(c.number).where(c.number == table.c.number, in_area(within, c.area))
            member = select(m.name).where(m.name == table.c.number, in_area(within, m.area))
            query = query.where(theirs.exists() | member.exists())
        return [(row.id, from_row(row)) for row in self._session.execute(query)]

    def broken_link(self) -> int | None:
        previous = GENESIS
        for row in self.in_order():
            if not follows(row, previous):
                return int(row.id)
            previous = row.hash
        return None

    def in_order(self) -> Iterator[Row[Any]]:
        """Every row, oldest first, a thousand in memory at a time."""
        # As an option of the statement: said of the result alone, PostgreSQL's driver has
        # fetched every row by then.
        every = select(table).order_by(table.c.id).execution_options(yield_per=1000)
        with self._session.execute(every) as rows:
            yield from rows

    def first_unreadable(
        self, after: int | None, errors: tuple[type[Exception], ...]
    ) -> int | None:
        """The id of the first row after `after` that cannot be read without one of `errors`."""
        ids = select(table.c.id).order_by(table.c.id)
        if after is not None:
            ids = ids.where(table.c.id > after)
        with self._session.scalars(ids.execution_options(yield_per=1000)) as found:
            for id in found:
                try:
                    self._session.execute(select(table).where(table.c.id == id)).one()
                except errors:
                    return int(id)
        return None


def follows(row: Row[Any], previous: str) -> bool:
    """Whether the row's hash covers what it holds and the hash before it."""
    as_stored = {"number": row.number, "at": row.at, "type": row.type, "data": row.data}
    try:
        return bool(row.hash == link(previous, as_stored))
    except (TypeError, AttributeError):  # such as bytes for words: never stored by this program
        return False


def link(previous: str, row: dict[str, Any]) -> str:
    at = row["at"].astimezone(UTC).isoformat()
    body = json.dumps(
        [previous, row["number"], at, row["type"], row["data"]], sort_keys=True, ensure_ascii=True
    )
    return hashlib.sha256(body.encode()).hexdigest()


def to_row(event: Event) -> dict[str, Any]:
    data = {
        f.name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for f in fields(event)
        if f.name not in ("number", "at")
        for value in [getattr(event, f.name)]
    }
    return {"number": event.number, "at": event.at, "type": type(event).__name__, "data": data}


def from_row(row: Row[Any]) -> Event:
    data = {k: datetime.fromisoformat(v) if k.endswith("_at") else v for k, v in row.data.items()}
    return BY_NAME[row.type](number=row.number, at=row.at, **data)
