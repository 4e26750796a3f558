"""Tables of administration and of open figures, and their repositories."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, Row, String, Table, Text, delete, select
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.adapters.sql.columns import Moment, metadata, names
from intake.domain.administration import ApiKey, Change, Scope, Stage, Subject, Trial
from intake.domain.open_figures import Row as Figure
from intake.domain.standing import row_of
from intake.domain.ticket import Role

changes = Table(
    "changes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subject", names(Subject), nullable=False),
    Column("name", String(80), nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("stage", names(Stage), nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", Moment),
)
trials = Table(
    "trials",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    Column("area", String(6), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("got", JSON),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("used_on", Date),
    Column("revoked_at", Moment),
    Column("office", String(80), nullable=False),
    Column("channel", String(20), nullable=False),
)
open_figures = Table(
    "open_figures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
)
THE_ONE = 1


class SqlAdministration:
    def __init__(self, session: Session):
        self._session = session

    def put_change(self, change: Change) -> None:
        self._put(changes, asdict(change))

    def change(self, id: str) -> Change | None:
        row = self._one(changes, changes.c.id == id)
        return Change(**row._mapping) if row else None

    def changes(self, name: str = "", limit: int = 50) -> list[Change]:
        query = select(changes).order_by(changes.c.at.desc(), changes.c.id.desc())
        if name:
            query = query.where(changes.c.name == name)
        return [Change(**row._mapping) for row in self._session.execute(query.limit(limit))]

    def put_trial(self, trial: Trial) -> None:
        self._put(trials, asdict(trial))

    def trial(self, id: str) -> Trial | None:
        row = self._one(trials, trials.c.id == id)
        return Trial(**row._mapping) if row else None

    def forget_trials(self, before: datetime) -> None:
        self._session.execute(delete(trials).where(trials.c.at < before))

    def put_key(self, key: ApiKey) -> None:
        self._put(api_keys, asdict(key) | {"scopes": [scope.value for scope in key.scopes]})

    def every_key(self) -> list[ApiKey]:
        query = select(api_keys).order_by(api_keys.c.at.desc(), api_keys.c.id.desc())
        return [_key(row) for row in self._session.execute(query)]

    def key_by_digest(self, digest: str) -> ApiKey | None:
        row = self._one(api_keys, api_keys.c.digest == digest)
        return _key(row) if row else None

    def _one(self, table: Table, where: Any) -> Row[Any] | None:
        return self._session.execute(select(table).where(where)).one_or_none()

    def _put(self, table: Table, values: Mapping[str, Any]) -> None:
        changed = table.update().where(table.c.id == values["id"]).values(values)
        if not self._session.execute(changed).rowcount:  # type: ignore[attr-defined]
            self._session.execute(table.insert().values(values))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(**dict(row._mapping) | {"scopes": tuple(map(Scope, row.scopes))})


class SqlOpenFigures:
    def __init__(self, session: Session):
        self._session = session

    def rows(self, since: date, now: datetime) -> Iterator[Figure]:
        """Read off the key: numbers begin with the day."""
        c, s = t.complaints.c, t.tickets.c
        query = (
            select(
                c.number, c.filed_at, c.area, c.category, c.state.label("stands"),
                s.office, s.office_name, s.role, s.state, s.due_at, s.late_minutes,
            )
            .outerjoin(t.tickets, (s.number == c.number) & (s.role == Role.LEAD))
            .where(c.number >= f"{since:%Y%m%d}")
            .order_by(c.number, s.id)
            .execution_options(yield_per=2000)
        )  # fmt: skip
        for _, rows in groupby(self._session.execute(query), key=lambda row: row.number):
            stays = list(rows)
            one = stays[0]
            leading: Any = stays if one.role else []
            yield row_of(one.filed_at, one.area, one.category, one.stands, leading, now)

    def keep(self, at: datetime, body: Mapping[str, Any]) -> None:
        values = {"id": THE_ONE, "at": at, "body": body}
        if not self._session.execute(open_figures.update().values(values)).rowcount:  # type: ignore[attr-defined]
            self._session.execute(open_figures.insert().values(values))

    def kept(self) -> Mapping[str, Any] | None:
        return self._session.scalar(select(open_figures.c.body))
