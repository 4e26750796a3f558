"""Whether time tells a known receipt from an unknown one: 2,000 tries of each, in turns, against
the whole public site in a process of its own, over SQLite and a real socket."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import httpx
from scipy.stats import ks_2samp, mannwhitneyu

from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.cli import workplace
from intake.config import Settings
from intake.domain.receipt import new_receipt
from intake.service import protected
from intake.service.filing import NewComplaint, file_complaint
from tests.benchmarks.protecting import public

Figure = tuple[str, str, str, bool]
# So many at once that none misses a beat: a crowd that slows the site down makes some late.
TRIES, AT_ONCE, REPORTS = 2000, 8, 50
CHANCE = 0.01  # below that, the two samples differ by more than chance


def figures(var: Path) -> list[Figure]:
    place = workplace.prepare(var)
    with place.environment(), tempfile.TemporaryDirectory(dir=var) as folder:
        url = f"sqlite:///{folder}/timing.db"
        migrate(url)
        ports = bootstrap(Settings.read(os.environ | {"YIHAO_DATABASE_URL": url}))
        reports = []
        for number in range(REPORTS):
            text = f"某矿{number}月的冒顶没有报"
            receipt = protected.file_protected(text, identity="王", ports=ports).receipt
            for _ in range(number % 5):
                protected.add(receipt, "再补一句", ports=ports)
            reports.append(receipt)
        orders = [
            file_complaint(NewComplaint(f"路灯不亮{n}"), ports=ports).receipt
            for n in range(REPORTS)
        ]
        with public(url) as (address, _):
            return [
                asyncio.run(compared(address, path, known, what))
                for path, known, what in (
                    ("/protected/inbox", reports, "保密信箱"),
                    ("/status", reports + orders, "查进度"),
                )
            ]


async def compared(address: str, path: str, known: list[str], what: str) -> Figure:
    took: dict[bool, list[float]] = {True: [], False: []}
    order = [True, False] * TRIES
    random.shuffle(order)  # turn and turn about, the ones would always meet the others' work
    turns = iter(order)
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as http:
        ask = (_try(http, path, turns, cycle(known), took) for _ in range(AT_ONCE))
        await asyncio.gather(*ask)
    distance = ks_2samp(took[True], took[False])
    guessed = mannwhitneyu(took[True], took[False]).statistic / TRIES**2
    return (
        f"{what}：查询码有没有，从时间猜中的机会（{TRIES} 次）",
        f"p ≥ {CHANCE}",
        f"{guessed:.3f}（KS D = {distance.statistic:.3f}，p = {distance.pvalue:.2g}）",
        bool(distance.pvalue >= CHANCE),
    )


async def _try(
    http: httpx.AsyncClient,
    path: str,
    turns: Iterator[bool],
    known: Iterator[str],
    took: dict[bool, list[float]],
) -> None:
    for is_known in turns:
        form = {"receipt": next(known) if is_known else new_receipt()}
        begun = time.perf_counter()
        answer = await http.post(path, data=form)
        took[is_known].append(time.perf_counter() - begun)
        assert answer.is_success is is_known
