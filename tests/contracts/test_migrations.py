"""Migrations go up with rows in the tables, and down again."""

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect

from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import configuration, is_current, migrate
from intake.adapters.sql.tables import metadata
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from intake.domain.lists import BoardTab
from intake.domain.ticket import ReturnReason
from tests.support.builders import HOUSING, MARKET, MONDAY, a_complaint, a_dispatched_complaint
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


def contested():
    complaint = a_dispatched_complaint()
    for office in (MARKET, HOUSING):
        complaint.send_back(office.office, ReturnReason.UNCLEAR, "看不懂", by="li", at=MONDAY)
        if office is MARKET:
            complaint.dispatch(HOUSING, MONDAY, by="dai", at=MONDAY)
    return complaint


def redone():
    complaint = a_dispatched_complaint()
    complaint.sign(MARKET.office, by="li", at=MONDAY)
    complaint.answer(MARKET.office, "办好了", by="li", at=MONDAY)
    complaint.rate(solved=False, stars=1, at=MONDAY)
    return complaint


def test_what_was_filed_before_lists_were_sorted_is_in_them_afterwards(url):
    migrate(url)
    start_mappers()
    engine = open_engine(url)
    decided, open_, done = (a_dispatched_complaint() for _ in range(3))
    with SqlUnitOfWork(writing(engine)) as uow:
        decided.sign(MARKET.office, by="li", at=MONDAY)
        decided.ask_extension(MARKET.office, 5, "等检测", by="li", at=MONDAY)
        done.withdraw(MONDAY)
        for one in (decided, open_, done, a_complaint()):
            uow.complaints.add(one)
        uow.commit()
    with SqlUnitOfWork(writing(engine)) as uow:
        before = uow.lists.board_counts(MONDAY)
        rows = [c.number for c in uow.lists.board(BoardTab.OPEN, MONDAY)]
    engine.dispose()
    command.downgrade(configuration(url), "0013")
    migrate(url)
    with SqlUnitOfWork(writing(engine)) as uow:
        assert uow.lists.board_counts(MONDAY) == before
        assert [c.number for c in uow.lists.board(BoardTab.OPEN, MONDAY)] == rows
    engine.dispose()
    assert before[BoardTab.OPEN].number == 3
    assert before[BoardTab.TO_DECIDE].number == 1


def test_what_was_sent_back_often_or_redone_before_is_found_afterwards(url):
    migrate(url)
    start_mappers()
    engine = open_engine(url)
    with SqlUnitOfWork(writing(engine)) as uow:
        for one in (contested(), redone(), a_dispatched_complaint()):
            uow.complaints.add(one)
        uow.commit()
        before = uow.lists.board_counts(MONDAY)
    engine.dispose()
    command.downgrade(configuration(url), "0018")
    migrate(url)
    with SqlUnitOfWork(writing(engine)) as uow:
        assert uow.lists.board_counts(MONDAY) == before
    engine.dispose()
    assert before[BoardTab.CONTESTED].number == before[BoardTab.REDONE].number == 1
