"""The processes of docker-compose.yml, its very commands, on PostgreSQL and Redis."""

import base64
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
import redis
import yaml

from intake.cli import workplace
from tests.support import canary
from tests.support.city import ROOT, free_port, wait_for
from tests.support.needs import need
from tests.support.postgres import postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
BODY = re.compile(r'"body": "([A-Za-z0-9+/=]+)"')
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


def given_too(service):
    """What the service's environment holds besides our settings."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    given = services[service]["environment"]
    return {name: value for name, value in given.items() if not name.startswith("YIHAO_")}


@pytest.fixture(scope="module")
def production(tmp_path_factory, new_place):
    server = shutil.which("redis-server")
    need("redis", bool(server), "redis-server is not installed")
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
        redis_command = [server, *composed("redis")[1:], *own]
        stack.enter_context(running(redis_command, environment, folder / "redis.log"))
        migrate = [*composed("migrate")[:-1], str(place.var)]
        subprocess.run([str(BIN / "yihao"), *migrate[1:]], env=environment, check=True)
        public = [
            {"0.0.0.0": "127.0.0.1", "8000": str(port)}.get(part, part)  # noqa: S104
            for part in composed("public")
        ]
        beat = [str(folder / "beat") if p == "/tmp/beat" else p for p in composed("beat")]  # noqa: S108
        for name, command, given in (
            ("public", public, environment | given_too("public")),
            ("worker", composed("worker"), environment),
            ("beat", beat, environment),
            ("vault", composed("vault"), vault),
        ):
            stack.enter_context(running(command, given, folder / f"{name}.log"))
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: httpx.get(address + "/readyz").is_success, 60)
        yield address, folder, broker


def test_filed_on_postgresql_and_routed_over_redis(production):
    address, *_ = production
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as http:
        filed = http.post("/api/v1/complaints", json={"text": "太原市迎泽区商场不给退款"}).json()

        def state():
            body = {"receipt": filed["receipt"]}
            return http.post("/api/v1/status", json=body).json()["state"]

        assert wait_for(lambda: state() != "filed" and state(), 60) in ("in_hand", "at_desk")


@contextmanager
def overheard(port):
    """What Redis is told meanwhile: the commands, and what Celery hides in base64."""
    heard = []
    with redis.Redis(port=port) as client, client.monitor() as wire:

        def listen():
            with suppress(redis.ConnectionError, ValueError, OSError, AttributeError):
                for told in wire.listen():
                    heard.append(told["command"])
                    found = BODY.search(told["command"].replace("\\", ""))
                    heard.append(base64.b64decode(found[1]).decode() if found else "")

        threading.Thread(target=listen, daemon=True).start()
        yield heard


def test_the_queue_carries_numbers_and_no_words(production):
    address, folder, broker = production
    marker, contact = "标记五五三七", "13900005537"
    with httpx.Client(base_url=address, trust_env=False) as http, overheard(broker) as heard:
        body = {"text": f"{marker}路灯不亮", "contact": contact}
        filed = [http.post("/api/v1/complaints", json=body).json() for _ in range(3)]
        for complaint in filed:
            number = complaint["number"]
            wait_for(lambda n=number: any(n in told for told in heard), 30)
        planted = canary.sentence()
        letter = base64.b64encode(json.dumps({"text": planted}).encode()).decode()
        with redis.Redis(port=broker) as client:
            client.lpush("planted", json.dumps({"body": letter}))
        wait_for(lambda: any(json.dumps(planted)[1:-1] in told for told in heard), 30)
    logs = [p.read_text("utf-8", "replace") for p in folder.glob("*.log")]
    everything = "\n".join([*heard, *logs])
    receipts = [complaint["receipt"].replace(" ", "") for complaint in filed]
    for secret in (marker, json.dumps(marker)[1:-1], contact, *receipts):
        assert secret not in everything
