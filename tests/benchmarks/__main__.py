"""make bench: figures beside their goals. Nothing here fails a build; a figure is for reading.

Ratios compare two things in one run. The machine is printed with them.
"""

import asyncio
import os
import platform
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from intake.cli import learning, workplace
from tests.benchmarks import lists, protecting, routing, searching, timing
from tests.support.city import ROOT, City, city, free_port, wait_for

out = Console()
TURNS = (
    "你好", "我家楼下烧烤店半夜还在放音响，太吵了", "太原市小店区坞城路", "昨天晚上", "老王烧烤",
    "让他们晚上十点以后别放了",
)  # fmt: skip
Figure = tuple[str, str, str, bool]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def timed(act: Awaitable[httpx.Response], into: list[float]) -> httpx.Response:
    begun = time.perf_counter()
    answer = await act
    into.append(time.perf_counter() - begun)
    assert answer.is_success, answer.status_code
    return answer


async def filing(url: str, clients: int = 16, seconds: float = 10) -> list[Figure]:
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one() -> None:
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(base_url=url, trust_env=False, limits=limits) as http:
            while time.perf_counter() < until:
                body = {"text": "小区停暖三天了，家里老人受不了", "place": "迎泽区"}
                key = {"Idempotency-Key": secrets.token_hex(16)}
                await timed(http.post("/api/v1/complaints", json=body, headers=key), took)

    await asyncio.gather(*(one() for _ in range(clients)))
    rate, p95 = len(took) / seconds, percentile(took, 0.95) * 1000
    return [
        ("登记 每秒（16 个客户端）", "≥ 150", f"{rate:.0f}", rate >= 150),
        ("登记 p95 毫秒", "≤ 150", f"{p95:.0f}", p95 <= 150),
    ]


async def _talk_to_us(http: httpx.AsyncClient, took: list[float]) -> None:
    token = secrets.token_urlsafe(24)
    for text in TURNS:
        body = {"conversation": token, "text": text}
        await timed(http.post("/api/v1/messages", json=body), took)


async def _talk_to_rasa(
    http: httpx.AsyncClient, headers: dict[str, str], took: list[float]
) -> None:
    sender = secrets.token_hex(16)
    for text in TURNS:
        body = {"sender": sender, "message": text}
        await timed(http.post("/webhooks/yihao/webhook", json=body, headers=headers), took)


async def talking(running: City, rounds: int = 40) -> list[Figure]:
    headers = {"x-yihao-token": (running.var / "secrets" / "bot_token").read_text().strip()}
    ours: list[float] = []
    straight: list[float] = []
    async with (
        httpx.AsyncClient(base_url=running.public, trust_env=False, timeout=30) as us,
        httpx.AsyncClient(base_url=running.bot, trust_env=False, timeout=30) as rasa,
    ):
        for _ in range(5):
            await _talk_to_us(us, [])
            await _talk_to_rasa(rasa, headers, [])
        for _ in range(rounds):  # in turns, so that both meet the same machine
            await _talk_to_us(us, ours)
            await _talk_to_rasa(rasa, headers, straight)
    a, b = statistics.median(ours) * 1000, statistics.median(straight) * 1000
    return [
        (
            "一轮对话 经我们 / 直接问 Rasa（p50）",
            "≤ 1.3",
            f"{a:.1f} / {b:.1f} = {a / b:.2f}",
            a <= 1.3 * b,
        )
    ]


async def many_senders(url: str, senders: int = 16, seconds: float = 15) -> list[Figure]:
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one() -> None:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
            while time.perf_counter() < until:
                await _talk_to_us(http, took)

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(senders)))
    rate = len(took) / (time.perf_counter() - begun)
    return [("对话 每秒（16 人，一个 Rasa）", "≥ 40", f"{rate:.0f}", rate >= 40)]


def memory(running: City) -> list[Figure]:
    def resident(processes: list[psutil.Process]) -> float:
        return sum(p.memory_info().rss for p in processes) / 2**20

    ours = [*running.of("public_app"), *running.of("staff_app")]
    ours += [p for p in running.of("worker") if "--vault" not in p.cmdline()]
    total, bot = resident(ours), resident(running.of("serve.py"))
    vault = resident(running.of("--vault"))
    return [
        (
            "内存 public + staff + worker MB",
            "≤ 900",
            f"{total:.0f}（vault 另 {vault:.0f}）",
            total <= 900,
        ),
        ("内存 Rasa MB", "≤ 800", f"{bot:.0f}", bot <= 800),
    ]


def starting(var: Path) -> list[Figure]:
    place = workplace.prepare(var)
    learning.train_router(place)
    begun = time.perf_counter()
    learning.train_bot(place, force=True)
    trained = time.perf_counter() - begun
    begun = time.perf_counter()
    with city(var, bot=True):
        ready = time.perf_counter() - begun
    return [
        ("Rasa 训练 秒", "≤ 60", f"{trained:.0f}", trained <= 60),
        ("第二次启动到 Rasa 就绪 秒", "≤ 15", f"{ready:.1f}", ready <= 15),
    ]


def web_start(var: Path) -> list[Figure]:
    """From the command to the first page, Rasa not yet loaded."""
    ports = [free_port() for _ in range(3)]
    command = [
        sys.executable, "-m", "intake.cli", "up", "--var", str(var),
        "--public-port", str(ports[0]), "--staff-port", str(ports[1]), "--bot-port", str(ports[2]),
    ]  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: httpx.get(f"http://127.0.0.1:{ports[0]}/").is_success, 60, every=0.05)
        took = time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    return [("第二次启动到首页能开 秒", "≤ 5", f"{took:.1f}", took <= 5)]


def _warm(running: City) -> None:
    """The worker has read its model once the first complaint left the queue."""
    receipt = running.post("/api/v1/complaints", {"text": "路灯不亮"}).json()["receipt"]
    stands = {"receipt": receipt}
    wait_for(lambda: running.post("/api/v1/status", stands).json()["state"] != "filed", 60)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="yihao-bench-"))
    var = folder / "var"
    out.print(f"{platform.platform()}，{os.cpu_count()} 核，Python {platform.python_version()}")
    try:
        figures = routing.figures(var)
        figures += protecting.figures(var)
        figures += lists.figures(var, small="--large" not in sys.argv)
        figures += timing.figures(var)
        figures += searching.figures()
        figures += timing.figures(var)
        figures += starting(var)
        figures += web_start(var)
        with city(var, bot=True) as running:
            wait_for(lambda: running.post("/api/v1/messages", {"text": "你好"}).is_success, 30)
            figures += asyncio.run(talking(running))
            figures += asyncio.run(many_senders(running.public))
            figures += memory(running)
        with city(var, bot=False) as running:
            _warm(running)
            figures += asyncio.run(filing(running.public))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("量什么", "目标", "今天", "")
    for name, goal, today, reached in figures:
        table.add_row(name, goal, today, "[green]到了[/]" if reached else "[red]没到[/]")
    out.print(table)


if __name__ == "__main__":
    main()
