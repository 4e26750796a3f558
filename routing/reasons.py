"""Say in plain Chinese why a complaint goes where it goes; the sentences are in reasons.yml."""

from collections.abc import Mapping, Sequence

from routing.assignment import Certainty, TimeLimit
from routing.catalogue.rows import Category
from routing.classifiers.base import Score
from routing.responsibility import Office

MOST_WORDS = 4


class Reasons:
    def __init__(self, templates: Mapping[str, str]):
        self._templates = templates

    def category(self, category: Category | None, words: Sequence[str]) -> str:
        if category is None:
            return self._say("nothing_fits")
        if words:
            return self._say("words", words=_listed(words), category=category.name)
        return self._say("alike", category=category.name)

    def area(self, source: str, area: str, words: str = "") -> str:
        """`source` is one of text, place, given, home."""
        return self._say(f"area_{source}", area=area, words=words)

    def outside(self, words: str) -> str:
        return self._say("area_outside", words=words)

    def lead(self, category: Category, office: Office) -> str:
        return self._say("lead", office=office.name, category=category.name)

    def rule(self, name: str, blanks: Mapping[str, str]) -> str:
        known = blanks.get("certainty", Certainty.FULL) == Certainty.FULL
        return self._say(f"rule_{name}" if known else f"rule_{name}_unverified", **blanks)

    def accused(self, office: Office | None) -> str:
        return self._say("accused", office=office.name) if office else self._say("accused_desk")

    def like(self, number: str, office: str) -> str:
        return self._say("like", number=number, office=office)

    def several(self, count: int) -> str:
        return self._say("several", count=count)

    def fixed(self, name: str) -> str:
        """A sentence without blanks: urgent, inform, no_model, province_only, provisional."""
        return self._say(name)

    def unsure(self, confidence: float) -> str:
        return self._say("unsure", percent=round(100 * confidence))

    def limit(self, limit: TimeLimit) -> str:
        known = limit.certainty is Certainty.FULL
        return self._say(
            "limit" if known else "limit_unverified",
            name=limit.name, document=limit.document, article=limit.article,
            amount=limit.amount, unit=self._say(limit.unit),
        )  # fmt: skip

    def because(self, category: Category, score: Score) -> str:
        if score.words:
            return self._say("because_words", words=_listed(score.words))
        return self._say("because_alike", category=category.name)

    def because_helper(self, category: Category) -> str:
        return self._say("because_helper", category=category.name)

    def _say(self, template: str, **blanks: object) -> str:
        return self._templates[template].format(**blanks)


def _listed(words: Sequence[str]) -> str:
    return "、".join(words[:MOST_WORDS])
