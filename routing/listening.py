"""Hear danger and fear that no list of words names: 沼气池子他下去就没上来.

Weights for runs of one to three characters, learnt by routing.classifiers.hearing and read here
without any library: the web processes run this on every message (docs/decisions/0011).
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from math import log, sqrt
from pathlib import Path
from typing import Any

from routing.text import fold

FILE = "listening.json"
LONGEST_RUN = 3
LONGEST = 600  # characters; who writes more says the danger first or last, and word lists read all
DANGER, SECRECY = "danger", "secrecy"


class Heard(IntEnum):
    NO = 0
    PERHAPS = 1  # worth one careful sentence; the conversation goes on
    SURE = 2


@dataclass(frozen=True)
class Sense:
    """A weighted sum over a text's runs, and from which sum it is perhaps, and surely, so."""

    offset: float
    perhaps: float
    sure: float


@dataclass(frozen=True)
class Listener:
    senses: Mapping[str, Sense]
    # For each run how rare it is, and its weight for each sense in the order of `senses`.
    runs: Mapping[str, Sequence[float]]

    def danger(self, text: str) -> Heard:
        return self._hear(DANGER, text)

    def secrecy(self, text: str) -> Heard:
        return self._hear(SECRECY, text)

    def sum(self, name: str, text: str) -> float:
        """The log odds, as the training saw them."""
        at = 1 + list(self.senses).index(name)
        found = [(1 + log(times), self.runs[run]) for run, times in _runs(text) if run in self.runs]
        length = sqrt(sum((times * row[0]) ** 2 for times, row in found)) or 1.0
        total = sum(times * row[0] * row[at] for times, row in found)
        return self.senses[name].offset + total / length

    def _hear(self, name: str, text: str) -> Heard:
        sense, got = self.senses[name], self.sum(name, text)
        return Heard((got >= sense.perhaps) + (got >= sense.sure))


def runs(text: str) -> list[str]:
    """Every run of one to three characters, as often as it occurs."""
    text = fold(text[:LONGEST])
    return [
        text[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(text) - length + 1)
    ]


def _runs(text: str) -> list[tuple[str, int]]:
    return list(Counter(runs(text)).items())


def save(listener: Listener, folder: Path) -> None:
    senses = {name: asdict(sense) for name, sense in listener.senses.items()}
    content = json.dumps({"senses": senses, "runs": listener.runs}, ensure_ascii=False)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{FILE}"
    fresh.write_text(content, "utf-8")
    fresh.replace(folder / FILE)


def load(folder: Path | None) -> Listener | None:
    """None where none was learnt or the file is damaged: then the word lists hear alone."""
    if folder is None:
        return None
    try:
        read: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        senses = {name: Sense(**sense) for name, sense in read["senses"].items()}
        table = {run: tuple(row) for run, row in read["runs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    fits = all(len(row) == 1 + len(senses) for row in table.values())
    return Listener(senses, table) if fits and {DANGER, SECRECY} <= senses.keys() else None
