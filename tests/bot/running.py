"""A real bot on this machine, and what one can ask it."""

import base64
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from intake.cli import learning
from tests.support.city import free_port, wait_for

TOKEN = secrets.token_urlsafe(30)
KEY = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
SECRETS = {"YIHAO_BOT_TOKEN": TOKEN, "YIHAO_TRACKER_KEYS": KEY}


def opened(sealed: bytes) -> str:
    """What lies under KEY; only Rasa's environment has the cipher."""
    code = "import sys; from cryptography.fernet import Fernet; sys.stdout.buffer.write("
    code += "Fernet(sys.argv[1]).decrypt(sys.stdin.buffer.read()))"
    command = [str(learning.BOT_PYTHON), "-c", code, KEY]
    return subprocess.run(command, input=sealed, stdout=subprocess.PIPE, check=True).stdout.decode()


def bare(**more: str) -> dict[str, str]:
    """The little that Rasa is given of our environment."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | more


@dataclass
class Bot:
    url: str
    log: Path
    process: subprocess.Popen[bytes]
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))

    def get(self, path: str) -> httpx.Response:
        return self._http.get(self.url + path)

    def post(self, body: Any = None, *, raw: bytes | None = None, token: Any = TOKEN):
        headers = {"content-type": "application/json"} | ({"x-yihao-token": token} if token else {})
        path, content = (
            "/webhooks/yihao/webhook",
            {"json": body} if raw is None else {"content": raw},
        )
        return self._http.post(self.url + path, headers=headers, **content)

    def is_ready(self) -> bool:
        return self.get("/webhooks/yihao/").is_success

    def citizen(self) -> "Citizen":
        return Citizen(self)


@dataclass
class Citizen:
    bot: Bot
    sender: str = field(default_factory=lambda: secrets.token_hex(16))

    def says(self, text: str) -> dict[str, Any]:
        return self._send(text, tap=False)

    def taps(self, payload: str) -> dict[str, Any]:
        return self._send(payload, tap=True)

    def _send(self, text: str, *, tap: bool) -> dict[str, Any]:
        answer = self.bot.post({"sender": self.sender, "message": text, "payload": tap})
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running(model: Path, log: Path, *options: str, **settings: str) -> Iterator[Bot]:
    port = free_port()
    command = [
        str(learning.BOT_PYTHON), "-W", "ignore", "serve.py", "run", "-p", str(port),
        "--model", str(model), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
        *options,
    ]  # fmt: skip
    environment = bare(**SECRETS, **settings)
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=learning.BOT, env=environment, stdout=out, stderr=out
        )
    bot = Bot(f"http://127.0.0.1:{port}", log, process)
    try:
        wait_for(bot.is_ready, 90)
        yield bot
    finally:
        bot._http.close()
        process.kill()
        process.wait()
