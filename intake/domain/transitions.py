"""Everything that may happen to a complaint and to an office's stay on it: one table, in a file.

Pages offer what the table allows and nothing else; the API publishes it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TICKET, COMPLAINT = "ticket", "complaint"


@dataclass(frozen=True)
class Transition:
    thing: str  # ticket | complaint | exclusion
    source: str
    step: str
    target: str
    who: frozenset[str]  # roles; citizen and worker besides those of staff
    guards: tuple[str, ...]
    needs: tuple[str, ...]  # fields the form must bring
    reasons: tuple[str, ...]  # codes to choose from
    basis: str
    certainty: str


@cache
def table() -> tuple[Transition, ...]:
    text = (files(__package__) / "transitions.csv").read_text("utf-8")
    return tuple(
        Transition(
            row["thing"],
            row["from"],
            row["step"],
            row["to"],
            frozenset(_parts(row["who"])),
            _parts(row["guards"]),
            _parts(row["needs"]),
            _parts(row["reasons"]),
            row["basis"],
            row["certainty"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def find(thing: str, source: str, step: str) -> tuple[Transition, ...]:
    """None where the step is not legal; several where its guards choose."""
    return tuple(
        one for one in table() if (one.thing, one.source, one.step) == (thing, source, step)
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
