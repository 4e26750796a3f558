"""Find complaints among those the searcher may read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from intake.domain import access, searching
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.searching import Wanted, mark
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports

MOST = 50  # complaints on one page
BATCH = 500
NUMBER = re.compile(r"\s*(20\d{6})\s*[-—–]?\s*(\d{6})\s*")
# Nothing staff look for is that long; a receipt of a citizen is.
RECEIPT = re.compile(r"\d(?:[\s._—–-]*\d){19,}")


class Note(StrEnum):
    """Why nothing was looked for, or what to know about what was found."""

    RECEIPT = "receipt"
    NO_SUCH_NUMBER = "no_such_number"
    NOTHING_ASKED = "nothing_asked"
    TOO_SHORT = "too_short"
    CUT = "cut"


@dataclass(frozen=True)
class Question:
    words: str = field(default="", repr=False)
    area: str = ""
    category: str = ""
    department: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    complaints: list[Complaint] = field(default_factory=list)
    more: bool = False
    number: str = ""  # of the one complaint that was asked for by number
    note: Note | None = None


def search(question: Question, who: StaffMember, *, ports: Ports) -> Found:
    if not who.may(Act.SEARCH):
        raise NotAllowed
    words = unicodedata.normalize("NFKC", question.words)
    if RECEIPT.search(words):
        return Found(note=Note.RECEIPT)  # neither looked up nor written down
    if number := NUMBER.fullmatch(words):
        return _by_number(f"{number[1]}-{number[2]}", who, ports)
    wanted = _wanted(question, who)
    if not wanted.pairs and words.strip():
        return Found(note=Note.TOO_SHORT)
    if not question.words.strip() and question == Question(question.words):
        return Found(note=Note.NOTHING_ASKED)
    if not _known(question, ports):
        return Found()
    with ports.view() as uow:
        got = uow.search.find(wanted, MOST + 1)
    mine = [
        one for one in got[:MOST] if access.may_see(who, one) and searching.holds(one, wanted, who)
    ]
    note = Note.CUT if len(words) > searching.MOST_ASKED else None
    return Found(mine, more=len(got) > MOST, note=note)


def index_all(*, ports: Ports) -> Iterator[int]:
    """Make the index anew, a batch in each transaction; yields how many are done. What is filed
    meanwhile comes in by itself."""
    done, number = 0, ""
    while True:
        with ports.uow() as uow:
            batch = uow.search.after(number, BATCH)
            for complaint in batch:
                uow.search.keep(complaint)
            uow.commit()
        if not batch:
            return
        done, number = done + len(batch), batch[-1].number
        yield done


def _by_number(number: str, who: StaffMember, ports: Ports) -> Found:
    """What is not theirs to see is answered like what does not exist."""
    with ports.view() as uow:
        try:
            complaint = uow.complaints.get(number)
        except NotFound:
            return Found(note=Note.NO_SUCH_NUMBER)
    if not access.may_see(who, complaint):
        return Found(note=Note.NO_SUCH_NUMBER)
    return Found(number=number)


def _known(question: Question, ports: Ports) -> bool:
    """Whether the form sent only what it offers."""
    directory = ports.directory
    for value, choices in (
        (question.area, dict(directory.areas())),
        (question.category, dict(directory.categories())),
        (question.department, dict(directory.departments())),
        (question.state, set(ComplaintState)),
    ):
        if value and value not in choices:
            return False
    return True


def _wanted(question: Question, who: StaffMember) -> Wanted:
    marks = {mark("for", access.reads_as(who))}
    if who.area:
        marks.add(mark("area", who.area))
    for kind in ("area", "category", "department", "state"):
        if value := getattr(question, kind):
            marks.add(mark(kind, value))
    pairs = searching.asked(question.words)
    return Wanted(pairs, frozenset(marks), question.since, question.until)
