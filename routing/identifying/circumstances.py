"""What few people could say: my job, my shift, where I was, what only I know.

Each alone is a hint. A role, a unit, a time and "only I" narrow each other down, so where two of
them meet in one sentence, all of that sentence's are sure.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from routing.identifying.folding import CLAUSE_END, Folded
from routing.identifying.spans import Span
from routing.identifying.words import Circumstance, identifying_words

# A report has 5,000 characters at most. Numbers are looked for in all of a longer text.
LOOKED_AT = 20_000
SHORT_CLAUSE = 14  # characters; of a clause no longer than that nothing is left to say
LONGEST_CLAUSE = 30  # looked at on either side
WHOLE_CLAUSES = frozenset({"only_i", "time_and_place_of_own_act", "earlier_contact"})
ENOUGH = 2  # parts that together lead to a person


def circumstances(folded: Folded, kinds: frozenset[str] | None = None) -> Iterator[Span]:
    """With `kinds`, only those are looked for, in a fraction of the time."""
    found: dict[int, list[tuple[Circumstance, int, int]]] = {}
    for row, pattern in _patterns(kinds):
        for match in pattern.finditer(folded.text, 0, LOOKED_AT):
            place = match.span("here" if "here" in pattern.groupindex else 0)
            start, end = _clause(folded.text, *place)
            if any(word in folded.text[start:end] for word in row.unless):
                continue
            if row.kind not in WHOLE_CLAUSES or end - start > SHORT_CLAUSE:
                start, end = place
            found.setdefault(folded.sentence_at(start), []).append((row, start, end))
    for number, told in found.items():
        yield from _weighed(folded, folded.sentences[number], told)


def _weighed(
    folded: Folded, sentence: tuple[int, int], told: list[tuple[Circumstance, int, int]]
) -> Iterator[Span]:
    parts = {part for row, _, _ in told for part in row.parts}
    if parts and _unit().search(folded.text, *sentence):
        parts.add("unit")
    several = len(parts) >= ENOUGH
    for row, start, end in told:
        span = Span(*folded.original(start, end), row.kind, row.sure, row.why)
        yield replace(span, sure=True, why="several") if several and row.parts else span


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - LONGEST_CLAUSE)
    before = [match.end() for match in CLAUSE_END.finditer(text, first, start)]
    after = CLAUSE_END.search(text, end, end + LONGEST_CLAUSE)
    last = after.start() if after else min(len(text), end + LONGEST_CLAUSE)
    return before[-1] if before else first, last


@cache
def _patterns(
    kinds: frozenset[str] | None,
) -> tuple[tuple[Circumstance, re.Pattern[str]], ...]:
    words = identifying_words()
    rows = (row for row in words.circumstances if kinds is None or row.kind in kinds)
    return tuple((row, words.expression(row.pattern)) for row in rows)


@cache
def _unit() -> re.Pattern[str]:
    return identifying_words().expression("<unit>")
