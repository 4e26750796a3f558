"""A whole city on this machine: `yihao up` in a folder of its own."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = re.compile(r"^\s+([a-z-]+)\s+([a-z2-9]{12})\s*$", re.MULTILINE)


def free_port() -> int:
    """For a process that is about to start. Not one the system gives to whoever connects somewhere
    meanwhile, as those above 32768 are."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class City:
    var: Path
    public: str
    staff: str
    bot: str
    process: subprocess.Popen[bytes]
    output: Path
    begun: float

    @property
    def passwords(self) -> dict[str, str]:
        return dict(ACCOUNT.findall(self.output.read_text("utf-8")))

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def of(self, part: str) -> list[psutil.Process]:
        """The processes whose command line names `part`."""
        found = []
        for process in self.processes():
            with suppress(psutil.Error):
                if part in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def post(self, path: str, body: dict[str, object], **headers: str) -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=30) as http:
            return http.post(self.public + path, json=body, headers=headers)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def wait_for(what: object, seconds: float, every: float = 0.2) -> object:
    """Call `what` until it gives something true; fail loudly after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError, OSError, ValueError):
            if got := what():  # type: ignore[operator]
                return got
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain")


@contextmanager
def city(var: Path, *, bot: bool = False, **settings: str) -> Iterator[City]:
    """Everything runs when this yields, Rasa too when asked for."""
    ports = [free_port() for _ in range(3)]
    output = var.parent / f"{var.name}.out"
    command = [sys.executable, "-m", "intake.cli", "up", "--var", str(var)]
    for name, port in zip(("public", "staff", "bot"), ports, strict=True):
        command += [f"--{name}-port", str(port)]
    if not bot:
        command.append("--no-bot")
    begun = time.monotonic()
    temporary = var.parent / "tmp"  # of its own, so that what is left there can be looked for
    temporary.mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(temporary)} | settings
    with output.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=environment)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    running = City(var, *urls, process=process, output=output, begun=begun)
    try:
        wait_for(lambda: "全部启动" in output.read_text("utf-8"), 240)
        if bot:
            wait_for(lambda: httpx.get(urls[2] + "/webhooks/yihao/").is_success, 90)
        yield running
    finally:
        if process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                running.stop()
        process.kill()
