"""Train, measure and load what learns: the router's models and the bot.

What loads scikit-learn is imported where it is used: it takes two seconds that `up` would spend
before the first page.
"""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from intake.cli.workplace import ROOT, Workplace
from intake.config import Settings
from routing import catalogue

if TYPE_CHECKING:
    from routing.router import Router

err = Console(stderr=True)
PAPERS = ("complaints.csv", "complaints_short.csv", "hard.csv")
HARD, IDENTIFYING = "hard.csv", "identifying.csv"
FIRST_LOOKS = ("first_look.csv", "first_look_blind.csv")
BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
HELD_OUT = ROOT / "training_data" / "evaluation"
NLU, LEXICON = ROOT / "training_data" / "nlu", ROOT / "training_data" / "lexicon"


STEPS = {"read": "读样例", "fold": "交叉验证", "fit": "拟合", "save": "保存"}


def progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=err,
    )  # fmt: skip


def train_router(place: Workplace, *, force: bool = False) -> None:
    """A second or two when nothing changed; about ten when something did."""
    from routing.models import is_current  # noqa: PLC0415
    from routing.train import train  # noqa: PLC0415

    folder, facts = place.models / "routing", catalogue.load(over=(place.catalogue,))
    sources = ROOT / "training_data"
    if not force and is_current(folder, facts, sources):
        return
    with progress() as bar:
        task = bar.add_task("训练分办模型", total=1)

        def tell(step: str, done: int, of: int) -> None:
            what = f"训练分办模型：{STEPS[step]}"
            bar.update(task, completed=done, total=of, description=what)

        train(sources, facts, folder, tell)


def load(place: Workplace) -> Router:
    from routing.loading import load_router  # noqa: PLC0415

    train_router(place)
    with place.environment():
        settings = Settings.read()
    return load_router(
        settings.model_dir,
        settings.home_area,
        LEXICON,
        city_dir=settings.city_model_dir,
        sentence_model=settings.sentence_model,
        over=(place.catalogue,),
    )


def bot_model(place: Workplace) -> Path:
    return place.models / "bot" / f"{_bot_stamp()}.tar.gz"


def train_bot(place: Workplace, *, force: bool = False) -> bool:
    """False where Rasa's environment is missing: the scripted interview serves everyone then."""
    if not BOT_PYTHON.exists():
        err.print(
            "[yellow]没有 Rasa 环境（bot/.venv），对话改用内置问答。运行 make setup 可以装上。[/]"
        )
        return False
    model = bot_model(place)
    if model.exists() and not force:
        return True
    log = place.logs / "rasa-train.log"
    with progress() as bar, log.open("wb") as output:
        bar.add_task("训练对话模型（约半分钟）", total=None)
        done = subprocess.run(  # noqa: S603
            _train_command(model), cwd=BOT, stdout=output, stderr=output, check=False
        )
    if done.returncode or not model.exists():
        err.print(f"[red]对话模型没有训练成功，先用内置问答。日志：{log}[/]")
        return False
    for old in model.parent.glob("*.tar.gz"):
        if old != model:
            old.unlink()
    return True


def _train_command(model: Path) -> list[str]:
    return [
        str(BOT_PYTHON), "-W", "ignore", "serve.py", "train", "--force",
        "--config", "config.yml", "--domain", "domain", "--data", "dialogue", str(NLU),
        "--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz"),
    ]  # fmt: skip


def _bot_stamp() -> str:
    """Changes whenever anything the bot learns from does."""
    digest = hashlib.sha256()
    folders = (BOT / "domain", BOT / "dialogue", NLU, LEXICON)
    files = [BOT / "config.yml", BOT / "requirements.lock", *BOT.glob("*.py")]
    files += [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def evaluate(place: Workplace, out: Console, *, bot: bool = True) -> None:
    """On texts written apart from those that were learnt from."""
    from routing.evaluate import evaluate as evaluate_router  # noqa: PLC0415
    from routing.evaluate import evaluate_by_trap, evaluate_first_look  # noqa: PLC0415

    router = load(place)
    papers = [file for file in PAPERS if (HELD_OUT / file).exists()]
    columns = [asdict(evaluate_router(router, HELD_OUT / file)) for file in papers]
    _show("分办（training_data/evaluation）", papers, columns, out)
    if (hard := HELD_OUT / HARD).exists():
        by_trap = evaluate_by_trap(router, hard)
        _show("难题", list(by_trap), [asdict(one) for one in by_trap.values()], out)
    if heard := [file for file in FIRST_LOOKS if (HELD_OUT / file).exists()]:
        columns = [asdict(evaluate_first_look(router, HELD_OUT / file)) for file in heard]
        _show("先听危险和保密", heard, columns, out)
    if (marked := HELD_OUT / IDENTIFYING).exists():
        _show_identifying(marked, place, out)
    if bot and train_bot(place):
        command = [str(BOT_PYTHON), "-W", "ignore", "measure.py", str(bot_model(place))]
        out.print("\n对话（evaluation/nlu.yml）")
        with (place.logs / "rasa-measure.log").open("wb") as log:
            done = subprocess.run(  # noqa: S603
                [*command, str(HELD_OUT / "nlu.yml")],
                cwd=BOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                check=False,
            )
        out.print(done.stdout or f"没有量成。日志：{log.name}", markup=False)


def _show_identifying(file: Path, place: Workplace, out: Console) -> None:
    from routing.identifying import Finder, marked, score, tagger  # noqa: PLC0415

    rows, finder = marked.read(file), Finder(tagger.load(place.models / "routing"))
    figures = score.score(rows, finder.find)
    out.print(f"\n哪几个字会让人猜到是谁（{file.name}）")
    out.print(score.table(figures, score.false_alarms(rows, finder.find)), markup=False)


def _show(title: str, names: list[str], columns: list[dict[str, Any]], out: Console) -> None:
    table = Table(title=title)
    table.add_column("指标")
    for name in names:
        table.add_column(name, justify="right")
    for key in columns[0]:
        table.add_row(key, *(_shown(column[key]) for column in columns))
    out.print(table)


def _shown(value: object) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
