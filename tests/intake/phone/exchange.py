"""A switchboard and a gateway as they run in production, on ports of their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import httpx
import psutil
import pytest
import redis as broker

from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.channels.phone.switchboard import Agent, Switchboard, stop
from intake.cli import workplace
from intake.config import Settings
from intake.service import left_calls
from tests.intake.phone.callers import sipp
from tests.intake.phone.things import ASTERISK, fixture_model, needs_calls
from tests.support.city import free_port, wait_for
from tests.support.needs import need


@dataclass
class Exchange:
    folder: object
    environment: dict
    board: Switchboard
    gateway: subprocess.Popen
    asterisk: subprocess.Popen
    ports: object

    def start_gateway(self):
        command = [sys.executable, "-m", "intake.phone_app", "--fixtures"]
        with (self.folder / "gateway.log").open("ab") as log:
            self.gateway = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(self._answers, 60)

    def _answers(self):
        with suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{self.board.http_port}/voice/next"
            return httpx.post(url, data={"call": "x"}, trust_env=False).is_success
        return False

    def kill_gateway(self):
        os.killpg(self.gateway.pid, signal.SIGKILL)
        self.gateway.wait(10)

    def recognisers(self):
        """Its processes that listen."""
        children = psutil.Process(self.gateway.pid).children()
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]

    def leave_open(self):
        """What the next gateway does once the calls of the last are surely over."""
        left_calls.file_left_open(silent=timedelta(), ports=self.ports)

    def break_switchboard(self):
        os.killpg(self.asterisk.pid, signal.SIGKILL)
        self.asterisk.wait(10)

    def start_switchboard(self):
        self.asterisk = self.board.start()

    def address(self, number="12345"):
        return f"sip:{number}@127.0.0.1:{self.board.sip_port}"

    def call(self, name, number, stream, **more):
        done = sipp(self.folder / name, self.board.sip_port, number, stream, **more)
        assert done.returncode == 0, done.stdout[-2000:]

    def texts(self):
        """What was filed by phone, newest first."""
        query = "select text from complaints where channel = 'phone' order by number desc"
        return [text for (text,) in self.rows(query)]

    def sentences(self):
        """How many were understood so far."""
        [(count,)] = self.rows("select count(*) from turns where who = 'citizen'")
        return count

    def rows(self, query, *values):
        with closing(sqlite3.connect(self.folder / "var" / "yihao.db")) as db:
            return db.execute(query, values).fetchall()


@pytest.fixture(scope="session")
def exchange(tmp_path_factory, redis):
    needs_calls()
    port = redis.connection_pool.connection_kwargs["port"]
    url = f"redis://127.0.0.1:{port}/0"
    with opened(tmp_path_factory.mktemp("exchange"), fixture_model, url) as made:
        yield made


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
    """The broker that the exchange's gateway and worker would use."""
    server = shutil.which("redis-server")
    need("redis", bool(server), "redis-server is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    process = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
    with broker.Redis(port=port) as client:
        wait_for(lambda: _pings(client), 20)
        yield client
    process.terminate()
    process.wait(10)


@contextmanager
def opened(folder, model, broker_url="memory://"):
    """`model` puts one into the folder it is given."""
    place = workplace.prepare(folder / "var")
    model(folder / "phone" / "model")
    sip, audio, http = free_port(), free_port(), free_port()
    environment = os.environ | place.settings() | {
        "YIHAO_PHONE_DIR": str(folder / "phone"),
        "YIHAO_PHONE_AUDIO_PORT": str(audio),
        "YIHAO_PHONE_HTTP_PORT": str(http),
        "YIHAO_BOT_URL": f"http://127.0.0.1:{free_port()}",  # Rasa is away: the script asks
        "YIHAO_BROKER_URL": broker_url,
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    migrate(environment["YIHAO_DATABASE_URL"])
    desk = free_port()
    first = 30_000 + sip % 1000 * 20
    board = Switchboard(
        ASTERISK, folder / "pbx", folder / "phone" / "prompts", "12345", "12346",
        agents=[Agent("agent-1", "x" * 24, f"sip:13900000001@127.0.0.1:{desk}")],
        sip_port=sip, audio_port=audio, http_port=http, rtp_first=first, rtp_last=first + 400,
        ring_seconds=3,
    )  # fmt: skip
    board.write()
    ports = bootstrap(Settings.read(environment))
    made = Exchange(folder, environment, board, None, board.start(), ports)
    try:
        made.start_gateway()
        yield made
    finally:
        stop(made.asterisk)
        made.kill_gateway()


def _pings(client):
    with suppress(broker.ConnectionError):
        return client.ping()
    return False
