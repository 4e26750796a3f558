"""The processes of docker-compose.yml, its very commands, on PostgreSQL and Redis."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from intake.cli import workplace
from tests.support.city import ROOT, free_port, wait_for
from tests.support.needs import need
from tests.support.postgres import postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
BIN = Path(sys.executable).parent


@contextmanager
def running(command, environment, log):
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command], env=environment, stdout=out, stderr=out, cwd=ROOT
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def composed(service):
    """The command of a service, as docker-compose.yml gives it."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    command = services[service]["command"]
    return shlex.split(command) if isinstance(command, str) else list(command)


@pytest.fixture(scope="module")
def production(tmp_path_factory, new_place):
    redis = shutil.which("redis-server")
    need("redis", bool(redis), "redis-server is not installed")
    folder = tmp_path_factory.mktemp("production")
    place = workplace.prepare(new_place())
    port, broker = free_port(), free_port()
    with ExitStack() as stack:
        url = stack.enter_context(postgres())
        environment = os.environ | place.settings()
        environment |= {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "YIHAO_DATABASE_URL": url,
            "YIHAO_BROKER_URL": f"redis://127.0.0.1:{broker}/0",
            "YIHAO_BOT_URL": "http://127.0.0.1:9",
            "PYTHONWARNINGS": "ignore",
        }
        vault = environment | {"YIHAO_CONTACT_KEY_FILE": str(place.keys / "contact.key")}
        own = ["--port", str(broker), "--bind", "127.0.0.1", "--dir", str(folder)]
        redis_command = [redis, *composed("redis")[1:], *own]
        stack.enter_context(running(redis_command, environment, folder / "redis.log"))
        migrate = [*composed("migrate")[:-1], str(place.var)]
        subprocess.run([str(BIN / "yihao"), *migrate[1:]], env=environment, check=True)
        public = [
            {"0.0.0.0": "127.0.0.1", "8000": str(port)}.get(part, part)  # noqa: S104
            for part in composed("public")
        ]
        beat = [str(folder / "beat") if p == "/tmp/beat" else p for p in composed("beat")]  # noqa: S108
        for name, command, given in (
            ("public", public, environment),
            ("worker", composed("worker"), environment),
            ("beat", beat, environment),
            ("vault", composed("vault"), vault),
        ):
            stack.enter_context(running(command, given, folder / f"{name}.log"))
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: httpx.get(address + "/readyz").is_success, 60)
        yield address, folder


def test_filed_on_postgresql_and_routed_over_redis(production):
    address, _ = production
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as http:
        filed = http.post("/api/v1/complaints", json={"text": "太原市迎泽区商场不给退款"}).json()

        def state():
            body = {"receipt": filed["receipt"]}
            return http.post("/api/v1/status", json=body).json()["state"]

        assert wait_for(lambda: state() != "filed" and state(), 60) in ("in_hand", "at_desk")


def test_the_queue_carries_numbers_and_no_words(production):
    address, folder = production
    marker = "标记五五三七"
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as http:
        for _ in range(3):
            http.post("/api/v1/complaints", json={"text": f"{marker}路灯不亮"})
    time.sleep(3)
    logs = b"".join(p.read_bytes() for p in folder.glob("*.log"))
    assert marker.encode() not in logs
    dumped = list(folder.rglob("*.rdb"))
    assert dumped == []
