"""Bring a complaint to the office that must answer it, or to the desk."""

from datetime import datetime

from intake.domain.complaint import ComplaintState
from intake.domain.errors import UnknownOffice
from intake.ports import Directory, Ports, Router
from routing.assignment import Candidate


def dispatch(number: str, *, ports: Ports, router: Router) -> None:
    """Understand first, outside any transaction; then store. Running twice opens one ticket."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
    if complaint.state is not ComplaintState.FILED:
        return
    got = router.assign(
        complaint.text,
        area=complaint.area or None,
        place=complaint.place,
        received_at=complaint.filed_at,
        kind=complaint.kind,
    )
    with ports.uow() as uow:
        uow.complaints.get(number).understand(got, ports.clock())
        uow.commit()


def send_unroutable_to_desk(number: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        uow.complaints.get(number).not_understood(ports.clock())
        uow.commit()


def dispatch_by_hand(number: str, office: str, *, by: str, ports: Ports) -> None:
    """The dispatcher's choice; the citizen's promised date stays what it was."""
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        chosen = _candidate(office, complaint.suggestions, ports.directory)
        now = ports.clock()
        due_at: datetime = max(complaint.promised_at, now)
        complaint.dispatch(chosen, due_at, by=by, at=now)
        uow.commit()


def answer_at_desk(number: str, text: str, *, by: str, ports: Ports) -> None:
    with ports.uow() as uow:
        uow.complaints.get(number).answer_at_desk(text, by=by, at=ports.clock())
        uow.commit()


def _candidate(office: str, suggestions: list[Candidate], directory: Directory) -> Candidate:
    for suggestion in suggestions:
        if suggestion.office == office:
            return suggestion
    name = directory.office_name(office)
    if name is None:
        raise UnknownOffice("/office")
    return Candidate(office, name, 1.0, "")
