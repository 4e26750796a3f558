"""Several demands in one message, cut apart where they are different matters."""

import re
from collections.abc import Callable, Sequence

from routing.classifiers.base import Score
from routing.facts.words import fact_words

SHORTEST, SURE, MOST = 8, 0.4, 6
NUMBERED = re.compile(
    r"(?:(?<=[\s。;；:：，,!！])|^)(?:[一二三四五六]、|[1-6][、.．]\s?|第[一二三四五六][,，、件]|[(（][1-6一二三四五六][)）])"
)


def split(text: str, categories: Callable[[str], Sequence[Score]]) -> list[str]:
    """Return the parts in order, together the whole text; one part where they are one matter.

    `categories` is asked of each part: parts that it takes for the same matter, or is not sure of,
    stay together.
    """
    pieces = _pieces(text)
    if len(pieces) == 1:
        return [text]
    merged: list[tuple[str, str]] = []
    for piece in pieces:
        best = next(iter(categories(piece)), None) if len(piece.strip()) >= SHORTEST else None
        code = best.category if best and best.value >= SURE else ""
        if merged and (not code or not merged[-1][1] or code == merged[-1][1]):
            before, known = merged[-1]
            merged[-1] = (before + piece, known or code)
        else:
            merged.append((piece, code))
    different = {code for _, code in merged}
    return [piece for piece, _ in merged] if len(different) == len(merged) else [text]


def _pieces(text: str) -> list[str]:
    marks = "|".join(map(re.escape, fact_words().demand_marks))
    places = [match.start() for match in NUMBERED.finditer(text)]
    places += [match.start() for match in re.finditer(f"(?<=[,，。;；!！\\s])(?:{marks})", text)]
    cuts = sorted({place for place in places if place})[: MOST - 1]
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
