"""Show an office unmasked what a citizen wrote: for a purpose, a few times a day, on record.

The citizen reads on the status page who looked, when and what for.
"""

from datetime import datetime
from enum import StrEnum

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.errors import EmptyText, NotAllowedNow, NotFound, TooLong, TooManyReveals
from intake.domain.events import TextRevealed
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork

MOST_A_DAY = 5  # for each complaint and office
LONGEST_NOTE = 100


class Purpose(StrEnum):
    CONTACT = "contact"  # 联系群众
    PLACE = "place"  # 找到地点
    IDENTITY = "identity"  # 依法核对身份
    OTHER = "other"


def reveal(number: str, who: StaffMember, purpose: Purpose, note: str, *, ports: Ports) -> str:
    """All that the citizen wrote, once the look is on record.

    NotFound for whoever does not handle the complaint, NotAllowedNow once the office's own stay
    has ended, TooManyReveals after five on one day. Of several looks in the same moment one may be
    on record though it was refused, never the other way round.
    OTHER needs a note. It is kept nowhere: it may repeat the citizen's words, and events are kept
    for ever.
    """
    check(purpose, note.strip())
    with ports.uow() as uow:
        complaint = _in_hand(uow, number, who)
        now = ports.clock()
        if looks(uow, number, who.office, now) >= MOST_A_DAY:
            raise TooManyReveals
        uow.events.add(TextRevealed(number, now, who.office, who.name, purpose.value))
        uow.commit()
    # Colleagues who look in the same moment do not see each other above; here each sees at least
    # its own look and all that were stored before it.
    with ports.view() as uow:
        if looks(uow, number, who.office, now) > MOST_A_DAY:
            raise TooManyReveals
    return _all_words(complaint)


def check(purpose: Purpose, note: str) -> None:
    """OTHER needs a note, of 100 characters at most: EmptyText, TooLong."""
    if purpose is Purpose.OTHER and not note:
        raise EmptyText("/note")
    if len(note) > LONGEST_NOTE:
        raise TooLong("/note", longest=LONGEST_NOTE)


def _in_hand(uow: UnitOfWork, number: str, who: StaffMember) -> Complaint:
    complaint = uow.complaints.get(number)
    if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
        raise NotFound
    ticket = complaint.ticket_of(who.office)
    if not ticket.is_open:
        raise NotAllowedNow(step="reveal", state=ticket.state.value)
    return complaint


def looks(uow: UnitOfWork, number: str, office: str, now: datetime) -> int:
    return sum(
        isinstance(event, TextRevealed)
        and event.office == office
        and day_of(event.at) == day_of(now)
        for event in uow.events.of(number)
    )


def _all_words(complaint: Complaint) -> str:
    # What is filed in a chat has its place in the text; the API takes it apart from it.
    place = "" if complaint.place in complaint.text else complaint.place
    words = (complaint.text, place, *(material.text for material in complaint.materials))
    return "\n\n".join(word for word in words if word)
