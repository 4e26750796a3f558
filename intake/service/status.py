"""Answer “where is my complaint?” with what the sender may see, and take what they add."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from intake.domain.complaint import OPEN_STATES, Complaint, ComplaintState
from intake.domain.errors import NotFound, TooLong
from intake.domain.receipt import digest, parse_receipt
from intake.ports import Ports, UnitOfWork
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
    urged: int
    solved: bool | None
    stars: int | None


PUBLIC_STEPS = {
    "ComplaintFiled": "filed",
    "ComplaintSentToDesk": "at_desk",
    "ComplaintJoined": "joined",
    "TicketDispatched": "dispatched",
    "TicketSigned": "signed",
    "TicketExtended": "extended",
    "TicketPaused": "paused",
    "TicketResumed": "resumed",
    "ComplaintSupervised": "supervised",
    "PanelDecided": "panel",
    "TextRevealed": "revealed",
    "TicketAnswered": "answered",
    "ComplaintAnsweredByDesk": "answered",
    "ComplaintAnsweredWith": "answered",
    "MaterialAdded": "material",
    "ComplaintUrged": "urged",
    "ComplaintRated": "rated",
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


def add_material(receipt: str, text: str, *, ports: Ports) -> None:
    text = clean(text, "/text")
    if len(text) > LONGEST_MATERIAL:
        raise TooLong("/text", longest=LONGEST_MATERIAL)
    _change(receipt, lambda c: c.add_material(text, ports.clock()), ports)


def urge(receipt: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        complaint, now = _of(uow, receipt, ports), ports.clock()
        complaint.urge(now)
        if complaint.state is ComplaintState.JOINED:
            uow.complaints.get(complaint.joins).urge(now)  # there the work is done
        uow.commit()


def rate(receipt: str, *, solved: bool, stars: int, ports: Ports) -> None:
    _change(receipt, lambda c: c.rate(solved=solved, stars=stars, at=ports.clock()), ports)


def withdraw(receipt: str, *, ports: Ports) -> None:
    _change(receipt, lambda c: c.withdraw(ports.clock()), ports)


def _change(receipt: str, act: Callable[[Complaint], None], ports: Ports) -> None:
    with ports.uow() as uow:
        act(_of(uow, receipt, ports))
        uow.commit()


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
        can_add=not done,
        can_rate=c.state == "answered",
        can_urge=c.state in OPEN,
        can_withdraw=c.state in OPEN,
        urged=c.urged,
        solved=c.solved,
        stars=c.stars,
    )
