import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from intake.adapters.audit.signing import Signed, Verified, sign, verify
from intake.adapters.sql.ledger import GENESIS, SqlEvents, link
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.tables import events as table
from intake.adapters.sql.unit_of_work import open_engine, reading, writing
from intake.domain.events import TicketSigned
from tests.support.builders import MONDAY
from tests.support.postgres import postgres


def happen(engine: Engine, rows: int, by: str = "wang") -> None:
    """So many things happen; in one transaction, as commit() stores them."""
    with writing(engine)() as session:
        last = session.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0
        SqlEvents(session).store(
            [
                TicketSigned(f"20261123-{last + n:06d}", MONDAY, "1401-market", by)
                for n in range(1, rows + 1)
            ]
        )
        session.commit()


def rehash(session: Session) -> None:
    """What an administrator who knows this program does after a change."""
    previous = GENESIS
    for row in list(SqlEvents(session).in_order()):
        stored = {"number": row.number, "at": row.at, "type": row.type, "data": row.data}
        previous = link(previous, stored)
        session.execute(update(table).where(table.c.id == row.id).values(hash=previous))


@dataclass
class Office:
    """The database, and the witness in another office."""

    engine: Engine
    path: Path
    key: SigningKey = field(default_factory=SigningKey.generate)
    today: date = date(2026, 11, 23)

    def sign(self, key: SigningKey | None = None) -> Signed:
        with reading(self.engine)() as session:
            return sign(self.path, key or self.key, SqlEvents(session), self.today)

    def verify(self, known: str | None = None) -> Verified:
        with reading(self.engine)() as session:
            return verify(self.path, self.key.verify_key, SqlEvents(session), known)

    def found(self) -> list[str]:
        return [finding.what.value for finding in self.verify().findings]

    def days_pass(self, days: int = 3, rows: int = 4) -> None:
        """Each day something happens and is signed in the evening."""
        for _ in range(days):
            happen(self.engine, rows)
            self.sign()
            self.today += timedelta(days=1)

    def ids(self) -> list[int]:
        with self.engine.connect() as connection:
            return list(connection.scalars(select(table.c.id).order_by(table.c.id)))

    def tamper(self, *statements: str, rehashed: bool = False, **values: object) -> None:
        with writing(self.engine)() as session:
            for statement in statements:
                session.execute(text(statement), values)
            if rehashed:
                rehash(session)
            session.commit()

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]


@pytest.fixture(scope="session")
def audited_postgres():
    with postgres() as url:
        migrate(url)
        yield url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "yihao.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request):
    return request.param


@pytest.fixture
def office(kind, request, empty_sqlite, tmp_path):
    """An empty database and no signature yet."""
    start_mappers()
    if kind == "sqlite":
        (tmp_path / "yihao.db").write_bytes(empty_sqlite.read_bytes())
        engine = open_engine(f"sqlite:///{tmp_path / 'yihao.db'}")
    else:
        engine = open_engine(request.getfixturevalue("audited_postgres"))
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE events RESTART IDENTITY"))
    yield Office(engine, tmp_path / "heads.jsonl")
    engine.dispose()
