"""Score a router on labelled complaints it has not seen."""

import csv
from dataclasses import asdict, dataclass
from pathlib import Path

from routing.catalogue import PROVINCE
from routing.examples import read_examples
from routing.figures import Figures, figures, guess
from routing.places import Places
from routing.router import Router
from routing.urgency import FirstLook


@dataclass(frozen=True)
class FirstLookFigures:
    """How well danger and the wish for secrecy are heard, in the very first look."""

    dangers: int
    danger_recall: float
    secrets: int
    secret_recall: float
    others: int
    false_alarms: float  # of the ordinary ones, taken for a danger
    led_away: float  # of the ordinary ones, led to the protected page


def evaluate(router: Router, file: Path) -> Figures:
    examples = read_examples([file], router.catalogue)
    places = Places(router.catalogue)
    guesses = [
        guess(
            router.kinds.guess(one.text),
            router.classifier.classify(one.text),
            router.catalogue,
            _area(places, one.text),
        )
        for one in examples
    ]
    return figures(examples, guesses, router.catalogue, router.sure_from)


def evaluate_first_look(router: Router, file: Path) -> FirstLookFigures:
    """Read text,danger,secret: what is dangerous names the danger, what is secret says yes."""
    look = FirstLook(router.catalogue.situations, router.catalogue.secrecy)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    heard = [
        (
            bool(row["danger"]),
            row["secret"] == "yes",  # noqa: S105 - a column of the paper
            any(one.urgent or one.handover for one in look.look(row["text"])),
            look.wants_secrecy(row["text"]),
        )
        for row in rows
    ]
    dangers = [alarm for danger, _, alarm, _ in heard if danger]
    secrets = [led for _, secret, _, led in heard if secret]
    others = [(alarm, led) for danger, secret, alarm, led in heard if not danger and not secret]
    return FirstLookFigures(
        dangers=len(dangers),
        danger_recall=sum(dangers) / max(1, len(dangers)),
        secrets=len(secrets),
        secret_recall=sum(secrets) / max(1, len(secrets)),
        others=len(others),
        false_alarms=sum(alarm for alarm, _ in others) / max(1, len(others)),
        led_away=sum(led for _, led in others) / max(1, len(others)),
    )


def differences(before: Figures, after: Figures) -> dict[str, float]:
    """Return by how much each figure grew."""
    old, new = asdict(before), asdict(after)
    return {name: (new[name] or 0.0) - (old[name] or 0.0) for name in old if name != "examples"}


def _area(places: Places, text: str) -> str:
    found = places.find(text)
    return found.exact if found and found.area != PROVINCE else ""
