"""Migrations go up with rows in the tables, and down again."""

import pytest
from sqlalchemy import create_engine, inspect

from intake.adapters.sql.migrate import is_current, migrate
from intake.adapters.sql.tables import metadata, start_mappers
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from tests.support.builders import a_dispatched_complaint
from tests.support.postgres import postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'yihao.db'}"
        return
    with postgres() as address:
        yield address


def tables(url):
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_with_rows_again_and_down(url):
    migrate(url)
    # the index of the search is not mapped, and on SQLite it is several tables
    assert {n for n in tables(url) if not n.startswith("complaint_search")} == set(metadata.tables)
    start_mappers()
    engine = open_engine(url)
    with SqlUnitOfWork(writing(engine)) as uow:
        complaint = a_dispatched_complaint()
        uow.complaints.add(complaint)
        uow.commit()
    migrate(url)
    assert is_current(url)
    with SqlUnitOfWork(writing(engine)) as uow:
        assert uow.complaints.get(complaint.number).tickets
    engine.dispose()
    migrate(url, "base")
    assert tables(url) == set()
