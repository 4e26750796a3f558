import pytest
from sqlalchemy import text

from intake.adapters.memory import MemoryDatabase
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.tables import metadata
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from tests.support.postgres import postgres


def empty(engine):
    """As after the migrations. TRUNCATE of all tables takes far longer than most tests."""
    names = [*metadata.tables, "complaint_search"]
    filled = " UNION ALL ".join(f"SELECT '{it}' WHERE EXISTS (SELECT FROM {it})" for it in names)  # noqa: S608
    drawn = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
    with engine.begin() as connection:
        # no triggers, and rows may go before the rows that they belong to
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in connection.scalars(text(filled)).all():
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608
        for name in connection.scalars(text(drawn)).all():
            connection.execute(text(f"ALTER SEQUENCE {name} RESTART"))


@pytest.fixture(scope="session")
def postgres_url():
    with postgres() as url:
        migrate(url)
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "yihao.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def uow(request, tmp_path):
    """A factory of units of work over an empty store, of each kind we ship."""
    if request.param == "memory":
        yield MemoryDatabase().uow
        return
    start_mappers()
    if request.param == "sqlite":
        path = tmp_path / "yihao.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        engine = open_engine(f"sqlite:///{path}")
    else:
        engine = open_engine(request.getfixturevalue("postgres_url"))
        empty(engine)
    sessions = writing(engine)
    yield lambda: SqlUnitOfWork(sessions)
    engine.dispose()
