"""Tracks and notices in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.adapters.sql.counting import count_up
from intake.adapters.sql.lists import within as in_area
from intake.adapters.sql.locks import TRACKS_LOCK, alone
from intake.adapters.sql.tables import complaints, notices, tracks
from intake.domain.errors import ChangedMeanwhile
from intake.domain.notices import Notice
from intake.domain.tracks import Track


class SqlTracks:
    def __init__(self, session: Session):
        self._session = session

    def add(self, track: Track) -> None:
        self._session.add(track)
        try:
            self._session.flush()
        except IntegrityError:
            raise ChangedMeanwhile from None

    def of(self, number: str) -> list[Track]:
        query = select(Track).where(tracks.c.number == number).order_by(tracks.c.kind)
        return list(self._session.scalars(query))

    def not_raised(self, now: datetime, limit: int = 200) -> list[Track]:
        if not alone(self._session, TRACKS_LOCK):
            return []
        c = tracks.c
        query = select(Track).where(c.raised_at.is_(None), c.due_at <= now)
        return list(self._session.scalars(query.order_by(c.due_at).limit(limit)))

    def raised(self, those: Collection[Track], now: datetime) -> None:
        if not those:
            return
        c, keys = tracks.c, [(one.number, one.kind) for one in those]
        raised = (
            update(tracks)
            .where(tuple_(c.number, c.kind).in_(keys), c.raised_at.is_(None), c.due_at <= now)
            .values(raised_at=now, version=c.version + 1)
        )
        done = cast("CursorResult[Any]", self._session.execute(raised))
        if done.rowcount != len(keys):
            raise ChangedMeanwhile

    def late(self, now: datetime, limit: int, *, holder: str = "", within: str = "") -> list[Track]:
        c = tracks.c
        query = select(Track).where(c.due_at <= now)
        if holder:
            query = query.where(c.holder == holder)
        if within:
            query = query.join(complaints, complaints.c.number == c.number)
            query = query.where(in_area(within, complaints.c.area))
        return list(self._session.scalars(query.order_by(c.due_at, c.number).limit(limit)))

    def late_among(self, numbers: Collection[str], now: datetime) -> set[str]:
        if not numbers:
            return set()
        c = tracks.c
        return set(
            self._session.scalars(select(c.number).where(c.number.in_(numbers), c.due_at <= now))
        )


class SqlNotices:
    def __init__(self, session: Session):
        self._session = session

    def next_serial(self, office: str, year: int) -> int:
        return count_up(self._session, f"{year}:{office}")

    def add(self, notice: Notice) -> None:
        self._session.add(notice)

    def of(self, number: str) -> list[Notice]:
        query = select(Notice).where(notices.c.number == number)
        return list(self._session.scalars(query.order_by(notices.c.issued_at, notices.c.serial)))

    def latest(self, office: str, limit: int = 200) -> list[Notice]:
        query = select(Notice).where(notices.c.office == office)
        order = (notices.c.year.desc(), notices.c.serial.desc())
        return list(self._session.scalars(query.order_by(*order).limit(limit)))
