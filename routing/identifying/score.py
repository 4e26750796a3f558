"""Score find() on sentences whose identifying words someone else has marked.

python -m routing.identifying.score training_data/evaluation/identifying.csv [var/models/routing]
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.identifying import Finder, Span, find, tagger
from routing.identifying.marked import Marked, read

COVERED = 0.8  # of the marked words, by one found span of any kind
ALL = "all"

Find = Callable[[str], tuple[Span, ...]]


@dataclass(frozen=True)
class Figures:
    """`recall` is of the `marked` spans, `precision` of the `found` ones; None where there are
    none. A found span is right where it touches any marked one, `surely` counts only sure ones."""

    marked: int
    recall: float | None
    found: int
    precision: float | None
    surely: float | None


def score(rows: Sequence[Marked], find: Find = find) -> dict[str, Figures]:
    """Figures for each kind, marked or found, and for all together."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found = find(row.text)
        for span in row.spans:
            covered = any(_covers(one, span) for one in found)
            _count(counts, span.kind, marked=1, covered=covered)
        for one in found:
            right = any(one.overlaps(span) for span in row.spans)
            _count(counts, one.kind, found=1, right=right, sure=one.sure)
            _count(counts, one.kind, sure_right=right and one.sure)
    names = sorted({name for name, _ in counts} - {ALL})
    return {name: _figures(counts, name) for name in (*names, ALL)}


def false_alarms(rows: Sequence[Marked], find: Find = find) -> float | None:
    """The share of sentences without any mark in which something was found."""
    clean = [row for row in rows if not row.spans]
    return _share(sum(bool(find(row.text)) for row in clean), len(clean))


def missed(rows: Sequence[Marked], find: Find = find) -> list[tuple[str, Span]]:
    """The texts and marked spans that were not found, for those who improve the lists."""
    return [
        (row.text, span)
        for row in rows
        for span in row.spans
        if not any(_covers(one, span) for one in find(row.text))
    ]


def _covers(found: Span, marked: Span) -> bool:
    common = min(found.end, marked.end) - max(found.start, marked.start)
    return common >= COVERED * (marked.end - marked.start)


def _count(counts: Counter[tuple[str, str]], kind: str, **what: int) -> None:
    for name, times in what.items():
        counts[kind, name] += times
        counts[ALL, name] += times


def _figures(counts: Counter[tuple[str, str]], name: str) -> Figures:
    marked, found = counts[name, "marked"], counts[name, "found"]
    return Figures(
        marked,
        _share(counts[name, "covered"], marked),
        found,
        _share(counts[name, "right"], found),
        _share(counts[name, "sure_right"], counts[name, "sure"]),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def table(figures: dict[str, Figures], alarms: float | None) -> str:
    lines = [f"{'kind':28}{'marked':>7}{'recall':>8}{'found':>7}{'precision':>11}{'sure':>7}"]
    for name, one in figures.items():
        lines.append(
            f"{name:28}{one.marked:7}{_percent(one.recall):>8}{one.found:7}"
            f"{_percent(one.precision):>11}{_percent(one.surely):>7}"
        )
    return "\n".join([*lines, f"clean sentences with something found: {_percent(alarms)}", ""])


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def main(file: Path, models: Path | None = None) -> None:
    """By words and patterns alone, or with what `models` learnt."""
    rows, finder = read(file), Finder(tagger.load(models))
    sys.stdout.write(table(score(rows, finder.find), false_alarms(rows, finder.find)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
