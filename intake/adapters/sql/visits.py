"""Call-backs, exclusions and notes in the database."""

from typing import Any

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from intake.adapters.sql.lists import within as in_area
from intake.adapters.sql.tables import complaints
from intake.adapters.sql.visit_tables import call_backs, exclusions, notes
from intake.domain.complaint import Complaint
from intake.domain.exclusions import Exclusion
from intake.domain.lists import COUNTED, PAGE, Mark, Tally
from intake.domain.notes import Note
from intake.domain.visits import CallBack
from intake.ports.visits import ToVisit, Wish

B, E = call_backs.c, exclusions.c


class SqlCallBacks:
    def __init__(self, session: Session):
        self._session = session

    def add(self, one: CallBack) -> None:
        self._session.add(one)

    def of(self, number: str) -> list[CallBack]:
        query = select(CallBack).where(B.number == number).order_by(B.round)
        return list(self._session.scalars(_locked(query, self._session)))

    def by_link(self, digest: str) -> CallBack | None:
        query = select(CallBack).where(B.link_digest == digest)
        return self._session.scalars(_locked(query, self._session)).one_or_none()

    def to_make(self, after: Mark | None = None, limit: int = PAGE) -> list[ToVisit]:
        query = select(CallBack).where(B.due_at.is_not(None))
        if after:
            there = tuple_(literal(after.moment, B.due_at.type), literal(int(after.id), B.id.type))
            query = query.where(tuple_(B.due_at, B.id) > there)
        rows = list(self._session.scalars(query.order_by(B.due_at, B.id).limit(limit)))
        found = _complaints(self._session, [one.number for one in rows])
        return [ToVisit(one, found[one.number]) for one in rows]

    def count(self) -> Tally:
        some = select(B.id).where(B.due_at.is_not(None)).limit(COUNTED).subquery()
        number = self._session.scalar(select(func.count()).select_from(some)) or 0
        return Tally(number, number >= COUNTED)


class SqlExclusions:
    def __init__(self, session: Session):
        self._session = session

    def add(self, one: Exclusion) -> None:
        self._session.add(one)

    def of(self, number: str) -> list[Exclusion]:
        query = select(Exclusion).where(E.number == number).order_by(E.id)
        return list(self._session.scalars(_locked(query, self._session)))

    def asked(self, limit: int = PAGE, within: str = "") -> list[Wish]:
        query = select(Exclusion).where(E.decided_at.is_(None)).order_by(E.asked_at, E.id)
        if within:
            query = query.join(complaints, complaints.c.number == E.number)
            query = query.where(in_area(within, complaints.c.area))
        rows = list(self._session.scalars(query.limit(limit)))
        found = _complaints(self._session, [one.number for one in rows])
        return [Wish(one, found[one.number]) for one in rows]


class SqlNotes:
    def __init__(self, session: Session):
        self._session = session

    def add(self, note: Note) -> None:
        self._session.add(note)

    def of(self, number: str) -> list[Note]:
        query = select(Note).where(notes.c.number == number).order_by(notes.c.id)
        return list(self._session.scalars(query))


def _locked(query: Any, session: Session) -> Any:
    """Two who write about one wait for each other; SQLite's writers queue anyway."""
    writes = session.get_bind().get_execution_options().get("writes")
    return query.with_for_update() if writes else query


def _complaints(session: Session, numbers: list[str]) -> dict[str, Complaint]:
    query = select(Complaint).where(complaints.c.number.in_(numbers))
    return {one.number: one for one in session.scalars(query)}
