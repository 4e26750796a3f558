"""Exclusions (剔除): an office asks, with a reason; somebody who took no part decides."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.domain import access
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import last_day
from intake.domain.errors import (
    AlreadyAsked,
    ExclusionTooLate,
    NotAllowed,
    NotAllowedNow,
    NotFound,
)
from intake.domain.events import ExclusionAsked, ExclusionDecided
from intake.domain.exclusions import Exclusion, ExclusionReason
from intake.domain.notes import About, Note
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork
from intake.ports.visits import Wish
from intake.service.call_backs import latest
from intake.service.filing import clean


@dataclass(frozen=True)
class Asked:
    """A row of the queue, with why the office asks."""

    wish: Wish
    note: str = field(repr=False)


def window(
    uow: UnitOfWork, complaint: Complaint, who: StaffMember, ports: Ports
) -> datetime | None:
    """Until when the office may ask: so many days after its answer, or after the call-back.
    None while it works on it, and once it has asked."""
    done = complaint.state in (ComplaintState.ANSWERED, ComplaintState.CLOSED)
    closed_at = complaint.ticket_of(who.office).closed_at
    if not done or closed_at is None:
        return None
    if any(one.office == who.office for one in uow.exclusions.of(complaint.number)):
        return None
    call_back = latest(uow, complaint.number)
    since = max(closed_at, (call_back and call_back.ended_at) or closed_at)
    return since + timedelta(days=ports.visit_rules.exclusion_days)


def ask(number: str, reason: ExclusionReason, note: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise AlreadyAsked, ExclusionTooLate."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
            raise NotFound
        if any(one.office == who.office for one in uow.exclusions.of(number)):
            raise AlreadyAsked
        until = window(uow, complaint, who, ports)
        if until is None:
            raise NotAllowedNow(step="exclude", state=complaint.state.value)
        if now >= until:
            day = last_day(until)
            raise ExclusionTooLate(day=f"{day.month}月{day.day}日")
        uow.exclusions.add(Exclusion(number, who.office, who.office_name, reason, who.name, now))
        uow.notes.add(Note(number, now, who.name, About.EXCLUSION, note, who.office))
        uow.events.add(ExclusionAsked(number, now, who.office, who.name, reason.value))
        uow.commit()


def queue(who: StaffMember, *, ports: Ports) -> list[Asked]:
    if not who.may(Act.SUPERVISE):
        raise NotAllowed
    with ports.view() as uow:
        return [_with_note(uow, wish) for wish in uow.exclusions.asked(within=who.area)]


def decide(
    number: str, office: str, note: str, who: StaffMember, *, granted: bool, ports: Ports
) -> None:
    """Raise TookPart for whoever worked on the complaint, EmptyText without a reason, NotAllowed
    for outsourced members."""
    now, note = ports.clock(), clean(note, "/note")
    with ports.uow() as uow:
        found = [one for one in uow.exclusions.of(number) if one.office == office]
        mine = access.may_see(who, uow.complaints.get(number))
        if not (found and mine and who.may(Act.SUPERVISE)):
            raise NotFound
        if not who.may(Act.EXCLUDE):
            raise NotAllowed
        found[0].decide(granted=granted, by=who.name, at=now, events=uow.events.of(number))
        uow.notes.add(Note(number, now, who.name, About.EXCLUSION, note, office))
        uow.events.add(ExclusionDecided(number, now, office, who.name, granted))
        uow.commit()


def _with_note(uow: UnitOfWork, wish: Wish) -> Asked:
    asked = wish.exclusion
    said = [
        note.text
        for note in uow.notes.of(asked.number)
        if note.about is About.EXCLUSION and note.office == asked.office
    ]
    return Asked(wish, said[0] if said else "")
