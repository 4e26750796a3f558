"""The SQLAlchemy unit of work."""

import sqlite3
import time
from threading import Semaphore
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from intake.adapters.sql import repositories as repo
from intake.adapters.sql.account_rows import SqlProposals
from intake.adapters.sql.administration import SqlAdministration, SqlOpenFigures
from intake.adapters.sql.custody import SqlCustody
from intake.adapters.sql.deliveries import SqlDeliveries
from intake.adapters.sql.drafts import SqlDrafts
from intake.adapters.sql.ledger import SqlEvents
from intake.adapters.sql.list_keeping import SqlExports, SqlStandIns, SqlViews
from intake.adapters.sql.lists import SqlLists
from intake.adapters.sql.performance import SqlPerformance
from intake.adapters.sql.phone import SqlPhone
from intake.adapters.sql.rising import SqlRising
from intake.adapters.sql.search import SqlSearch
from intake.adapters.sql.tracks import SqlNotices, SqlTracks
from intake.adapters.sql.visits import SqlCallBacks, SqlExclusions, SqlNotes
from intake.adapters.sql.way_tables import SqlWaysIn
from intake.domain.errors import ChangedMeanwhile, StorageBusy
from intake.domain.events import Event, TicketOverdue

BUSY_SECONDS = 5.0  # how long a SQLite writer waits for its turn
LOOK_AGAIN = 0.001  # seconds


class SqlUnitOfWork:
    def __init__(self, sessions: sessionmaker[Session], turn: Semaphore | None = None):
        """`turn` lets the threads of one process write in order of arrival; SQLite's own queue
        is a lottery with growing pauses."""
        self._sessions = sessions
        self._turn = turn

    def __enter__(self) -> Self:
        if self._turn and not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StorageBusy
        self._session = self._sessions()
        self.complaints = repo.SqlComplaints(self._session)
        self.lists = SqlLists(self._session)
        self.views = SqlViews(self._session)
        self.exports = SqlExports(self._session)
        self.stand_ins = SqlStandIns(self._session)
        self.conversations = repo.SqlConversations(self._session)
        self.panel = repo.SqlPanel(self._session)
        self.rising = SqlRising(self._session)
        self.tracks = SqlTracks(self._session)
        self.notices = SqlNotices(self._session)
        self.protected = repo.SqlProtected(self._session)
        self.custody = SqlCustody(self._session)
        self.staff = repo.SqlStaff(self._session)
        self.proposals = SqlProposals(self._session)
        self.keys = repo.SqlKeys(self._session)
        self.contacts = repo.SqlContacts(self._session)
        self.deliveries = SqlDeliveries(self._session)
        self.events = SqlEvents(self._session)
        self.search = SqlSearch(self._session)
        self.administration = SqlAdministration(self._session)
        self.figures = SqlOpenFigures(self._session)
        self.call_backs = SqlCallBacks(self._session)
        self.exclusions = SqlExclusions(self._session)
        self.notes = SqlNotes(self._session)
        self.performance = SqlPerformance(self._session)
        self.ways_in = SqlWaysIn(self._session)
        self.drafts = SqlDrafts(self._session)
        self.phone = SqlPhone(self._session)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._session.close()
        except DBAPIError:
            self._session.invalidate()
        finally:
            if self._turn:
                self._turn.release()
        # The driver's message may quote what somebody wrote: it stays here.
        if isinstance(error, OperationalError):
            raise StorageBusy from None
        if isinstance(error, StaleDataError):
            raise ChangedMeanwhile from None

    def commit(self) -> None:
        new: list[Event] = []
        changed = [complaint for complaint in self.complaints.seen if complaint.events]
        # Lateness is in no word and no mark; a thousand become late at once.
        reworded = [
            complaint
            for complaint in changed
            if not all(isinstance(one, TicketOverdue) for one in complaint.events)
        ]
        for complaint in changed:
            if complaint.events and inspect(complaint).persistent:
                # A change of a stay alone must count as one of the complaint: a new version.
                flag_modified(complaint, "state")
            new += complaint.events
            complaint.events.clear()
        self.events.store(new)
        for complaint in reworded:
            self.search.keep(complaint)
        # Nobody can send a draft of what has ended.
        self.drafts.end([one.id for c in reworded for one in c.tickets if one.id and one.closed_at])
        self._session.commit()


def scrub(engine: Engine) -> None:
    """Overwrite what SQLite's file and log still hold of deleted rows. PostgreSQL keeps dead rows
    until it vacuums. Raise StorageBusy while somebody reads or writes; to be tried again."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        # secure_delete leaves the keys that a page of the tree kept a copy of.
        cursor.execute("VACUUM")
        [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        raise StorageBusy from None
    finally:
        connection.close()
    if busy:
        raise StorageBusy


def open_engine(url: str) -> Engine:
    """Statements are never echoed and never carry their values into an exception."""
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    # Functions of this engine alone: SQLAlchemy knows a listener by its id() and the engine's, and
    # loses count when a later engine comes by the same pair.
    event.listen(engine, "connect", lambda connection, _: _sqlite_settings(connection))
    event.listen(engine, "begin", lambda connection: _sqlite_begin(connection))  # noqa: PLW0108
    return engine


def writing(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)


def reading(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def _sqlite_settings(connection: Any) -> None:
    connection.isolation_level = None  # the driver's own guesses about BEGIN are off
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    """Writers queue at the start: two that read first would both fail at the end."""
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    # Left to itself SQLite looks again after ever longer pauses, a tenth of a second in the end,
    # while other processes come and go.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        deadline = time.monotonic() + BUSY_SECONDS
        while not _begun(driver) and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # refused in SQLAlchemy's own words
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")


def _begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True
