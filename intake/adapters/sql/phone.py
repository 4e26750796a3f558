"""Seats, calls and those to be rung back, in the database."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from intake.adapters.sql.phone_tables import OPEN, caller_tags, phone_calls, ring_backs, seats
from intake.domain.lists import COUNTED, PAGE, Tally
from intake.domain.ring_backs import RingBack
from intake.domain.seats import CallerTag, PhoneCall, Seat

C, R, T = phone_calls.c, ring_backs.c, caller_tags.c


class SqlPhone:
    def __init__(self, session: Session):
        self._session = session

    def seat(self, member: str) -> Seat | None:
        return self._session.get(Seat, member)

    def seats(self) -> list[Seat]:
        order = (seats.c.since, seats.c.member)
        return list(self._session.scalars(select(Seat).order_by(*order)))

    def add_seat(self, seat: Seat) -> None:
        self._session.add(seat)

    def call(self, id: str) -> PhoneCall | None:
        return self._session.get(PhoneCall, id)

    def call_of(self, conversation: str) -> PhoneCall | None:
        query = select(PhoneCall).where(C.conversation == conversation)
        return self._session.scalars(query.order_by(C.asked_at.desc()).limit(1)).one_or_none()

    def add_call(self, call: PhoneCall) -> None:
        self._session.add(call)

    def forget_calls(self, before: datetime) -> None:
        self._session.execute(delete(phone_calls).where(C.asked_at < before))

    def ring_back(self, id: int) -> RingBack | None:
        return self._session.get(RingBack, id)

    def ring_back_of(self, call: str) -> RingBack | None:
        return self._session.scalars(select(RingBack).where(R.call == call)).one_or_none()

    def add_ring_back(self, one: RingBack) -> None:
        self._session.add(one)

    def to_ring_back(self, limit: int = PAGE) -> list[RingBack]:
        query = select(RingBack).where(OPEN).order_by(R.due_at, R.id).limit(limit)
        return list(self._session.scalars(query))

    def count_ring_backs(self) -> Tally:
        some = select(R.id).where(OPEN).limit(COUNTED).subquery()
        number = self._session.scalar(select(func.count()).select_from(some)) or 0
        return Tally(number, number >= COUNTED)

    def looks(self) -> list[RingBack]:
        query = select(RingBack).where(OPEN, R.look_until.is_not(None)).order_by(R.id)
        return list(self._session.scalars(query))

    def tag(self, number: str, tag: CallerTag) -> None:
        known = self._session.scalar(select(T.number).where(T.number == number))
        if known is None:
            row = {"number": number, "quarter": tag.quarter, "digest": tag.digest}
            self._session.execute(insert(caller_tags).values(**row))

    def tagged(self, tags: Collection[CallerTag]) -> list[str]:
        digests = [one.digest for one in tags]
        query = select(T.number).where(T.digest.in_(digests)).order_by(T.number.desc())
        return list(self._session.scalars(query))

    def forget_tags(self, but: Collection[str]) -> None:
        self._session.execute(delete(caller_tags).where(T.quarter.not_in(but)))
