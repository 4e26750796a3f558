"""Learn a city's own offices, and measure any method on any labelled file.

As in learning.py, what loads scikit-learn is imported where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from rich.console import Console
from rich.table import Table

from intake.cli import learning
from intake.cli.replaying import Unusable
from intake.cli.workplace import ROOT, Workplace
from routing import catalogue
from routing.catalogue import CatalogueError

if TYPE_CHECKING:
    from routing.evaluation.scores import Answers
    from routing.history import Order
    from routing.offices import Ears

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A labelled file, and what belongs to it."""

    file: Path
    text: str = "text"
    label: str = "department"
    received: str = "received"
    duties: Path | None = None
    synonyms: Path | None = None
    limit: int | None = None  # learn from so many orders only; 0: from the duty sheets alone


@dataclass(frozen=True)
class Trial:
    """How to put a method to the test on a file."""

    model: Path | None = None
    mapping: Path | None = None
    folds: int | None = None
    last_third: bool = False
    walk_forward: bool = False
    compare: bool = False
    report: Path | None = None


def learn_city(place: Workplace, source: Source, out_dir: Path, out: Console) -> None:
    from routing.baseline import Baseline  # noqa: PLC0415
    from routing.evaluation.trials import fewer  # noqa: PLC0415
    from routing.history import Synonyms  # noqa: PLC0415
    from routing.offices import learn, save_offices  # noqa: PLC0415

    orders, ears = _orders(source), _ears(place, source)
    taught = fewer(orders, source.limit)
    synonyms = Synonyms.read(source.synonyms) if source.synonyms else None
    with _bar("学本市的承办单位") as tell:
        model = learn(
            taught,
            ears,
            offices=sorted({order.office for order in orders}),
            synonyms=synonyms,
            progress=tell,
        )
    baseline = None
    if taught:
        texts, labels = [one.text for one in taught], [one.office for one in taught]
        baseline = Baseline.fit(texts, labels, ears.cut)
    save_offices(out_dir, model, {"orders": len(taught)}, baseline)
    unknown = [office for office in model.offices if not ears.sheets.of(office)]
    out.print(f"学了 {len(taught)} 条工单，{len(model.offices)} 个单位，存到 {out_dir}")
    sure = "没有" if model.sure_from is None else f"{model.sure_from:.3f}"
    out.print(f"自动派单的门槛（目标 95% 派对）：{sure}")
    if unknown:
        out.print(f"名字对不上职责单的单位，可以用 --duties 补：{'、'.join(unknown)}")


def evaluate_file(
    place: Workplace, source: Source, trial: Trial, out: Console, *, as_json: bool
) -> None:
    from routing.evaluation.report import Named, write_report  # noqa: PLC0415
    from routing.evaluation.scores import compare, score  # noqa: PLC0415

    orders, ears = _orders(source), _ears(place, source)
    with _bar("评测") as tell:
        asked, ours, theirs = _answers(orders, ears, source, trial, tell)
    figures = {"ours": score(ours)} | ({"baseline": score(theirs)} if theirs else {})
    difference = compare(ours, theirs) if theirs else None
    report = trial.report or place.var / "reports" / f"{source.file.stem}-{source.label}.html"
    write_report(
        report,
        f"{source.file.name} · {source.label}",
        [order.text for order in asked],
        Named("本系统", ours),
        Named("基线", theirs) if theirs else None,
        difference,
    )
    if as_json:
        said = {name: asdict(one) for name, one in figures.items()}
        said = (
            said["ours"]
            | {"threshold": ours.sure_from, "report": str(report)}
            | (
                {"baseline": said["baseline"], "difference": asdict(difference)}
                if difference
                else {}
            )
        )
        out.print_json(json.dumps(said, ensure_ascii=False))
        return
    table = Table(title=f"{source.file.name}（{len(asked)} 条）")
    table.add_column("指标")
    for name in figures:
        table.add_column({"ours": "本系统", "baseline": "基线"}[name], justify="right")
    columns = [asdict(one) for one in figures.values()]
    for key in columns[0]:
        table.add_row(key, *(_shown(column[key]) for column in columns))
    out.print(table)
    if difference:
        low, high = difference.accuracy_interval
        out.print(
            f"accuracy {difference.accuracy:+.3f}（95% 区间 {low:+.3f} 到 {high:+.3f}），"
            f"macro-F1 {difference.macro_f1:+.3f}，错的少了 {difference.fewer_errors:.1%}"
        )
    out.print(f"图和最差的错：{report}")


def _answers(
    orders: list[Order], ears: Ears, source: Source, trial: Trial, tell: Tell
) -> tuple[list[Order], Answers, Answers | None]:
    """Return the orders asked about, our answers, and the baseline's where it was asked for."""
    from routing.evaluation import trials  # noqa: PLC0415

    if trial.model:
        return _ask_trained(orders, ears, trial.model, compare=trial.compare)
    if trial.mapping or source.label == "category":
        return orders, _ask_shipped(orders, ears, trial), _shipped_baseline(orders, ears, trial)
    parts = (
        trials.walk_forward(orders)
        if trial.walk_forward
        else trials.folds(orders, trial.folds)
        if trial.folds
        else trials.last_third(orders)
        if trial.last_third
        else None
    )
    if parts is None:
        raise Unusable(
            "要说清楚拿什么来评：--model 学好的文件夹，--map 类别对照表，"
            "或者 --last-third、--folds 5、--walk-forward 当场学当场评。"
        )
    offices = sorted({order.office for order in orders})
    ours = trials.try_offices(parts, ears, offices, source.limit, tell)
    theirs = trials.try_baseline(parts, ears.cut, offices, source.limit) if trial.compare else None
    return [order for part in parts for order in part.ask], ours, theirs


def _ask_trained(
    orders: list[Order], ears: Ears, folder: Path, *, compare: bool
) -> tuple[list[Order], Answers, Answers | None]:
    from routing.classifiers.base import ModelMissing  # noqa: PLC0415
    from routing.evaluation.trials import ask_baseline, ask_offices  # noqa: PLC0415
    from routing.offices import load_baseline, load_offices  # noqa: PLC0415

    try:
        model = load_offices(folder, ears)
        baseline = load_baseline(folder) if compare else None
    except ModelMissing as missing:
        raise Unusable(f"{folder} 里的模型不能用：{missing}") from missing
    renamed = [order.renamed(model.synonyms.current(order.office)) for order in orders]
    theirs = ask_baseline(baseline, renamed, ears.cut) if baseline else None
    return renamed, ask_offices(model, renamed), theirs


def _ask_shipped(orders: list[Order], ears: Ears, trial: Trial) -> Answers:
    from routing.evaluation.trials import MapError, ask_categories, spread  # noqa: PLC0415

    model = ears.categories
    if model is None:
        raise Unusable("还没有训练好的模型：先运行 yihao train --no-bot。")
    if not trial.mapping:
        return ask_categories(model, orders, {code: code for code in model.labels})
    try:
        rows = yaml.safe_load(trial.mapping.read_text("utf-8"))
        return ask_categories(model, orders, spread(rows, model.labels))
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise Unusable(f"{trial.mapping} 要写成“标签: [类别代码]”。") from error
    except MapError as error:
        raise Unusable(f"{trial.mapping}：{error}") from error


def _shipped_baseline(orders: list[Order], ears: Ears, trial: Trial) -> Answers | None:
    from routing.baseline import Baseline  # noqa: PLC0415
    from routing.evaluation.trials import ask_baseline, spread  # noqa: PLC0415
    from routing.examples import read_examples  # noqa: PLC0415

    if not trial.compare:
        return None
    files = sorted((ROOT / "training_data" / "complaints").glob("*.csv"))
    examples = read_examples(files, ears.catalogue)
    labels = {code: code for code in ears.catalogue.categories}
    if trial.mapping:
        labels = spread(yaml.safe_load(trial.mapping.read_text("utf-8")), sorted(labels))
    known = [one for one in examples if one.category in labels]
    texts = [one.text for one in known]
    baseline = Baseline.fit(texts, [labels[one.category] for one in known], ears.cut)
    return ask_baseline(baseline, orders, ears.cut)


def _orders(source: Source) -> list[Order]:
    from routing.history import Columns, HistoryError, Synonyms, read_history  # noqa: PLC0415

    columns = Columns(source.text, source.label, source.received)
    try:
        synonyms = Synonyms.read(source.synonyms) if source.synonyms else None
        return read_history(source.file, columns, synonyms)
    except OSError as error:
        raise Unusable(f"打不开 {source.file}。") from error
    except (HistoryError, CatalogueError) as error:
        raise Unusable(str(error)) from error


def _ears(place: Workplace, source: Source) -> Ears:
    from routing.classifiers.base import ModelMissing  # noqa: PLC0415
    from routing.duties import read_sheets  # noqa: PLC0415
    from routing.models import load_models  # noqa: PLC0415
    from routing.offices import Ears  # noqa: PLC0415
    from routing.words import Words  # noqa: PLC0415

    facts = catalogue.load()
    try:
        sheets = read_sheets(facts, source.duties)
    except CatalogueError as error:
        raise Unusable(str(error)) from error
    cut = Words(learning.LEXICON, remembered=20_000)
    learning.train_router(place)
    try:
        models = load_models(place.models / "routing", facts, learning.LEXICON, cut)
    except ModelMissing:
        return Ears(facts, sheets, cut)
    return Ears(facts, sheets, cut, models.classifier)


@contextmanager
def _bar(what: str) -> Iterator[Tell]:
    with learning.progress() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _shown(value: object) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
