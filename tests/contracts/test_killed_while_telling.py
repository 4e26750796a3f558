"""A worker is killed for good between sending and noting: nothing is lost, and what comes twice
comes under the same id."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, writing
from intake.domain.delivery import LEASE, Delivery, Hook, Receiver, Wanted
from intake.service import hooks
from tests.support.builders import MONDAY

URL = "sqlite:///{}/yihao.db"


class Noisy:
    """Writes down each id it was told, as a receiver would."""

    def __init__(self, file, *, deadly=False):
        self.file, self.deadly = Path(file), deadly

    def endpoints(self):
        return [Hook("statistics", "example.org")]

    def send(self, name, id, body):
        with self.file.open("a") as heard:
            heard.write(f"{id}\n")
        if self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return "204"


def ports_at(url, moment=MONDAY):
    start_mappers()
    engine = open_engine(url)
    to_write, to_read = writing(engine), reading(engine)
    return SimpleNamespace(
        uow=lambda: SqlUnitOfWork(to_write),
        view=lambda: SqlUnitOfWork(to_read),
        clock=lambda: moment,
        dispose=engine.dispose,
    )


def planned(ports, count):
    rows = [
        Delivery(f"{n}", "x", Receiver.WEBHOOK, "statistics", "ticket.overdue", MONDAY, MONDAY)
        for n in range(count)
    ]
    with ports.uow() as uow:
        uow.deliveries.plan(rows)
        uow.commit()


def test_a_killed_worker(tmp_path):
    url, heard = URL.format(tmp_path), tmp_path / "heard"
    migrate(url)
    ports = ports_at(url)
    planned(ports, 3)
    script = (
        "from tests.contracts.test_killed_while_telling import *\n"
        f"hooks.send_due(Noisy({str(heard)!r}, deadly=True), ports=ports_at({url!r}))"
    )
    root = Path(__file__).resolve().parents[2]
    died = subprocess.run([sys.executable, "-c", script], cwd=root, check=False)
    assert died.returncode == -signal.SIGKILL
    [first] = heard.read_text().split()
    assert hooks.send_due(Noisy(heard), ports=ports) == 2  # the third is still the dead one's
    later = ports_at(url, MONDAY + LEASE)
    assert hooks.send_due(Noisy(heard), ports=later) == 1
    ids = heard.read_text().split()
    assert (ids[0], ids[-1], len(set(ids))) == (first, first, 3)
    with later.view() as uow:
        assert {row.state for row in uow.deliveries.page(Wanted())} == {"sent"}
    later.dispose()
    ports.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_workers_at_once_send_each_once(kind, request, tmp_path):
    if kind == "sqlite":
        url = URL.format(tmp_path)
        migrate(url)
    else:
        url = request.getfixturevalue("postgres_url")
    ports = ports_at(url)
    with ports.uow() as uow:  # of other tests
        for table in ("deliveries", "webhooks"):
            uow._session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        uow.commit()
    hooks.sync(Noisy(tmp_path / "heard"), ports=ports)
    planned(ports, 30)
    with ThreadPoolExecutor(3) as pool:
        sender = Noisy(tmp_path / "heard")
        sent = list(pool.map(lambda _: hooks.send_due(sender, ports=ports), range(3)))
    assert sum(sent) == 30
    assert len(set((tmp_path / "heard").read_text().split())) == 30
    ports.dispose()
