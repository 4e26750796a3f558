"""What only a database can get wrong: races, locks, full disks, an altered row."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import is_current
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from intake.domain.errors import ChangedMeanwhile, StorageBusy
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.tracks import Track, TrackKind
from intake.service import escalation, track_clocks
from tests.contracts.conftest import empty
from tests.support.builders import MONDAY, a_complaint, a_dispatched_complaint

pytestmark = pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)


@pytest.fixture
def engine(kind, request, tmp_path):
    start_mappers()
    if kind == "sqlite":
        path = tmp_path / "yihao.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    if kind == "postgres":
        empty(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def uow(engine):
    sessions = writing(engine)
    return lambda: SqlUnitOfWork(sessions)


def test_the_tables_are_what_the_code_expects(engine):
    assert is_current(str(engine.url.render_as_string(hide_password=False)))


def test_many_writers_lose_no_number_and_keep_the_chain_whole(uow):
    def file(n):
        with uow() as u:
            number = u.complaints.next_number(MONDAY)
            u.complaints.add(a_complaint(number=number, receipt_digest=f"d{n}"))
            u.commit()
        return number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(file, range(40)))
    assert sorted(numbers) == [f"20261123-{n:06d}" for n in range(1, 41)]
    with uow() as u:
        assert u.events.broken_link() is None


def test_an_altered_event_is_found(uow, engine):
    with uow() as u:
        for _ in range(3):
            u.complaints.add(a_complaint())
        u.commit()
    with engine.execution_options(writes=True).begin() as connection:
        second = connection.scalar(text("SELECT id FROM events ORDER BY id LIMIT 1 OFFSET 1"))
        connection.execute(
            text("UPDATE events SET number = 'somebody else' WHERE id = :id"), {"id": second}
        )
    with uow() as u:
        assert u.events.broken_link() == second


def test_a_removed_event_is_found(uow, engine):
    with uow() as u:
        for _ in range(3):
            u.complaints.add(a_complaint())
        u.commit()
    with engine.execution_options(writes=True).begin() as connection:
        ids = connection.scalars(text("SELECT id FROM events ORDER BY id")).all()
        connection.execute(text("DELETE FROM events WHERE id = :id"), {"id": ids[1]})
    with uow() as u:
        assert u.events.broken_link() == ids[2]


def test_two_officers_cannot_both_have_the_last_word(uow, kind):
    if kind == "sqlite":
        pytest.skip("SQLite writers queue: the second reads what the first wrote")
    complaint = a_dispatched_complaint()
    with uow() as u:
        u.complaints.add(complaint)
        u.commit()
    first, second = uow(), uow()

    def overtaken():
        with first as a, second as b:
            mine, theirs = a.complaints.get(complaint.number), b.complaints.get(complaint.number)
            mine.urged, theirs.urged = 1, 2
            a.commit()
            b.commit()

    with pytest.raises(ChangedMeanwhile):
        overtaken()


def test_two_workers_raise_each_late_stay_once(uow, engine):
    """Of several batches, whoever comes first."""
    due = MONDAY + timedelta(days=8)
    with uow() as u:
        for _ in range(450):
            u.complaints.add(a_dispatched_complaint())
        u.commit()
    ports = SimpleNamespace(uow=uow, clock=lambda: due)
    with ThreadPoolExecutor(2) as pool:
        raised = [*pool.map(lambda _: escalation.raise_overdue(ports=ports), range(2))]
    assert sum(raised) == 450
    assert escalation.raise_overdue(ports=ports) == 0
    with engine.connect() as connection:
        said = text(
            "SELECT count(*), count(DISTINCT number) FROM events WHERE type = 'TicketOverdue'"
        )
        assert connection.execute(said).one() == (450, 450)


def test_two_workers_raise_each_late_track_once_off_one_index(uow, engine, kind):
    due = MONDAY + timedelta(days=8)
    with uow() as u:
        for _ in range(450):
            complaint = a_complaint()
            u.complaints.add(complaint)
            u.tracks.add(
                Track(complaint.number, TrackKind.REPORT, MONDAY, clock="report", due_at=due)
            )
        u.commit()
    ports = SimpleNamespace(uow=uow, clock=lambda: due)
    with ThreadPoolExecutor(2) as pool:
        raised = [*pool.map(lambda _: track_clocks.raise_some(ports=ports, limit=500), range(2))]
    assert sum(raised) == 450
    assert escalation.raise_overdue(ports=ports) == 0
    with engine.connect() as connection:
        said = "SELECT count(*), count(DISTINCT number) FROM events WHERE type = 'TrackOverdue'"
        assert connection.execute(text(said)).one() == (450, 450)
        if kind == "sqlite":  # PostgreSQL reads a small table as a whole
            asked = (
                "SELECT * FROM tracks WHERE raised_at IS NULL AND due_at <= :now ORDER BY due_at"
            )
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"), {"now": due}).all()
            assert "ix_tracks_not_raised" in str(plan)


def test_tries_that_come_at_once_are_counted_one_after_another(uow):
    def one(_):
        with uow() as u:
            u.staff.tries("k", MONDAY).begin(MONDAY, timedelta(seconds=8))
            u.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    with uow() as u:
        assert u.staff.tries("k", MONDAY).count == 24


def test_one_code_cannot_be_used_twice_at_once(uow, kind):
    if kind == "sqlite":
        pytest.skip("SQLite writers queue: the second reads what the first wrote")
    with uow() as u:
        u.staff.add(StaffMember("li", StaffRole.AUDITOR, "hash", recovery=["a"]))
        u.commit()
    first, second = uow(), uow()

    def both():
        with first as a, second as b:
            mine, theirs = a.staff.get("li"), b.staff.get("li")
            mine.recovery = theirs.recovery = []
            a.commit()
            b.commit()

    with pytest.raises(ChangedMeanwhile):
        both()


def test_a_locked_database_is_a_clear_error_that_quotes_nothing(uow, engine, kind, monkeypatch):
    if kind == "postgres":
        pytest.skip("PostgreSQL does not lock as a whole")
    monkeypatch.setattr("intake.adapters.sql.unit_of_work.BUSY_SECONDS", 0.1)
    quick = open_engine(str(engine.url))
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sessions = writing(quick)

    def file():
        with SqlUnitOfWork(sessions) as u:
            u.complaints.add(a_complaint(text="MARKER-7319"))
            u.commit()

    with pytest.raises(StorageBusy) as caught:
        file()
    assert "MARKER-7319" not in repr(caught.value)
    assert caught.value.__cause__ is None
    other.rollback()
    other.close()
    file()
    quick.dispose()


def test_a_full_disk_is_a_clear_error_and_loses_nothing_filed_before(uow, engine, kind):
    if kind == "postgres":
        pytest.skip("shown on SQLite, where a limit can be set on the file")
    with uow() as u:
        u.complaints.add(a_complaint(number="20261123-000001"))
        u.commit()
    with engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    def file_much():
        for _ in range(50):
            with uow() as u:
                u._session.execute(text(f"PRAGMA max_page_count={pages + 2}"))
                u.complaints.add(a_complaint(text="字" * 5000))
                u.commit()

    with pytest.raises(StorageBusy):
        file_much()
    with uow() as u:
        assert u.complaints.get("20261123-000001").text == "商场不给退款"
        assert u.events.broken_link() is None
