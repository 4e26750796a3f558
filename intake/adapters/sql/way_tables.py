"""The table of ways into a conversation."""

from sqlalchemy import Column, ForeignKey, String, Table, delete
from sqlalchemy.orm import Session

from intake.adapters.sql.columns import Moment, metadata
from intake.domain.continuing import WayIn

ways_in = Table(
    "ways_in",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("until", Moment),
)
MAPPED = ((WayIn, ways_in),)


class SqlWaysIn:
    def __init__(self, session: Session):
        self._session = session

    def add(self, way: WayIn) -> None:
        self._session.add(way)

    def get(self, digest: str) -> WayIn | None:
        return self._session.get(WayIn, digest)

    def forget_codes(self, conversation: str) -> None:
        rows = ways_in.c
        self._session.execute(
            delete(ways_in).where(rows.conversation == conversation, rows.until.is_not(None))
        )
