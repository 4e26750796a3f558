"""Answer “where is my complaint?” with what the sender may see, and take what they add."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from intake.domain import access
from intake.domain.complaint import OPEN_STATES, Complaint, ComplaintState
from intake.domain.errors import NotFound, TooLong
from intake.domain.notices import Notice
from intake.domain.receipt import digest, parse_receipt
from intake.domain.redaction import mask
from intake.domain.staff import Act, StaffMember
from intake.domain.ticket import TicketState
from intake.domain.visits import Heard
from intake.ports import Ports, UnitOfWork
from intake.service import call_backs
from intake.service.filing import clean

LONGEST_MATERIAL = 2000
OPEN = (*OPEN_STATES, ComplaintState.JOINED)


@dataclass(frozen=True)
class Step:
    """One line of the history: a word for the template, and when."""

    what: str
    at: datetime
    who: str = ""
    purpose: str = ""  # what for an office looked, where it did


@dataclass(frozen=True)
class Status:
    number: str
    state: str
    filed_at: datetime
    promised_at: datetime
    offices: list[str]
    history: list[Step]
    answers: list[tuple[str, datetime, str]] = field(repr=False)
    materials: list[tuple[datetime, str]] = field(repr=False)
    text: str = field(repr=False)
    can_add: bool
    can_rate: bool
    can_urge: bool
    can_withdraw: bool
    redo_by: datetime | None
    urged: int
    solved: bool | None
    stars: int | None
    notices: list[Notice]
    parts: list["Status"]  # further matters told of in the same text


PUBLIC_STEPS = {
    "ComplaintFiled": "filed",
    "ComplaintSentToDesk": "at_desk",
    "ComplaintJoined": "joined",
    "TicketDispatched": "dispatched",
    "TicketSigned": "signed",
    "CitizenContacted": "contacted",
    "TicketExtended": "extended",
    "TicketPaused": "paused",
    "TicketResumed": "resumed",
    "ComplaintSupervised": "supervised",
    "PanelDecided": "panel",
    "TextRevealed": "revealed",
    "TicketAnswered": "answered",
    "NoticeIssued": "notice",
    "ComplaintAnsweredByDesk": "answered",
    "ComplaintAnsweredWith": "answered",
    "MaterialAdded": "material",
    "ComplaintUrged": "urged",
    "ComplaintRated": "rated",
    "CitizenVisited": "visited",
    "ComplaintEscalated": "escalated",
    "EscalationDecided": "settled",
    "ComplaintSplit": "split",
    "ComplaintReopened": "reopened",
    "ComplaintWithdrawn": "withdrawn",
}


def look_up(receipt: str, *, ports: Ports) -> Status | None:
    """None: a protected report stands behind this receipt, of which only receipt is confirmed.

    An unknown receipt does the same two look-ups and raises NotFound.
    """
    with ports.view() as uow:
        hashed = digest(parse_receipt(receipt), ports.pepper)
        complaint, sealed = uow.complaints.by_receipt(hashed), uow.protected.by_receipt(hashed)
        if complaint is None:
            if sealed is None:
                raise NotFound("/receipt")
            return None
        return _status(complaint, uow)


def as_seen_by_the_citizen(number: str, who: StaffMember, *, ports: Ports) -> Status:
    """The same, for an office that works on it or has answered it: without a receipt, masked as the
    office reads it anyway, and without the further matters that are other offices' alone."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.HANDLE) and _works_on(complaint, who)):
            raise NotFound
        found = _status(complaint, uow)
        theirs = {one.number: one for one in uow.complaints.parts_of(number)}
    return replace(
        found,
        text=mask(found.text),
        materials=[(at, mask(text)) for at, text in found.materials],
        parts=[
            replace(one, text=mask(one.text))
            for one in found.parts
            if _works_on(theirs[one.number], who)
        ],
    )


def _works_on(complaint: Complaint, who: StaffMember) -> bool:
    """Whoever sent it back, or was let go, does not read what others answered."""
    if not access.may_see(who, complaint):
        return False
    stay = complaint.ticket_of(who.office)
    return stay.is_open or stay.state is TicketState.ANSWERED


def add_material(receipt: str, text: str, *, ports: Ports) -> None:
    """For the offices of every part that goes on."""
    text = clean(text, "/text")
    if len(text) > LONGEST_MATERIAL:
        raise TooLong("/text", longest=LONGEST_MATERIAL)
    with ports.uow() as uow:
        whole = _of(uow, receipt, ports)
        for one in _going_on(uow, whole):
            one.add_material(text, ports.clock())
        uow.commit()


def urge(receipt: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        whole, now = _of(uow, receipt, ports), ports.clock()
        for one in _going_on(uow, whole):
            one.urge(now)
            if one.state is ComplaintState.JOINED:
                uow.complaints.get(one.joins).urge(now)  # there the work is done
        uow.commit()


def rate(receipt: str, *, solved: bool, stars: int, part: str = "", ports: Ports) -> None:
    """`part`: the number of the matter meant, where one text told of several."""
    now = ports.clock()
    heard = Heard(True, "yes" if solved else "no", stars)
    with ports.uow() as uow:
        whole = _of(uow, receipt, ports)
        parts = {one.number: one for one in (whole, *uow.complaints.parts_of(whole.number))}
        meant = parts.get(part or whole.number)
        if meant is None:
            raise NotFound("/part")
        again = call_backs.redo_by(heard, ports)
        meant.rate(solved=solved, stars=stars, at=now, redo_by=again)
        call_backs.end(uow, meant, now)
        uow.commit()


def withdraw(receipt: str, *, ports: Ports) -> None:
    """All of it: parts that are answered by now stay answered."""
    now = ports.clock()
    with ports.uow() as uow:
        whole = _of(uow, receipt, ports)
        for one in _going_on(uow, whole):
            one.withdraw(now)
            call_backs.end(uow, one, now)
        uow.commit()


def _going_on(uow: UnitOfWork, whole: Complaint) -> list[Complaint]:
    """The parts that are still worked on; the whole alone once none is."""
    every = [whole, *uow.complaints.parts_of(whole.number)]
    return [one for one in every if one.state in OPEN] or [whole]


def _of(uow: UnitOfWork, receipt: str, ports: Ports) -> Complaint:
    complaint = uow.complaints.by_receipt(digest(parse_receipt(receipt), ports.pepper))
    if complaint is None:
        raise NotFound("/receipt")
    return complaint


def _status(c: Complaint, uow: UnitOfWork) -> Status:
    # What is handled with another has that one's offices and answers, but its own history.
    handled = [c, uow.complaints.get(c.joins)] if c.joins else [c]
    names = {t.office: t.office_name for one in handled for t in one.tickets}
    history = [
        Step(
            PUBLIC_STEPS[name],
            event.at,
            names.get(getattr(event, "office", ""), ""),
            getattr(event, "purpose", ""),
        )
        for event in uow.events.of(c.number)
        if (name := type(event).__name__) in PUBLIC_STEPS
    ]
    answers = [answer for one in handled for answer in one.answers]
    for one in handled:
        if one.desk_answer:
            at = next((s.at for s in reversed(history) if s.what == "answered"), c.filed_at)
            answers.append(("", at, one.desk_answer))
    done = c.state in ("closed", "withdrawn")
    parts = [_status(one, uow) for one in uow.complaints.parts_of(c.number)]
    goes_on = c.state in OPEN or any(one.can_urge for one in parts)
    return Status(
        c.number,
        c.state.value,
        c.filed_at,
        c.expected_at,
        [t.office_name for one in handled for t in one.tickets if t.is_open],
        history,
        answers,
        [(m.at, m.text) for m in c.materials],
        c.text,
        can_add=goes_on or not done,
        can_rate=c.state == "answered",
        can_urge=goes_on,
        can_withdraw=goes_on,
        redo_by=c.redo_by,
        urged=c.urged,
        solved=c.solved,
        stars=c.stars,
        notices=uow.notices.of(c.number),
        parts=parts,
    )
