"""Score a router on labelled complaints it has not seen."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from routing.assignment import Caution
from routing.catalogue import PROVINCE
from routing.examples import Example, read_examples
from routing.figures import Figures, figures, guess
from routing.places import Places
from routing.router import Router
from routing.urgency import FirstLook


@dataclass(frozen=True)
class FirstLookFigures:
    """How well danger and the wish for secrecy are heard, in the very first look.

    `recall` stops everything and says the number, or leads to the protected page; `mentioned` also
    counts one careful sentence after which the conversation goes on.
    """

    dangers: int
    danger_recall: float
    danger_mentioned: float
    secrets: int
    secret_recall: float
    secret_mentioned: float
    others: int
    false_alarms: float  # of the ordinary ones, taken for a danger
    led_away: float  # of the ordinary ones, led to the protected page
    cautioned: float  # of the ordinary ones, given a careful sentence


def evaluate(router: Router, file: Path) -> Figures:
    return _evaluate(router, read_examples([file], router.catalogue))


def evaluate_by_trap(router: Router, file: Path) -> dict[str, Figures]:
    """Score each trap of the hard cases by itself: column `trap`."""
    examples = read_examples([file], router.catalogue)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        traps = [row["trap"] for row in csv.DictReader(lines)]
    return {
        trap: _evaluate(router, [e for e, own in zip(examples, traps, strict=True) if own == trap])
        for trap in dict.fromkeys(traps)
    }


def _evaluate(router: Router, examples: Sequence[Example]) -> Figures:
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
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    look = router.first_look
    dangers = [_hear(look, row["text"]) for row in rows if row["danger"]]
    secrets = [_hear(look, row["text"]) for row in rows if _is_secret(row)]
    others = [_hear(look, row["text"]) for row in rows if not row["danger"] and not _is_secret(row)]
    return FirstLookFigures(
        dangers=len(dangers),
        danger_recall=_share(alarm for alarm, _, _ in dangers),
        danger_mentioned=_share(alarm or caution.danger for alarm, _, caution in dangers),
        secrets=len(secrets),
        secret_recall=_share(led for _, led, _ in secrets),
        secret_mentioned=_share(led or caution.secrecy for _, led, caution in secrets),
        others=len(others),
        false_alarms=_share(alarm for alarm, _, _ in others),
        led_away=_share(led for _, led, _ in others),
        cautioned=_share(caution.danger or caution.secrecy for _, _, caution in others),
    )


def _is_secret(row: dict[str, str]) -> bool:
    return row["secret"] == "yes"  # noqa: S105 - a column of the paper


def _hear(look: FirstLook, text: str) -> tuple[bool, bool, Caution]:
    alarm = any(one.urgent or one.handover for one in look.look(text))
    return alarm, look.wants_secrecy(text), look.caution(text)


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / max(1, len(found))


def differences(before: Figures, after: Figures) -> dict[str, float]:
    """Return by how much each figure grew."""
    old, new = asdict(before), asdict(after)
    return {name: (new[name] or 0.0) - (old[name] or 0.0) for name in old if name != "examples"}


def _area(places: Places, text: str) -> str:
    found = places.find(text)
    return found.exact if found and found.area != PROVINCE else ""
