"""Tables of views, of files made of lists and of stand-ins, and their repositories."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, String, Table, delete, insert, or_, select
from sqlalchemy.orm import Session

from intake.adapters.sql.columns import Moment, metadata, names
from intake.domain.exports import Export, Sheet, Stage
from intake.domain.stand_ins import StandIn
from intake.domain.views import View

views = Table(
    "views",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("by", String(80), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("list", String(20), nullable=False),
    Column("filters", JSON, nullable=False),
    Column("desk", String(80), nullable=False, index=True),
)
exports = Table(
    "exports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("by", String(80), nullable=False, index=True),
    Column("sheet", names(Sheet), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("scope", String(120), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("stage", names(Stage), nullable=False),
    Column("file", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
)
stand_ins = Table(
    "stand_ins",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("absent", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False, index=True),
    Column("by", String(80), nullable=False),
)


class SqlViews:
    def __init__(self, session: Session):
        self._session = session

    def put(self, view: View) -> None:
        _put(self._session, views, asdict(view))

    def get(self, id: str) -> View | None:
        row = self._session.execute(select(views).where(views.c.id == id)).one_or_none()
        return View(**row._mapping) if row else None

    def of(self, name: str, desk: str) -> list[View]:
        theirs = or_(views.c.by == name, views.c.desk == desk) if desk else views.c.by == name
        found = self._session.execute(select(views).where(theirs))
        return sorted((View(**row._mapping) for row in found), key=lambda one: (one.name, one.id))

    def remove(self, id: str) -> None:
        self._session.execute(delete(views).where(views.c.id == id))


class SqlExports:
    def __init__(self, session: Session):
        self._session = session

    def put(self, export: Export) -> None:
        _put(self._session, exports, asdict(export))

    def get(self, id: str) -> Export | None:
        row = self._session.execute(select(exports).where(exports.c.id == id)).one_or_none()
        return Export(**row._mapping) if row else None

    def of(self, name: str, since: datetime) -> list[Export]:
        c = exports.c
        query = select(exports).where(c.by == name, c.at > since).order_by(c.at.desc(), c.id)
        return [Export(**row._mapping) for row in self._session.execute(query)]

    def before(self, moment: datetime) -> list[Export]:
        query = select(exports).where(exports.c.at <= moment).order_by(exports.c.id)
        return [Export(**row._mapping) for row in self._session.execute(query)]

    def files(self) -> set[str]:
        return set(self._session.scalars(select(exports.c.file).where(exports.c.file != "")))

    def remove(self, ids: Collection[str]) -> None:
        self._session.execute(delete(exports).where(exports.c.id.in_(list(ids))))


class SqlStandIns:
    def __init__(self, session: Session):
        self._session = session

    def add(self, one: StandIn) -> None:
        self._session.execute(insert(stand_ins).values(asdict(one)))

    def get(self, id: str) -> StandIn | None:
        row = self._session.execute(select(stand_ins).where(stand_ins.c.id == id)).one_or_none()
        return StandIn(**row._mapping) if row else None

    def not_over(self, today: date) -> list[StandIn]:
        c = stand_ins.c
        query = select(stand_ins).where(c.until >= today).order_by(c.since, c.id)
        return [StandIn(**row._mapping) for row in self._session.execute(query)]

    def remove(self, id: str) -> None:
        self._session.execute(delete(stand_ins).where(stand_ins.c.id == id))


def _put(session: Session, table: Table, values: dict[str, Any]) -> None:
    changed = table.update().where(table.c.id == values["id"]).values(values)
    if not session.execute(changed).rowcount:  # type: ignore[attr-defined]
        session.execute(insert(table).values(values))
