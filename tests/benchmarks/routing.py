"""How fast routing answers, and how much it takes: `python -m tests.benchmarks.routing`."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psutil

from intake.cli import learning, workplace
from routing.loading import load_router

Figure = tuple[str, str, str, bool]
ALONE = "OMP_NUM_THREADS"


def figures(var: Path) -> list[Figure]:
    """Measured in a process of its own: one core, nothing else in its memory."""
    place = workplace.prepare(var)
    begun = time.perf_counter()
    learning.train_router(place, force=True)
    trained = time.perf_counter() - begun
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.routing", str(place.models)]
    said = subprocess.run(
        command, env=os.environ | {ALONE: "1"}, capture_output=True, text=True, check=True
    ).stdout
    load, each, whole, batch, memory = map(float, said.split())
    return [
        ("分办：训练 秒", "≤ 300", f"{trained:.0f}", trained <= 300),
        ("分办：读进来 秒", "≤ 3", f"{load:.1f}", load <= 3),
        ("分办：认类别，一条 p95 毫秒", "≤ 3", f"{each:.1f}", each <= 3),
        ("分办：连同责任和理由，一条 p95 毫秒", "–", f"{whole:.1f}", True),
        ("分办：成批，一个核每秒", "≥ 500", f"{batch:.0f}", batch >= 500),
        ("分办：内存 MB", "≤ 500", f"{memory:.0f}", memory <= 500),
    ]


def _measure(models: Path) -> None:
    begun = time.perf_counter()
    router = load_router(models / "routing", lexicon=learning.LEXICON)
    load = time.perf_counter() - begun
    paper = (learning.HELD_OUT / "complaints.csv").read_text("utf-8")
    texts = [row["text"] for row in csv.DictReader(paper.splitlines())]
    now = datetime.now(UTC)
    for text in texts[:50]:
        router.assign(text, area=None, received_at=now)
    each, whole = [], []
    for text in texts[50:]:
        begun = time.perf_counter()
        router.classifier.classify(text)
        each.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        router.assign(text, area=None, received_at=now)
        whole.append(1000 * (time.perf_counter() - begun))
    begun = time.perf_counter()
    router.classifier.chances(texts)
    batch = len(texts) / (time.perf_counter() - begun)
    memory = psutil.Process().memory_info().rss / 2**20
    sys.stdout.write(
        f"{load} {np.percentile(each, 95)} {np.percentile(whole, 95)} {batch} {memory}"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
    else:
        folder = Path(tempfile.mkdtemp(prefix="yihao-bench-"))
        for name, goal, today, reached in figures(folder / "var"):
            sys.stdout.write(f"{name}\t{goal}\t{today}\t{'' if reached else '没到'}\n")
        shutil.rmtree(folder)
