"""Score a router on labelled complaints it has not seen."""

from dataclasses import asdict
from pathlib import Path

from routing.examples import read_examples
from routing.figures import Figures, figures, guess
from routing.router import Router


def evaluate(router: Router, file: Path) -> Figures:
    examples = read_examples([file], router.catalogue)
    guesses = [
        guess(router.kinds.guess(one.text), router.classifier.classify(one.text), router.catalogue)
        for one in examples
    ]
    return figures(examples, guesses, router.catalogue, router.sure_from)


def differences(before: Figures, after: Figures) -> dict[str, float]:
    """Return by how much each figure grew."""
    old, new = asdict(before), asdict(after)
    return {name: (new[name] or 0.0) - (old[name] or 0.0) for name in old if name != "examples"}
