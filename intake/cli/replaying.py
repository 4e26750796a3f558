"""Post real texts through the public API, and print what routing makes of a text."""

import csv
import hashlib
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from intake.domain.complaint import Complaint
from intake.domain.errors import NotFound
from intake.ports import Ports
from routing.assignment import Assignment
from routing.facts import Facts


class Unusable(ValueError):
    """What was given cannot be worked with; the message says why, to the operator."""


PATIENCE = 120.0  # seconds to wait for the worker after the last text


@dataclass
class Outcome:
    filed: dict[int, str] = field(default_factory=dict)  # row → number
    refused: Counter[str] = field(default_factory=Counter)
    filing_seconds: float = 0.0
    seconds: float = 0.0


def replay(
    file: Path, limit: int, url: str, *, clients: int, ports: Ports, console: Console
) -> Outcome:
    """Filing the same file again files nothing twice: a row's key comes from its text."""
    rows = _rows(file, limit)
    _must_answer(url)
    outcome = Outcome()
    begun = time.monotonic()
    with (
        httpx.Client(base_url=url, timeout=30, trust_env=False) as http,
        ThreadPoolExecutor(clients) as pool,
        _bar(console) as bar,
    ):
        filing = bar.add_task("登记", total=len(rows))

        def post(row: tuple[int, str]) -> tuple[int, httpx.Response | None]:
            index, text = row
            key = hashlib.sha256(f"{file.name}:{index}:{text}".encode()).hexdigest()
            body = {"text": text, "channel": "replay"}
            headers = {"Idempotency-Key": key}
            try:
                return index, http.post("/api/v1/complaints", json=body, headers=headers)
            except httpx.HTTPError:
                return index, None

        for index, answer in pool.map(post, rows):
            if answer is None:
                outcome.refused["没有连上"] += 1
            elif answer.status_code == 201:
                outcome.filed[index] = answer.json()["number"]
            else:
                outcome.refused[answer.json().get("type", str(answer.status_code))] += 1
            bar.advance(filing)
        outcome.filing_seconds = time.monotonic() - begun
        routing = bar.add_task("分办", total=len(outcome.filed))
        complaints = _wait_until_routed(outcome, ports, bar, routing)
    outcome.seconds = time.monotonic() - begun
    console.print(_table(len(rows), outcome, complaints))
    return outcome


def _rows(file: Path, limit: int) -> list[tuple[int, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            if "text" not in (reader.fieldnames or ()):
                raise Unusable(f"{file} 里没有叫 text 的一列。")
            rows = [row["text"] or "" for row in islice(reader, limit or None)]
    except OSError as error:
        raise Unusable(f"{file} 打不开：{error.strerror}。") from None
    except (UnicodeDecodeError, csv.Error):
        raise Unusable(f"{file} 不是 UTF-8 的 CSV。") from None
    return list(enumerate(rows))


def _must_answer(url: str) -> None:
    try:
        httpx.get(url.rstrip("/") + "/healthz", trust_env=False).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Unusable(f"{url} 没有回应。先运行 make run。") from None


def _wait_until_routed(outcome: Outcome, ports: Ports, bar: Progress, task: Any) -> list[Complaint]:
    waiting, done = set(outcome.filed.values()), []
    deadline = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < deadline:
        with ports.view() as uow:
            for number in sorted(waiting):
                try:
                    complaint = uow.complaints.get(number)
                except NotFound:
                    continue
                if complaint.state != "filed":
                    done.append(complaint)
                    waiting.discard(number)
        bar.update(task, completed=len(done))
        time.sleep(0.3)
    return done


def _table(rows: int, outcome: Outcome, complaints: list[Complaint]) -> Table:
    table = Table(title="回放结果", show_header=False)
    dispatched = [c for c in complaints if c.tickets]
    desk = Counter(c.desk_why for c in complaints if not c.tickets)
    numbers = list(outcome.filed.values())
    facts: list[tuple[str, Any]] = [
        ("文本", rows),
        ("登记成功", len(numbers)),
        ("编号不重复", len(set(numbers))),
        ("没有登记（原因）", dict(outcome.refused) or 0),
        ("直接派单", len(dispatched)),
        ("派单台：拿不准", desk["unsure"]),
        ("派单台：别的渠道", desk["inform"]),
        ("派单台：没能分办", desk["unroutable"]),
        ("还没分办（丢失）", len(numbers) - len(complaints)),
        ("登记用时 秒", round(outcome.filing_seconds, 1)),
        ("每秒登记", round(rows / max(outcome.filing_seconds, 0.001))),
        ("到全部分办 秒", round(outcome.seconds, 1)),
    ]
    for name, value in facts:
        table.add_row(name, str(value))
    for office, count in Counter(c.tickets[0].office_name for c in dispatched).most_common(8):
        table.add_row(f"  {office}", str(count))
    return table


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console,
    )  # fmt: skip


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def print_assignment(got: Assignment, out: Console, *, facts: Facts, as_json: bool) -> None:
    if as_json:
        whole = asdict(got) | {"facts": asdict(facts)}
        out.file.write(json.dumps(whole, ensure_ascii=False, default=_plain) + "\n")
        return
    table = Table(show_header=False)
    offices = got.suggestions if got.lead is None else (got.lead, *got.helpers)
    for name, value in (
        ("种类", "、".join(got.kinds)),
        ("事项", f"{got.category} {got.category_name}"),
        ("地区", f"{got.area} {got.area_name}"),
        ("去向", got.disposition.value),
        ("单位", "\n".join(f"{o.name}  {o.confidence:.2f}" for o in offices)),
        ("时限", f"{got.time_limit.name}（{got.time_limit.document}{got.time_limit.article}）"),
        (
            "到期",
            f"{got.due_at:%Y-%m-%d %H:%M}" + ("（节假日未公布，暂定）" if got.provisional else ""),
        ),
        ("被反映的", "、".join(one.words for one in facts.about)),
        ("日子", "、".join(f"{s.words}（{s.start:%m-%d} 到 {s.end:%m-%d}）" for s in facts.when)),
        ("钱", "、".join(one.words for one in facts.sums)),
        ("还可以问", facts.next_question or ""),
        ("理由", "\n".join(got.reasons)),
    ):
        if value:
            table.add_row(name, value)
    out.print(table)
