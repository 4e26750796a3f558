"""What is still missing, as the next best question."""

from collections.abc import Collection
from datetime import datetime

from routing.assignment import Kind
from routing.facts.amounts import sums
from routing.facts.dates import spans
from routing.facts.parties import parties
from routing.facts.words import fact_words
from routing.text import fold


def next_question(
    text: str, group: str, kinds: Collection[Kind], *, said_at: datetime, area_known: bool
) -> str | None:
    """Return the most useful question for this first-level category, or None when enough is
    known. Reports are asked for what can be checked, not for who speaks."""
    words = fact_words()
    if not kinds or all(kind in words.not_asked for kind in kinds):
        return None
    wanted = words.asked_for_report if Kind.REPORT in kinds else words.asked_for.get(group, ())
    folded = fold(text)
    for name in wanted:
        question = words.questions[name]
        if not any(cue in folded for cue in question.cues) and not _told(
            name, folded, said_at, area_known=area_known
        ):
            return question.ask
    return None


def _told(name: str, text: str, said_at: datetime, *, area_known: bool) -> bool:
    if name == "where":
        return area_known
    if name == "when":
        return bool(spans(text, said_at))
    if name == "money":
        return bool(sums(text))
    if name == "who":
        return bool(parties(text))
    return False
