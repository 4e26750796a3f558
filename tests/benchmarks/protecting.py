"""How fast a protected report is sealed and filed, an inbox opened, a file taken: SQLite."""

import os
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil

from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.cli import workplace
from intake.config import Settings
from intake.ports import Ports
from intake.service import protected
from tests.support.city import ROOT, free_port, wait_for

Figure = tuple[str, str, str, bool]
REPORTS, LOOKS = 300, 200
UPLOAD = "/protected/inbox/file"


def figures(var: Path) -> list[Figure]:
    place = workplace.prepare(var)
    with place.environment(), tempfile.TemporaryDirectory(dir=var) as folder:
        url = f"sqlite:///{folder}/reports.db"
        migrate(url)
        ports = bootstrap(Settings.read(os.environ | {"YIHAO_DATABASE_URL": url}))
        text = "某矿六月的冒顶没有报，登记本在调度室第二个柜子。" * 28  # 2 KB
        begun = time.perf_counter()
        filed = [protected.file_protected(text, ports=ports) for _ in range(REPORTS)]
        rate = REPORTS / (time.perf_counter() - begun)
        looks = []
        for one in filed[:LOOKS]:
            begun = time.perf_counter()
            protected.inbox(one.receipt, ports=ports)
            looks.append(1000 * (time.perf_counter() - begun))
        taken = _recording(Settings.read(os.environ | {"YIHAO_DATABASE_URL": url}), ports)
    p95 = float(np.percentile(looks, 95))
    return [
        ("保密举报：2 KB 密封并登记 每秒", "≥ 200", f"{rate:.0f}", rate >= 200),
        ("保密信箱：打开 p95 毫秒", "≤ 10", f"{p95:.1f}", p95 <= 10),
        *taken,
    ]


def _recording(settings: Settings, ports: Ports) -> list[Figure]:
    """100 MB through a real socket, up to the page that shows what is inside."""
    receipt = protected.file_protected("录音为证", ports=ports).receipt
    size = 100_000_000
    sound = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1,
                        8000, 16000, 2, 16, b"data", size)  # fmt: skip
    head = (
        f'--b\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n{receipt}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    )
    noise = os.urandom(1_000_000).replace(b"<", b"[")  # or chance would write a tag in it
    body = [head.encode() + sound, *[noise] * 100, b"\r\n--b--\r\n"]
    with public(settings.database_url) as (address, server):
        _send(address, body[:1])  # the first page reads the templates
        before, peak = server.memory_info().rss, _Peak(server)
        with peak:
            begun = time.perf_counter()
            answer, gone = _send(address, body)
            looked = time.perf_counter() - gone
        assert answer.is_success, answer.status_code
    rate = size / 1e6 / (gone - begun)
    grown = (peak.most - before) / 2**20
    return [
        ("附件：100 MB 录音边收边封 MB/s", "≥ 60", f"{rate:.0f}", rate >= 60),
        ("附件：收完到看见里面带着什么 秒", "≤ 3", f"{looked:.1f}", looked <= 3),
        ("附件：收它时 public 进程多用内存 MB", "≤ 32", f"{grown:.0f}", grown <= 32),
    ]


def _send(address: str, body: list[bytes]) -> tuple[httpx.Response, float]:
    """The answer, and when the last of it was on its way."""
    gone = 0.0

    def pieces() -> Iterator[bytes]:
        nonlocal gone
        yield from body
        gone = time.perf_counter()

    headers = {"content-type": "multipart/form-data; boundary=b"}
    with httpx.Client(trust_env=False, timeout=120) as http:
        return http.post(f"{address}{UPLOAD}", content=pieces(), headers=headers), gone


@contextmanager
def public(database_url: str) -> Iterator[tuple[str, psutil.Process]]:
    """The citizens' site in a process of its own: its address, and the process."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "intake.public_app:create_app", "--factory"]
    environ = os.environ | {"YIHAO_DATABASE_URL": database_url}
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-access-log", "--log-level", "critical"],
        cwd=ROOT,
        env=environ,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: httpx.get(f"{address}/healthz", trust_env=False).is_success, 60)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


class _Peak:
    """The most memory a process has while we look, its children left out."""

    def __init__(self, process: psutil.Process):
        self.most, self._process, self._done = 0, process, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss)
