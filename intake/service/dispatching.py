"""Bring a complaint to the office that must answer it, or to the desk."""

from dataclasses import replace
from datetime import datetime

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowed, NotFound, NothingSuggested, UnknownOffice
from intake.domain.panel import PanelDecision
from intake.domain.staff import Act, StaffMember
from intake.ports import Directory, Ports, Router
from intake.service import call_backs
from intake.service.handling import unchanged
from routing.assignment import Assignment, Candidate, Disposition


def dispatch(number: str, *, ports: Ports, router: Router) -> Assignment | None:
    """Understand first, outside any transaction; then store. Running twice opens one ticket, and
    returns None. What an agent has answered is put in its category and stays answered."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
    if not complaint.awaits_routing:
        return None
    got = router.assign(
        complaint.text,
        area=complaint.area or None,
        place=complaint.place,
        received_at=complaint.filed_at,
        kind=complaint.kind,
    )
    now = ports.clock()
    with ports.uow() as uow:
        got = _as_decided(got, uow.panel.like(got.area, got.category), ports)
        uow.complaints.get(number).understand(got, now, ports.directory.windows(now))
        uow.commit()
    return got


def _as_decided(got: Assignment, decision: PanelDecision | None, ports: Ports) -> Assignment:
    """A panel decided such a case here: where the router would send it to an office that had sent
    it back, or is unsure, the decided one has it (潍坊市条例 art. 22)."""
    if decision is None or got.disposition is Disposition.INFORM:
        return got
    if got.lead and got.lead.office not in decision.instead_of:
        return got
    said = ports.words.say("panel_decided", number=decision.number, office=decision.office_name)
    lead = Candidate(decision.office, decision.office_name, 1.0, said.text)
    return replace(
        got, disposition=Disposition.DISPATCH, lead=lead, reasons=(said.text, *got.reasons)
    )


def send_unroutable_to_desk(number: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        uow.complaints.get(number).not_understood(ports.clock())
        uow.commit()


def dispatch_by_hand(
    number: str, office: str, *, by: str, seen: int | None = None, ports: Ports
) -> None:
    """The dispatcher's choice; the citizen's promised date stays what it was. What is redone has a
    clock of its own."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        unchanged(complaint, seen)
        chosen = _candidate(office, complaint.suggestions, ports.directory)
        _send_on(complaint, chosen, by, ports)
        uow.commit()


def accept(number: str, seen: int, who: StaffMember, *, ports: Ports) -> None:
    """Send it where it was suggested. Raise ChangedMeanwhile where the suggestion may be another
    one than the list showed, NothingSuggested, UnknownOffice for one that is no more."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.DISPATCH) and access.may_see(who, complaint)):
            raise NotFound
        unchanged(complaint, seen)
        if not complaint.suggestions:
            raise NothingSuggested
        first = complaint.suggestions[0]
        if ports.directory.office_name(first.office) is None:
            raise UnknownOffice("/office")
        _send_on(complaint, first, who.name, ports)
        uow.commit()


def _send_on(complaint: Complaint, office: Candidate, by: str, ports: Ports) -> None:
    now = ports.clock()
    due_at: datetime = max(complaint.answer_by, now)
    complaint.dispatch(office, due_at, by=by, at=now, windows=ports.directory.windows(now))


def answer_at_desk(number: str, text: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise NotAllowed for outsourced members."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if not access.may_see(who, complaint):
            raise NotFound
        if not who.may(Act.CLOSE):
            raise NotAllowed
        complaint.answer_at_desk(text, by=who.name, at=ports.clock())
        call_backs.begin(uow, complaint, "", ports)
        uow.commit()


def _candidate(office: str, suggestions: list[Candidate], directory: Directory) -> Candidate:
    for suggestion in suggestions:
        if suggestion.office == office:
            return suggestion
    name = directory.office_name(office)
    if name is None:
        raise UnknownOffice("/office")
    return Candidate(office, name, 1.0, "")
