"""One page that shows how good a method is and where it fails: figures people rather see."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from jinja2 import Environment, FileSystemLoader
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from routing.evaluation.scores import Answers, Difference, score

mpl.use("Agg")
HERE = Path(__file__).parent
WORST, SHOWN = 60, 200  # errors listed, characters of each
MOST_LABELS = 40  # in the confusion matrix: more cannot be read
FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Microsoft YaHei", "DejaVu Sans"]
INK, OURS, THEIRS, SOFT = "#1f2d3d", "#0b6e4f", "#b35c00", "#d5dde5"


@dataclass(frozen=True)
class Named:
    name: str
    answers: Answers


@dataclass(frozen=True)
class _Class:
    name: str
    texts: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class _Error:
    text: str = field(repr=False)
    truth: str
    guessed: str
    sure: float


def write_report(
    file: Path,
    title: str,
    texts: Sequence[str],
    ours: Named,
    theirs: Named | None = None,
    difference: Difference | None = None,
) -> None:
    """Write the page. It quotes texts: it belongs where the texts may be."""
    methods = [ours, *([theirs] if theirs else [])]
    template = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template(
        "report.html.j2"
    )
    with mpl.rc_context({"font.sans-serif": FONTS, "font.family": "sans-serif"}):
        page = template.render(
            title=title,
            methods=[(one.name, asdict(score(one.answers))) for one in methods],
            difference=difference,
            coverage=_picture(_coverage(methods)),
            reliability=_picture(_reliability(ours.answers)),
            confusion=_picture(_confusion(ours.answers)),
            classes=_classes(ours.answers),
            errors=_errors(ours.answers, texts),
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(page, "utf-8")


def _coverage(methods: Sequence[Named]) -> Figure:
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    for one, colour in zip(methods, (OURS, THEIRS), strict=False):
        right = one.answers.right[np.argsort(-one.answers.confidence, kind="stable")]
        counts = np.arange(1, len(right) + 1)
        axes.plot(counts / len(right), np.cumsum(right) / counts, color=colour, label=one.name)
    axes.axhline(0.95, color=INK, linewidth=0.8, linestyle=":")
    axes.set(xlabel="自动回答的比例 (coverage)", ylabel="其中答对的比例 (precision)")
    axes.set(xlim=(0, 1), ylim=(min(0.5, *(one.answers.right.mean() for one in methods)), 1.005))
    axes.legend(frameon=False, loc="lower left")
    axes.grid(color=SOFT, linewidth=0.6)
    return figure


def _reliability(answers: Answers) -> Figure:
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    band = np.minimum((answers.confidence * 10).astype(int), 9)
    used = [one for one in range(10) if (band == one).any()]
    sure = [float(answers.confidence[band == one].mean()) for one in used]
    right = [float(answers.right[band == one].mean()) for one in used]
    counts = [int((band == one).sum()) for one in used]
    axes.bar([(one + 0.5) / 10 for one in used], right, width=0.09, color=SOFT)
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    axes.plot(sure, right, "o-", color=OURS)
    for one, count in zip(used, counts, strict=True):
        axes.annotate(str(count), ((one + 0.5) / 10, 0.01), ha="center", va="bottom", fontsize=7)
    axes.set(xlabel="模型自己的把握 (confidence)", ylabel="实际答对的比例 (accuracy)")
    axes.set(xlim=(0, 1), ylim=(0, 1.08))
    return figure


def _confusion(answers: Answers) -> Figure:
    truth, guessed = np.array(answers.truth), answers.guessed
    names, counts = np.unique(truth, return_counts=True)
    labels = list(names[np.argsort(-counts)][:MOST_LABELS])
    matrix = confusion_matrix(truth, guessed, labels=labels)
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    size = max(4.0, 0.26 * len(labels) + 2.5)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    axes.imshow(share, cmap="Greens", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set(xlabel="答成 (guessed)", ylabel="应该是 (truth)")
    for row, column in zip(*np.nonzero(matrix), strict=True):
        colour = "white" if share[row, column] > 0.6 else INK
        axes.text(
            column,
            row,
            str(matrix[row, column]),
            ha="center",
            va="center",
            fontsize=5,
            color=colour,
        )
    return figure


def _classes(answers: Answers) -> list[_Class]:
    labels = sorted(set(answers.truth))
    figures = precision_recall_fscore_support(
        answers.truth, answers.guessed, labels=labels, zero_division=0
    )
    rows = zip(labels, *figures, strict=True)
    found = [_Class(name, int(count), p, r, f) for name, p, r, f, count in rows]
    return sorted(found, key=lambda one: -one.texts)


def _errors(answers: Answers, texts: Sequence[str]) -> list[_Error]:
    """Return the errors that the method was surest of."""
    wrong = [at for at in np.argsort(-answers.confidence) if not answers.right[at]][:WORST]
    return [
        _Error(
            texts[at][:SHOWN],
            answers.truth[at],
            str(answers.guessed[at]),
            float(answers.confidence[at]),
        )
        for at in wrong
    ]


def _picture(figure: Figure) -> str:
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=130)
    return b64encode(buffer.getvalue()).decode()
