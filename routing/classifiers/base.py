"""What every classifier can do."""

from dataclasses import dataclass
from typing import Protocol


class ModelMissing(Exception):
    """There is no usable model: none was trained, it is damaged, or it belongs to an older
    catalogue or program. Routing goes on without it."""


@dataclass(frozen=True)
class Score:
    """How sure one classifier is of one category, and the words of the text that made it so."""

    category: str
    value: float  # 0 to 1; what it is worth differs between classifiers
    words: tuple[str, ...]


class Classifier(Protocol):
    def classify(self, text: str) -> list[Score]:
        """Return categories, best first; empty when the text says nothing to it."""
        ...
