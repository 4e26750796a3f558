"""Tracks and notices in SQL."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.adapters.sql.counting import count_up
from intake.adapters.sql.tables import notices, tracks
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
