"""What no list of words foresees, marked by a linear-chain CRF over characters (Lafferty 2001).

Learnt from training_data/identifying.csv by `yihao train`; 1 MB, no Python model is loaded.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

from routing.identifying.digits import SPOKEN
from routing.identifying.folding import Folded, fold
from routing.identifying.spans import Span

FILE, DIGEST = "identifying.crfsuite", "identifying.sha256"
OUTSIDE, BEGIN, INSIDE = "O", "B-", "I-"
LONGEST = 5000  # characters; a report has no more
WINDOW = 4
DOUBT = 0.3
SURE = 0.85
SELF = re.compile("[我俺咱]|本人")
# What ends a phrase is no part of it.
LOOSE = " ,、:;。!?()…\n"


def features(text: str) -> list[list[str]]:
    """For each character: itself and its neighbours, pairs, kinds of character, and whether the
    writer speaks of himself nearby."""
    shapes = [_shape(char) for char in text]
    padded = "^" * WINDOW + text + "$" * WINDOW
    shaped = "^" * WINDOW + "".join(shapes) + "$" * WINDOW
    rows = []
    for at in range(len(text)):
        here = at + WINDOW
        row = ["bias"]
        for away in range(-WINDOW, WINDOW + 1):
            row.append(f"{away}:{padded[here + away]}")
            if away < WINDOW:
                row.append(f"{away}:{padded[here + away : here + away + 2]}")
            if -3 <= away <= 1:
                row.append(f"{away}::{padded[here + away : here + away + 3]}")
                row.append(f"{away}#{shaped[here + away : here + away + 3]}")
        row.append("run:" + _run(shapes, at))
        row.append("self" if SELF.search(text, max(0, at - 12), at + 1) else "other")
        rows.append(row)
    return rows


def labels(folded: Folded, spans: Sequence[Span]) -> list[str]:
    """B- and I- with the kind, O outside: one for each character of the folded text."""
    found = [OUTSIDE] * len(folded.text)
    for span in spans:
        inside = [n for n, at in enumerate(folded.origin) if span.start <= at < span.end]
        for n in inside:
            found[n] = (BEGIN if n == inside[0] else INSIDE) + span.kind
    return found


class Tagger:
    """Marks with `why` empty: the kind says why."""

    def __init__(self, file: Path):
        self._crf = pycrfsuite.Tagger()
        self._crf.open(str(file))
        self._kinds = sorted({label[2:] for label in self._crf.labels() if label != OUTSIDE})

    def __call__(self, folded: Folded) -> Iterator[Span]:
        text = folded.text[:LONGEST]
        if not text:
            return
        self._crf.set(features(text))
        outside = [self._crf.marginal(OUTSIDE, at) for at in range(len(text))]
        at = 0
        while at < len(text):
            end = at
            while end < len(text) and outside[end] <= 1 - DOUBT:
                end += 1
            if end > at:
                yield from self._span(folded, text, at, end, outside)
            at = max(end, at + 1)

    def _span(
        self, folded: Folded, text: str, start: int, end: int, outside: Sequence[float]
    ) -> Iterator[Span]:
        while start < end and text[start] in LOOSE:
            start += 1
        while end > start and text[end - 1] in LOOSE:
            end -= 1
        if end - start < 2:
            return
        chances = {
            kind: sum(
                self._crf.marginal(mark + kind, at)
                for at in range(start, end)
                for mark in (BEGIN, INSIDE)
            )
            for kind in self._kinds
        }
        kind = max(self._kinds, key=lambda one: chances[one])
        sure = 1 - sum(outside[start:end]) / (end - start) >= SURE
        yield Span(*folded.original(start, end), kind, sure)


def teach(rows: Sequence[tuple[str, Sequence[Span]]], file: Path) -> None:
    """Learn from texts and their marks, and write the model."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for text, spans in rows:
        folded = fold(text)
        trainer.append(features(folded.text), labels(folded, spans))
    trainer.set_params({"c1": 0.05, "c2": 0.02, "max_iterations": 120})
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name("." + file.name)
    trainer.train(str(fresh))
    (file.parent / DIGEST).write_text(_digest(fresh))
    fresh.replace(file)


def load(folder: Path | None) -> Tagger | None:
    """None where none was learnt or the file is damaged: then the words alone are looked for."""
    if folder is None:
        return None
    try:
        # CRFsuite maps the file into memory and believes every offset in it.
        if _digest(folder / FILE) != (folder / DIGEST).read_text():
            return None
        return Tagger(folder / FILE)
    except (OSError, ValueError):
        return None


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _shape(char: str) -> str:
    if char.isdecimal():
        return "9"
    if char in SPOKEN:
        return "n"
    if char.isascii() and char.isalpha():
        return "a"
    return "h" if char.isalnum() else "."


def _run(shapes: Sequence[str], at: int) -> str:
    """How long a run of digits, numerals and letters this character stands in, roughly."""
    if shapes[at] not in "9na":
        return shapes[at]
    start = end = at
    while start and shapes[start - 1] in "9na.":
        start -= 1
    while end + 1 < len(shapes) and shapes[end + 1] in "9na.":
        end += 1
    return str(min(end - start + 1, 20) // 3)
