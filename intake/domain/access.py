"""Who may see or work on a complaint. Pages ask here; what is found is found by the same words."""

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.notes import Note
from intake.domain.staff import Act, StaffMember

EVERYBODY, DESK, NOBODY = "all", "desk", "nobody"


def may_see(who: StaffMember, complaint: Complaint) -> bool:
    return reads_as(who) in readers(complaint) and reaches(who, complaint)


def reaches(who: StaffMember, complaint: Complaint) -> bool:
    """A county's members see what happened there, and nothing that nobody has placed yet."""
    return complaint.area.startswith(who.area)


def reads_as(who: StaffMember) -> str:
    if who.may(Act.SEE_ALL):
        return EVERYBODY
    if who.may(Act.SEE_DESK):
        return DESK
    return f"office:{who.office}" if who.may(Act.HANDLE) else NOBODY


def may_read(who: StaffMember, note: Note) -> bool:
    return who.may(Act.SEE_ALL) or note.office in ("", who.office)


def readers(complaint: Complaint) -> set[str]:
    """An office reads what it has or had a stay of; the desk what it dispatched, as it may come
    back."""
    offices = {f"office:{ticket.office}" for ticket in complaint.tickets}
    routed = {DESK} if complaint.state is not ComplaintState.FILED else set()
    return {EVERYBODY} | routed | offices
