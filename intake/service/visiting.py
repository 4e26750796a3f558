"""Call-backs (回访): the office asks the citizen after its answer, and so does the hotline."""

from dataclasses import dataclass
from datetime import timedelta

from intake.domain import access
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.errors import ChangedMeanwhile, NotAllowed, NotAllowedNow, NotFound
from intake.domain.lists import PAGE, Listed, Mark, Tally, cut
from intake.domain.notes import About, Note
from intake.domain.staff import Act, StaffMember
from intake.domain.visits import NOT_REACHED, CallBack, Heard, Visitor
from intake.ports import Ports, UnitOfWork
from intake.ports.visits import ToVisit
from intake.service import call_backs
from intake.service.filing import clean
from intake.service.handling import unchanged


@dataclass(frozen=True)
class VisitList:
    page: Listed[ToVisit]
    count: Tally


def by_office(
    number: str,
    heard: Heard,
    note: str,
    who: StaffMember,
    *,
    seen: int | None = None,
    ports: Ports,
) -> None:
    """The answering office's own visit, once for each answer; also to those whose complaint was
    joined to the office's own. What is to be redone needs a note."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.HANDLE) and _is_answered_by(uow, complaint, who)):
            raise NotFound
        unchanged(complaint, seen)
        call_back = call_backs.latest(uow, number)
        if call_back is None or call_back.office != who.office:
            raise NotAllowedNow(step="visit", state=complaint.state.value)
        call_back.by_office(ports.clock())
        _hear(uow, complaint, call_back, Visitor.OFFICE, heard, note, who, ports)
        uow.commit()


def desk(who: StaffMember, after: Mark | None = None, *, ports: Ports) -> VisitList:
    if not who.may(Act.VISIT):
        raise NotAllowed
    with ports.view() as uow:
        found = uow.call_backs.to_make(after, PAGE + 1)
        return VisitList(cut(found, visit_mark), uow.call_backs.count())


def visit_mark(row: ToVisit) -> Mark:
    return Mark(row.call_back.due_at or row.call_back.answered_at, str(row.call_back.id))


def one(number: str, who: StaffMember, *, ports: Ports) -> tuple[ToVisit, list[Note]]:
    """NotFound for what nobody is to call about (any more)."""
    with ports.view() as uow:
        call_back = _to_make(uow, number, who)
        notes = [note for note in uow.notes.of(number) if access.may_read(who, note)]
        return ToVisit(call_back, uow.complaints.get(number)), notes


def record(
    number: str,
    heard: Heard,
    note: str,
    who: StaffMember,
    *,
    tried: int,
    ports: Ports,
) -> None:
    """What the hotline's visitor heard. `tried`: the calls that the page showed, so that a form
    sent twice counts once. What is to be redone needs a note (EmptyText). What outsourced members
    heard reopens, but closes nothing: then the citizen's own rating does."""
    now = ports.clock()
    with ports.uow() as uow:
        call_back = _to_make(uow, number, who)
        complaint = uow.complaints.get(number)
        if call_back.tries != tried:
            raise ChangedMeanwhile
        if heard.contacted:
            _hear(uow, complaint, call_back, Visitor.HOTLINE, heard, note, who, ports)
            call_back.end(now)
        elif call_back.not_reached(now, ports.visit_rules):
            complaint.visited(Visitor.HOTLINE, NOT_REACHED, by=who.name, at=now, redo_by=None)
            call_backs.plan_link(uow, complaint, now, ports)
        uow.commit()


def by_message(number: str, who: StaffMember, *, ports: Ports) -> None:
    """A link instead of a call: whoever does not take calls may answer one."""
    now = ports.clock()
    with ports.uow() as uow:
        call_back = _to_make(uow, number, who)
        call_backs.plan_link(uow, uow.complaints.get(number), now, ports)
        call_back.due_at = now + timedelta(days=ports.visit_rules.link_lasts)
        uow.commit()


def _hear(
    uow: UnitOfWork,
    complaint: Complaint,
    call_back: CallBack,
    visitor: Visitor,
    heard: Heard,
    note: str,
    who: StaffMember,
    ports: Ports,
) -> None:
    now, again = ports.clock(), call_backs.redo_by(heard, ports)
    if again or note.strip():
        note = clean(note, "/note")
        uow.notes.add(Note(complaint.number, now, who.name, About.VISIT, note))
    closes = who.may(Act.CLOSE)
    complaint.visited(visitor, heard, by=who.name, at=now, redo_by=again, closes=closes)
    if complaint.state is not ComplaintState.ANSWERED:
        call_back.end(now)


def _is_answered_by(uow: UnitOfWork, complaint: Complaint, who: StaffMember) -> bool:
    """A joined one has no stay of its own: the office sees it by the one it is handled with."""
    first = uow.complaints.get(complaint.joins) if complaint.joins else complaint
    return access.may_see(who, complaint) or access.may_see(who, first)


def _to_make(uow: UnitOfWork, number: str, who: StaffMember) -> CallBack:
    call_back = call_backs.latest(uow, number)
    if call_back is None or not call_back.is_to_make() or not who.may(Act.VISIT):
        raise NotFound
    return call_back
