"""Match the catalogue's own words: no training, easy to explain to a department."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from routing.catalogue.rows import Category, Department
from routing.classifiers.base import Score
from routing.text import fold

# What a department does in general says less about one category than the category's own words.
NAME, KEYWORD, DUTY = 1.5, 1.0, 0.25


class KeywordClassifier:
    def __init__(self, categories: Iterable[Category], departments: Mapping[str, Department]):
        weights: dict[str, dict[str, float]] = {}
        for category in categories:
            own = dict.fromkeys(map(fold, departments[category.lead].words), DUTY)
            own |= dict.fromkeys(map(fold, category.keywords), KEYWORD)
            own[fold(category.name)] = NAME
            weights[category.code] = own
        used = Counter(word for own in weights.values() for word in own)
        self._categories: dict[str, list[tuple[str, float]]] = {}
        for code, own in weights.items():
            for word, weight in own.items():
                # A word in many categories tells little, a long word more than a short one.
                worth = weight * math.log(1 + len(weights) / used[word]) * math.sqrt(len(word))
                self._categories.setdefault(word, []).append((code, worth))

    def classify(self, text: str) -> list[Score]:
        text = fold(text)
        sums: dict[str, float] = {}
        words: dict[str, list[str]] = {}
        for word, categories in self._categories.items():
            if word in text:
                for code, worth in categories:
                    sums[code] = sums.get(code, 0.0) + worth
                    words.setdefault(code, []).append(word)
        total = sum(sums.values())
        return [
            Score(code, sums[code] / total, tuple(sorted(words[code], key=len, reverse=True)))
            for code in sorted(sums, key=lambda code: -sums[code])
        ]
