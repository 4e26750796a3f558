"""Rising problems in SQL."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from intake.adapters.sql.tables import rises, tellings
from intake.domain.errors import NotFound
from intake.domain.rising import Rise, Subject, Telling

T = tellings.c
ORDER = (T.number, T.on, T.subject, T.code, T.name)


class SqlRising:
    def __init__(self, session: Session):
        self._session = session

    def tell(self, new: Iterable[Telling]) -> None:
        for one in new:
            known = select(T.number).where(
                T.subject == one.subject, T.code == one.code, T.number == one.number
            )
            if self._session.execute(known).first() is None:
                self._session.execute(insert(tellings).values(**vars(one)))

    def frequent(self, since: date, least: int) -> list[tuple[Subject, str]]:
        query = (
            select(T.subject, T.code)
            .where(T.on >= since)
            .group_by(T.subject, T.code)
            .having(func.count() >= least)
            .order_by(T.subject, T.code)
        )
        return [(subject, code) for subject, code in self._session.execute(query)]

    def tellings(self, subject: Subject, code: str, since: date) -> list[Telling]:
        query = select(*ORDER).where(T.subject == subject, T.code == code, T.on >= since)
        return self._read(query.order_by(T.on, T.number))

    def told_by(self, number: str) -> list[Telling]:
        return self._read(select(*ORDER).where(T.number == number).order_by(T.subject, T.code))

    def forget_before(self, day: date) -> None:
        self._session.execute(delete(tellings).where(T.on < day))

    def add(self, rise: Rise) -> None:
        self._session.add(rise)

    def get(self, id: str) -> Rise:
        found = self._session.get(Rise, id)
        if found is None:
            raise NotFound
        return found

    def latest(self, subject: Subject, code: str) -> Rise | None:
        query = select(Rise).where(rises.c.subject == subject, rises.c.code == code)
        return self._session.scalars(query.order_by(rises.c.opened_at.desc()).limit(1)).first()

    def open(self) -> list[Rise]:
        query = select(Rise).where(rises.c.closed_at.is_(None))
        order = (rises.c.look_on.is_(None), rises.c.look_on, rises.c.opened_at.desc())
        return list(self._session.scalars(query.order_by(*order)))

    def closed(self, limit: int = 20) -> list[Rise]:
        query = select(Rise).where(rises.c.closed_at.is_not(None))
        return list(self._session.scalars(query.order_by(rises.c.closed_at.desc()).limit(limit)))

    def _read(self, query: object) -> list[Telling]:
        return [Telling(*row) for row in self._session.execute(query)]  # type: ignore[call-overload]
