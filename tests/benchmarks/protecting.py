"""How fast a protected report is sealed and filed, and an inbox opened: one core, SQLite."""

import os
import tempfile
import time
from pathlib import Path

import numpy as np

from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.cli import workplace
from intake.config import Settings
from intake.service import protected

Figure = tuple[str, str, str, bool]
REPORTS, LOOKS = 300, 200


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
    p95 = float(np.percentile(looks, 95))
    return [
        ("保密举报：2 KB 密封并登记 每秒", "≥ 200", f"{rate:.0f}", rate >= 200),
        ("保密信箱：打开 p95 毫秒", "≤ 10", f"{p95:.1f}", p95 <= 10),
    ]
