"""Who decided what over protected reports, in SQL."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.adapters.sql.ledger import from_row
from intake.adapters.sql.tables import custody, events
from intake.domain.custody import CustodyFact
from intake.domain.events import CustodyDay


class SqlCustody:
    def __init__(self, session: Session):
        self._session = session

    def add(self, fact: CustodyFact) -> None:
        self._session.add(fact)

    def of(self, report: str) -> list[CustodyFact]:
        query = select(CustodyFact).where(custody.c.report == report).order_by(custody.c.id)
        return list(self._session.scalars(query))

    def all(self) -> list[CustodyFact]:
        return list(self._session.scalars(select(CustodyFact).order_by(custody.c.id)))

    def sealed_days(self) -> list[CustodyDay]:
        query = select(events).where(events.c.type == CustodyDay.__name__).order_by(events.c.id)
        found = map(from_row, self._session.execute(query))
        return [one for one in found if isinstance(one, CustodyDay)]
