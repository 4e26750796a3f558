"""What a complaint is found by: pairs of neighbouring characters of its words, and marks that say
whose it is, where, what about and how it stands.

The words are masked first. Otherwise asking for a name or a number would tell who wrote.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.redaction import mask
from intake.domain.staff import Act, StaffMember
from routing.text import HAN, fold, normalize

MARK = "§"  # in no word
RUN = re.compile(rf"([{HAN}]+)|((?:(?![{HAN}])[^\W_])+)")
PLACEHOLDER = re.compile("〔[^〕]*〕")
LONGEST_WORD = 20  # characters; a longer one is cut
MOST_PAIRS = 20_000  # of one complaint, or the index would refuse it
MOST_ASKED = 100  # characters of a question that are looked at


@dataclass(frozen=True)
class Wanted:
    """All of it must fit. Days are the city's, both included."""

    pairs: frozenset[str] = field(default=frozenset(), repr=False)
    marks: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def tokens(self) -> list[str]:
        return sorted(self.pairs | self.marks)


def pairs(text: str) -> set[str]:
    """路灯不亮 is 路灯, 灯不, 不亮. Letters and digits stay whole; what is single is left out."""
    return {pair for run in _runs(text) for pair in run}


def asked(text: str) -> frozenset[str]:
    """What a question asks for. A blank parts words, unless that leaves single characters alone.

    Of 路灯不亮 it is 路灯 and 不亮: four characters are mostly two words, which a letter need not
    write side by side. Three ask for both their pairs.
    """
    text = normalize(text)[:MOST_ASKED]
    return _asked(text.split()) or _asked([text])


def _asked(parts: Iterable[str]) -> frozenset[str]:
    runs = (run for part in parts for run in _runs(part))
    return frozenset(pair for run in runs for pair in [*run[::2], run[-1]])


def _runs(text: str) -> Iterator[list[str]]:
    for han, other in RUN.findall(fold(text)):
        if len(han) > 1:
            yield [a + b for a, b in pairwise(han)]
        elif len(other) > 1:
            yield [other[:LONGEST_WORD]]


def words(complaint: Complaint, offices: Collection[str] | None = None) -> str:
    """Masked. With `offices`, of the answers only theirs."""
    parts = [complaint.text, complaint.place, *(one.text for one in complaint.materials)]
    if offices is None and complaint.desk_answer:
        parts.append(complaint.desk_answer)
    parts += [
        one.answer
        for one in complaint.tickets
        if one.answer and (offices is None or one.office in offices)
    ]
    return "\n".join(mask(part) for part in parts)


def tokens(complaint: Complaint) -> list[str]:
    """Everything one complaint is found by."""
    found = sorted(pairs(PLACEHOLDER.sub("\n", words(complaint))))[:MOST_PAIRS]
    return [*found, *sorted(set(_marks(complaint)))]


def holds(complaint: Complaint, wanted: Wanted, who: StaffMember) -> bool:
    """Whether what this person may read of it holds the words: an office reads the citizen's words
    and its own answers, not those of others."""
    if who.may(Act.SEE_ALL) or who.may(Act.SEE_DESK):
        return True
    return wanted.pairs <= pairs(PLACEHOLDER.sub("\n", words(complaint, [who.office])))


def mark(kind: str, value: str) -> str:
    return f"{MARK}{kind}:{value}"


def _marks(complaint: Complaint) -> Iterator[str]:
    yield mark("state", complaint.state)
    for reader in access.readers(complaint):
        yield mark("for", reader)
    for length in (2, 4, 6):
        if complaint.area:
            yield mark("area", complaint.area[:length])
    if complaint.category:
        yield mark("category", complaint.category)
        yield mark("category", complaint.category[:2])
    for ticket in complaint.tickets:
        yield mark("department", ticket.office.partition("-")[2])


def excerpt(text: str, asked_for: str, long: int = 90) -> str:
    """The part of a masked text around the first word that is found in it as it was typed."""
    text = " ".join(text.split())
    places = [at for word in asked_for.split() if (at := text.find(word)) >= 0]
    start = max(0, min(places) - long // 3) if places else 0
    if len(text) - start < long:
        start = max(0, len(text) - long)
    cut = text[start : start + long]
    return ("…" if start else "") + cut + ("…" if start + long < len(text) else "")
