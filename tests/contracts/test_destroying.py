"""Destroyed means: not in the file any more."""

from intake.adapters.sql.tables import start_mappers
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, writing
from intake.domain.protected import By, ProtectedReport
from tests.support.builders import MONDAY


def test_what_was_destroyed_lies_in_no_byte_of_the_file_or_its_log(tmp_path, migrated_sqlite):
    """And before it was destroyed this very search would have found it."""
    path = tmp_path / "yihao.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    start_mappers()
    sessions = writing(engine)
    marks = [b"SEALED-7319" * 400, b"digest-7319"]

    def found():
        lying = b"".join(one.read_bytes() for one in tmp_path.glob("yihao.db*"))
        return [mark in lying for mark in (marks[0][:500], marks[1])]

    with SqlUnitOfWork(sessions) as u:
        report = ProtectedReport("B9", MONDAY.date(), marks[1].decode())
        report.keep("text", By.REPORTER, MONDAY.date(), marks[0])
        u.protected.add(report)
        u.commit()
    assert found() == [True, True]
    with SqlUnitOfWork(sessions) as u:
        u.protected.remove(u.protected.get("B9"))
        u.commit()
    assert found() == [False, False]
    engine.dispose()
