"""What an officer has typed into a ticket's forms and not sent yet. Theirs alone: half a thought is
nobody's to judge, and whoever takes over can ask for it."""

from intake.domain import access
from intake.domain.drafts import Draft, Part
from intake.domain.errors import NotAllowed, NotAllowedNow, NotFound, TooLong
from intake.domain.presence import Sign
from intake.domain.staff import Act, StaffMember
from intake.domain.ticket import Ticket
from intake.domain.writing import LONGEST, tidy
from intake.ports import Ports, UnitOfWork
from intake.service.beside import place

SENDS = {Part.ANSWER: Act.CLOSE, Part.SEND_BACK: Act.REFUSE}
LONGEST_DRAFT = 4 * LONGEST  # what is too long to send must not be lost


def keep(number: str, part: Part, words: str, who: StaffMember, *, ports: Ports) -> None:
    """In place of the one before; blanks drop it. It is no change of the complaint: nobody's page
    gets stale by it. Raise TooLong, NotAllowedNow once the office's stay has ended, NotAllowed for
    whoever may not send it."""
    now, words = ports.clock(), tidy(words)
    if len(words) > LONGEST_DRAFT:
        raise TooLong("/text", longest=LONGEST_DRAFT)
    with ports.uow() as uow:
        stay = _stay(uow, number, who)
        if not who.may(SENDS[part]):
            raise NotAllowed
        if not (stay.is_open and stay.id):
            raise NotAllowedNow(step=part.value, state=stay.state.value)
        if words.strip():
            uow.drafts.keep(Draft(stay.id, who.name, part, now, words))
        else:
            uow.drafts.drop(stay.id, who.name, part)
        uow.commit()
    ports.presence.note(place(number, who), Sign(who.name, now, writes=True))


def mine(number: str, who: StaffMember, *, ports: Ports) -> dict[Part, Draft]:
    """None of a stay that has ended."""
    with ports.view() as uow:
        stay = _stay(uow, number, who)
        return uow.drafts.of(stay.id, who.name) if stay.is_open and stay.id else {}


def _stay(uow: UnitOfWork, number: str, who: StaffMember) -> Ticket:
    complaint = uow.complaints.get(number)
    if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
        raise NotFound
    return complaint.ticket_of(who.office)
