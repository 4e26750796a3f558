"""How fast lists are when a city has many tickets: `python -m tests.benchmarks.lists`.

SQLite with 10,000 and 200,000 tickets, PostgreSQL with 10,000 and 1,000,000. Each page is asked for
as a browser does, by somebody logged in, and timed in the server; `--small` leaves out the large.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from starlette.testclient import TestClient

from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.unit_of_work import open_engine
from intake.bootstrap import bootstrap
from intake.cli import workplace
from intake.config import Settings
from intake.domain.lists import BoardTab, OfficeTab, Tally
from intake.domain.staff import StaffRole
from intake.ports import Ports, UnitOfWork
from intake.service import escalation, staffing
from intake.staff_app import create_app
from tests.benchmarks import filling
from tests.support.postgres import postgres

Figure = tuple[str, str, str, bool]
SMALL, SQLITE, POSTGRES = 10_000, 200_000, 1_000_000
TIMES = 60
MOST_MS, MOST_COUNT_MS, MOST_TIMES, MOST_SECONDS = 50, 5, 1.5, 1.0
TODAY = datetime.now(UTC).date()
A_YEAR_AGO = TODAY - timedelta(days=365)
PAGES = {
    StaffRole.OFFICER: (
        "/tickets", "/tickets?tab=ended", "/tickets?urgent=1", "/performance?of=us",
    ),
    StaffRole.DISPATCHER: (
        "/desk", "/desk?area=140105", "/desk?below=5&why=sent_back", "/desk?repeated=1",
        "/desk?soon=1",
    ),
    StaffRole.SUPERVISOR: (
        "/overview", "/overview?tab=late", "/overview?area=140105", "/overview?urgent=1",
        "/overview/to-decide", "/overview?tab=soon", "/overview?tab=contested",
        "/overview?tab=redone", "/overview/offices", "/extensions", "/performance",
        f"/performance?since={A_YEAR_AGO}&until={TODAY}",
    ),
}  # fmt: skip


@dataclass
class Took:
    """Milliseconds."""

    median: float
    p95: float
    rows: int


def timed(act: Callable[[], int], times: int = TIMES) -> Took:
    for _ in range(3):
        rows = act()
    took = []
    gc.collect()
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - begun))
    return Took(statistics.median(took), statistics.quantiles(took, n=20)[-1], rows)


def _asking(client: TestClient, path: str) -> Callable[[], int]:
    def act() -> int:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text.count('<span class="first">')

    return act


def pages(ports: Ports, office: str) -> dict[str, Took]:
    app, took = create_app(ports), {}
    for role, paths in PAGES.items():
        own = office if role is StaffRole.OFFICER else ""
        password = staffing.add(role.value, role, office=own, ports=ports)
        client = TestClient(app)
        client.post("/login", data={"name": role.value, "password": password})
        took |= {path: timed(_asking(client, path)) for path in paths}
    return took


def queries(ports: Ports, office: str) -> dict[str, Took]:
    """What the storage alone takes of a page."""
    now = ports.clock()
    asked: dict[str, Callable[[UnitOfWork], Sized | Tally]] = {
        "office": lambda uow: uow.lists.office(office, OfficeTab.OPEN, now),
        "office_counts": lambda uow: uow.lists.office_counts(office, now),
        "desk": lambda uow: uow.lists.desk(),
        "desk_count": lambda uow: uow.lists.desk_count(),
        "board": lambda uow: uow.lists.board(BoardTab.OPEN, now),
        "board_counts": lambda uow: uow.lists.board_counts(now, soon=now + timedelta(hours=15)),
        "recent": lambda uow: uow.complaints.recent("140105", now - timedelta(days=14), 200),
    }
    took = {}
    for name, ask in asked.items():

        def act(ask: Callable[[UnitOfWork], Sized | Tally] = ask) -> int:
            with ports.view() as uow:
                found = ask(uow)
            return found.number if isinstance(found, Tally) else len(found)

        took[name] = timed(act)
    return took


def overdue(engine: Engine, ports: Ports) -> float:
    """Seconds."""
    filling.make_due(engine, datetime.now(UTC))
    begun = time.perf_counter()
    raised = escalation.raise_overdue(ports=ports)
    took = time.perf_counter() - begun
    assert raised == filling.DUE, raised
    return took


def measure(url: str, size: int) -> tuple[dict[str, Took], Callable[[], float]]:
    migrate(url)
    ports = bootstrap(Settings.read(os.environ | {"YIHAO_DATABASE_URL": url}))
    engine = open_engine(url)
    begun = time.perf_counter()
    making = filling.fill(engine, ports.directory, size)
    say(f"  {size} 件写好：{time.perf_counter() - begun:.0f} 秒")
    office = making.offices[0][0]
    took = queries(ports, office) | pages(ports, office)
    return took, lambda: overdue(engine, ports)


def compare(name: str, few: dict[str, Took], many: dict[str, Took], size: int) -> list[Figure]:
    rows = []
    for what, took in many.items():
        ratio = took.median / few[what].median
        said = f"p50 {took.median:.1f} p95 {took.p95:.1f}（一万件的 {ratio:.2f} 倍）"
        goal, good = f"p95 ≤ {MOST_MS}，≤ {MOST_TIMES} 倍", took.p95 <= MOST_MS
        if what.startswith("/performance"):  # a short past is no measure of a long one
            pass
        elif few[what].rows == took.rows:
            good = good and ratio <= MOST_TIMES
        else:  # a shorter page is no measure of a longer one
            said += f"，{took.rows} 行，一万件的只有 {few[what].rows} 行"
        if "count" in what:
            goal, good = f"p95 ≤ {MOST_COUNT_MS}", took.p95 <= MOST_COUNT_MS
        rows.append((f"{name} {size:,} 件 {what} 毫秒", goal, said, good))
    return rows


def _pass(name: str, seconds: float) -> Figure:
    reached = seconds <= MOST_SECONDS
    return (f"{name}，{filling.DUE} 张到期，催一遍 秒", "≤ 1", f"{seconds:.2f}", reached)


def on_sqlite(folder: Path, *, small: bool) -> list[Figure]:
    few, raising = measure(f"sqlite:///{folder / 'few.db'}", SMALL)
    if small:
        return [*compare("SQLite", few, few, SMALL), _pass(f"SQLite {SMALL:,} 件", raising())]
    many, raising = measure(f"sqlite:///{folder / 'many.db'}", SQLITE)
    rows = compare("SQLite", few, many, SQLITE)
    return [*rows, _pass(f"SQLite {SQLITE:,} 件", raising())]


def on_postgres(*, small: bool) -> list[Figure]:
    with postgres() as url:
        urls = [_database(url, name) for name in ("few", "many")]
        few, raising = measure(urls[0], SMALL)
        if small:
            took = raising()
            return [*compare("PostgreSQL", few, few, SMALL), _pass(f"PostgreSQL {SMALL:,}", took)]
        many, raising = measure(urls[1], POSTGRES)
        rows = compare("PostgreSQL", few, many, POSTGRES)
        engine = open_engine(urls[1])
        filling.open_all(engine)
        engine.dispose()
        return [*rows, _pass(f"PostgreSQL {POSTGRES:,} 张在办", raising())]


def _database(url: str, name: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def _place(var: Path) -> Iterator[Path]:
    with workplace.prepare(var).environment(), tempfile.TemporaryDirectory(dir=var) as folder:
        yield Path(folder)


def figures(var: Path, *, small: bool = True) -> list[Figure]:
    with _place(var) as folder:
        rows = on_sqlite(folder, small=small)
        try:
            rows += on_postgres(small=small)
        except pytest.skip.Exception as why:
            rows.append(("PostgreSQL", "–", f"没有量：{why}", False))
    return rows


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="yihao-lists-") as made:
        say(f"负载 {os.getloadavg()[0]:.1f}")
        for name, goal, today, reached in figures(Path(made) / "var", small="--small" in sys.argv):
            say(f"{name}\t{goal}\t{today}\t{'' if reached else '没到'}")
        say(f"负载 {os.getloadavg()[0]:.1f}")
