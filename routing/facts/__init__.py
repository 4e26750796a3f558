"""Facts in a complaint: when, how much, about whom, which company, what is still missing."""

from dataclasses import dataclass, field
from datetime import datetime

from routing.assignment import Assignment
from routing.facts.amounts import Sum, sums
from routing.facts.credit_codes import CreditCode, credit_codes
from routing.facts.dates import Span, spans
from routing.facts.demands import split
from routing.facts.parties import Party, PartyKind, parties
from routing.facts.questions import next_question

__all__ = [
    "CreditCode", "Facts", "Party", "PartyKind", "Span", "Sum", "credit_codes", "next_question",
    "parties", "read_facts", "spans", "split", "sums",
]  # fmt: skip


@dataclass(frozen=True)
class Facts:
    when: tuple[Span, ...]
    sums: tuple[Sum, ...]
    about: tuple[Party, ...] = field(repr=False)
    credit_codes: tuple[CreditCode, ...] = field(repr=False)
    next_question: str | None = None


def read_facts(text: str, said_at: datetime, known: Assignment | None = None) -> Facts:
    """`known` is what routing made of the text; without it nothing is asked."""
    question = None
    if known:
        question = next_question(
            text,
            known.category[:2],
            known.kinds,
            said_at=said_at,
            area_known=bool(known.township or known.area_from_text),
        )
    return Facts(
        tuple(spans(text, said_at)),
        tuple(sums(text)),
        tuple(parties(text)),
        tuple(credit_codes(text)),
        question,
    )
