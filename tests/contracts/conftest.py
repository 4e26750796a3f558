import pytest
from sqlalchemy import text

from intake.adapters.memory import MemoryDatabase
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.tables import metadata, start_mappers
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from tests.support.postgres import postgres


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
        with engine.begin() as connection:
            names = ", ".join([*metadata.tables, "complaint_search"])
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    sessions = writing(engine)
    yield lambda: SqlUnitOfWork(sessions)
    engine.dispose()
