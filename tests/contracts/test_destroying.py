"""Destroyed means: not in the file any more, and never what somebody has just agreed to keep."""

import random
import threading

import pytest

from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, scrub, writing
from intake.domain.errors import StorageBusy
from intake.domain.keeping import Hold
from intake.domain.protected import By, ProtectedReport
from tests.support.builders import MONDAY

DAY = MONDAY.date()


@pytest.fixture
def engine(tmp_path, migrated_sqlite):
    path = tmp_path / "yihao.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    start_mappers()
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def a_report(number):
    """Of `number` alone, so that a page which keeps an old copy keeps it in every run."""
    rnd = random.Random(number)  # noqa: S311
    report = ProtectedReport(
        "B" + rnd.randbytes(5).hex(),
        DAY,
        rnd.randbytes(32).hex(),
        rnd.randbytes(32).hex(),
        rnd.randbytes(33),
    )
    for name in range(rnd.randint(1, 4)):
        size = rnd.choice([900, 6000, 12000])
        report.keep(f"message:{name}", By.REPORTER, DAY, rnd.randbytes(size))
    return report


def traces(report):
    """What must not be found again: codes, key, and every ciphertext in pieces, as pages cut it."""
    pieces = [
        one.envelope[at : at + 32]
        for one in report.items
        for at in range(0, len(one.envelope), 997)
    ]
    codes = [report.id, report.receipt_digest, report.reward_digest]
    return [*(code.encode() for code in codes), report.reporter_key, *pieces]


def stored(sessions, *reports):
    marks = [mark for report in reports for mark in traces(report)]
    with SqlUnitOfWork(sessions) as u:
        for report in reports:
            u.protected.add(report)
            u._session.flush()
        u.commit()
    return marks


def found(folder, marks):
    lying = b"".join(one.read_bytes() for one in folder.glob("yihao.db*"))
    return sum(mark in lying for mark in marks)


def remove(sessions, *reports):
    with SqlUnitOfWork(sessions) as u:
        for report in reports:
            u.protected.remove(u.protected.get(report.id))
            u._session.flush()
        u.commit()


@pytest.mark.slow
def test_what_was_destroyed_lies_in_no_byte_of_the_file_or_its_log(engine, tmp_path):
    """And before it was destroyed this very search would have found it. So many, that SQLite's
    trees keep an old copy of a report's id, which secure_delete does not overwrite."""
    sessions = writing(engine)
    reports = [a_report(number) for number in range(400)]
    gone = reports[200:]
    stored(sessions, *reports[:200])
    marks = stored(sessions, *gone)
    assert found(tmp_path, marks) > 0.98 * len(marks)  # a few pieces lie across two pages
    remove(sessions, *gone)
    scrub(engine)
    assert found(tmp_path, marks) == 0
    with SqlUnitOfWork(sessions) as u:
        assert len(u.protected.ids()) == 200


def test_what_was_withdrawn_lies_nowhere_either(engine, tmp_path):
    sessions, report = writing(engine), a_report(0)
    stored(sessions, report)
    envelope = report.items[0].envelope[:32]
    with SqlUnitOfWork(sessions) as u:
        u.protected.get(report.id).withdraw(DAY)
        u.commit()
    assert found(tmp_path, [envelope]) == 1
    scrub(engine)
    assert found(tmp_path, [envelope]) == 0


def test_it_is_never_called_done_while_a_reader_keeps_the_old_bytes(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("intake.adapters.sql.unit_of_work.BUSY_SECONDS", 0.1)
    quick = open_engine(str(engine.url))
    sessions, report = writing(quick), a_report(0)
    marks = stored(sessions, report)
    with SqlUnitOfWork(reading(engine)) as reader:
        reader.protected.ids()
        remove(sessions, report)
        with pytest.raises(StorageBusy):
            scrub(quick)
        assert found(tmp_path, marks) > 0
    scrub(quick)
    assert found(tmp_path, marks) == 0
    quick.dispose()


@pytest.mark.postgres
def test_who_destroys_waits_for_whoever_is_agreeing_to_keep_it(postgres_url):
    """SQLite's writers queue anyway. Withdrawn: no letter is written that would be in the way."""
    start_mappers()
    engine = open_engine(postgres_url)
    sessions, night_is_there = writing(engine), threading.Event()
    report = a_report(0)
    report.fetched("custodian", DAY)
    report.withdraw(DAY)
    report.hold = Hold("anna")
    stored(sessions, report)
    seen = []

    def night():
        with SqlUnitOfWork(sessions) as u:
            night_is_there.set()
            seen.append(u.protected.get(report.id).hold.is_on)

    with SqlUnitOfWork(sessions) as u:
        held = u.protected.get(report.id)
        worker = threading.Thread(target=night)
        worker.start()
        night_is_there.wait(5)
        worker.join(0.5)
        assert worker.is_alive()
        held.hold = Hold("anna", "berta", DAY)
        u.commit()
    worker.join(5)
    engine.dispose()
    assert seen == [True]
