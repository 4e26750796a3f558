"""Drafts in the database."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql.draft_tables import drafts
from intake.adapters.sql.tables import tickets
from intake.domain.drafts import Draft, Part

D = drafts.c


class SqlDrafts:
    def __init__(self, session: Session):
        self._session = session

    def of(self, stay: int, by: str) -> dict[Part, Draft]:
        rows = self._session.execute(select(drafts).where(D.stay == stay, D.by == by))
        found = [Draft(**row._mapping) for row in rows]
        return {one.part: one for one in found}

    def keep(self, draft: Draft) -> None:
        dialect = self._session.get_bind().dialect.name
        insert = (postgresql if dialect == "postgresql" else sqlite).insert(drafts)
        row = insert.values(**vars(draft))
        new = {"at": row.excluded.at, "words": row.excluded.words}
        self._session.execute(
            row.on_conflict_do_update(index_elements=[D.stay, D.by, D.part], set_=new)
        )

    def drop(self, stay: int, by: str, part: Part) -> None:
        self._session.execute(delete(drafts).where(D.stay == stay, D.by == by, D.part == part))

    def end(self, stays: Collection[int]) -> None:
        if stays:
            self._session.execute(delete(drafts).where(D.stay.in_(stays)))

    def forget_before(self, moment: datetime) -> None:
        ended = select(tickets.c.id).where(
            tickets.c.id.in_(select(D.stay)), tickets.c.closed_at.is_not(None)
        )
        self._session.execute(delete(drafts).where((D.at < moment) | D.stay.in_(ended)))
