"""This sentence may identify you: find what tells who wrote a text, before it is sent.

Runs in the public web process: plain expressions and a small learnt tagger, nothing stored. What
is not found may still identify its writer; whoever shows the result must say so.
"""

from collections.abc import Callable, Iterable

from routing.identifying import spans
from routing.identifying.accounts import accounts
from routing.identifying.circumstances import circumstances
from routing.identifying.folding import Folded, fold
from routing.identifying.numbers import numbers
from routing.identifying.people import names
from routing.identifying.spans import Piece, Span, put_back
from routing.identifying.tagger import Tagger
from routing.identifying.words import Kind, identifying_words

__all__ = ["Finder", "Kind", "Piece", "Span", "cut", "find", "kinds", "put_back", "reason"]

FINDERS = (numbers, accounts, names, circumstances)


class Finder:
    def __init__(self, learnt: Tagger | None = None):
        """Words and patterns find what they name; what was `learnt` finds more of the rest."""
        self._finders: list[Callable[[Folded], Iterable[Span]]] = [*FINDERS]
        if learnt:
            self._finders.append(learnt)

    def find(self, text: str) -> tuple[Span, ...]:
        """Sorted, without overlaps, offsets into `text` as given. Never raises."""
        folded = fold(text)
        return spans.settle(span for finder in self._finders for span in finder(folded))

    def cut(self, text: str, found: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]:
        return cut(text, found)


def find(text: str, kinds: frozenset[str] | None = None) -> tuple[Span, ...]:
    """By words and patterns alone. With `kinds`, those alone, in a third of the time: no other kind
    swallows them."""
    if kinds is None:
        return Finder().find(text)
    folded = fold(text)
    found = (*numbers(folded), *accounts(folded), *names(folded), *circumstances(folded, kinds))
    return spans.settle(span for span in found if span.kind in kinds)


def cut(text: str, found: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]:
    """Put 〔报告人职务〕 and the like for the spans that the writer confirmed; see put_back().

    Raises ValueError where spans overlap or lie outside the text.
    """
    signs = {code: kind.placeholder for code, kind in kinds().items()}
    return spans.cut(text, found, signs.__getitem__)


def kinds() -> dict[str, Kind]:
    """All kinds in the order of the catalogue, each with what to tell the writer."""
    return {kind.code: kind for kind in identifying_words().kinds}


def reason(why: str) -> str:
    """The sentence for a Span's `why`."""
    return identifying_words().reasons[why]
