"""The telephone: python -m tests.benchmarks.phone

40 calls at once through a real switchboard; then how long whoever has spoken waits for the first
sound of an answer, and how many may talk at once, with a model of SenseVoice's size.
"""

import asyncio
import os
import platform
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from intake.channels.phone import frames
from intake.channels.phone.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE, Frame, Kind
from tests.benchmarks import large_model
from tests.intake.phone.callers import Stream
from tests.intake.phone.exchange import Exchange, opened
from tests.intake.phone.things import FILES, SHARED, a_law, fixture_model, seconds, speech
from tests.support.city import wait_for

Figure = tuple[str, str, str, bool]
CALLS, TALKERS = 40, 8
PAUSE = 3.0  # seconds a talker waits for an answer before the next sentence
BEGINS = 1.0


@dataclass
class Talker:
    """One call at the gateway's own socket: says a sentence, and again, and listens meanwhile."""

    sentences: int
    late: float = 0.0  # seconds before the call
    waits: list[float] = field(default_factory=list)
    spoke_until: float = 0.0
    over: bool = False

    async def call(self, exchange: Exchange) -> None:
        await asyncio.sleep(self.late)
        call = uuid.uuid4()
        url = f"http://127.0.0.1:{exchange.board.http_port}/voice/start"
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            await http.post(url, data={"call": str(call), "line": "ordinary"})
        reader, writer = await asyncio.open_connection("127.0.0.1", exchange.board.audio_port)
        writer.write(Frame(Kind.ID, call.bytes).encode())
        listening = asyncio.create_task(self._listen(reader))
        await self._say(writer, SILENCE * int(BEGINS / FRAME_SECONDS))
        for _ in range(self.sentences):
            await self._say(writer, speech())
            self.spoke_until = time.monotonic()
            await self._say(writer, SILENCE * int(PAUSE / FRAME_SECONDS))
        writer.write(Frame(Kind.HANGUP).encode())
        await writer.drain()
        listening.cancel()
        writer.close()

    async def _say(self, writer: asyncio.StreamWriter, sound: bytes) -> None:
        at = time.monotonic()
        for start in range(0, len(sound), FRAME_BYTES):
            frame = sound[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
            writer.write(Frame(Kind.AUDIO, frame).encode())
            at += FRAME_SECONDS
            await asyncio.sleep(max(0.0, at - time.monotonic()))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while frame := await frames.read(reader):
            if self.spoke_until and frame.kind == Kind.AUDIO and any(frame.body):
                self.waits.append(time.monotonic() - self.spoke_until)
                self.spoke_until = 0.0


def cpu(processes: list[psutil.Process]) -> float:
    times = [one.cpu_times() for one in processes if one.is_running()]
    return sum(one.user + one.system for one in times)


def processes(exchange: Exchange) -> tuple[list[psutil.Process], list[psutil.Process]]:
    gateway = psutil.Process(exchange.gateway.pid)
    return [gateway, *gateway.children(recursive=True)], [psutil.Process(exchange.asterisk.pid)]


def at_once(exchange: Exchange, calls: int = CALLS) -> list[Figure]:
    ours, theirs = processes(exchange)
    before, cpu_before = len(exchange.texts()), (cpu(ours), cpu(theirs))
    begun = time.monotonic()
    stream = Stream().quiet(2).speak(a_law()).quiet(6)
    exchange.call("load", "12345", stream, calls=calls)
    with suppress(AssertionError):  # what is missing is told below
        wait_for(lambda: len(exchange.texts()) - before >= calls, 120)
    took = time.monotonic() - begun
    completed = len(exchange.texts()) - before
    used = cpu(ours) - cpu_before[0], cpu(theirs) - cpu_before[1]
    return [
        (f"{calls} 路电话同时打：登记了", str(calls), str(completed), completed == calls),
        ("没成的", "0", str(calls - completed), completed == calls),
        ("CPU 秒 网关 / 交换机", "–", f"{used[0]:.1f} / {used[1]:.1f}（{took:.0f} 秒）", True),
    ]


async def talking(exchange: Exchange, talkers: list[Talker]) -> None:
    await asyncio.gather(*(one.call(exchange) for one in talkers))


def answers(exchange: Exchange, name: str, talkers: list[Talker], goal: float) -> list[Figure]:
    ours, _ = processes(exchange)
    speech()  # made beforehand
    before, understood = cpu(ours), exchange.sentences()
    asyncio.run(talking(exchange, talkers))
    waits = sorted(wait for one in talkers for wait in one.waits)
    wanted = sum(one.sentences for one in talkers)
    with suppress(AssertionError):  # what was said last is work, too
        wait_for(lambda: exchange.sentences() - understood >= wanted, 60)
    spoken = wanted * seconds(speech())
    each = spoken / (cpu(ours) - before)
    middle = statistics.median(waits) if waits else float("inf")
    said = f"{middle:.2f}，最慢 {waits[-1]:.2f}（{len(waits)}/{wanted} 句）" if waits else "没有"
    return [
        (f"{name}：说完到听见回答 秒", f"≤ {goal}", said, middle <= goal),
        (f"{name}：一个核够几个人同时说", f"≥ {TALKERS}", f"{each:.1f}", each >= TALKERS),
    ]


def figures(folder: Path, model: Callable[[Path], Any]) -> list[Figure]:
    with opened(folder, model) as exchange:
        answers(exchange, "", [Talker(1)], 0)  # the first finds everything cold
        found = answers(exchange, "1 人", [Talker(6)], 1.5)[:1]
        # Nobody begins in step with the others.
        cycle = seconds(speech()) + PAUSE
        crowd = [Talker(4, cycle * one / TALKERS) for one in range(TALKERS)]
        return found + answers(exchange, f"{TALKERS} 人", crowd, 1.5)


def large(folder: Path) -> Path:
    return large_model.make(folder, SHARED / FILES["model"])


def main() -> None:
    out = Console()
    out.print(f"{platform.platform()}，{os.cpu_count()} 核，负载 {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="yihao-phone-") as name:
        folder = Path(name)
        with opened(folder / "load", fixture_model) as exchange:
            found = at_once(exchange)
            found += answers(exchange, f"小模型 {CALLS} 人", [Talker(2) for _ in range(CALLS)], 3.0)
        found += figures(folder / "large", large)
    table = Table("量什么", "目标", "今天", "")
    for name, goal, today, reached in found:
        table.add_row(name, goal, today, "[green]到了[/]" if reached else "[red]没到[/]")
    out.print(table)
    out.print(f"量完时负载 {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
