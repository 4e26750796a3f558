"""Who may see or work on a complaint. Pages ask here; queries agree with it (there is a test)."""

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.staff import Act, StaffMember


def may_see(who: StaffMember, complaint: Complaint) -> bool:
    if who.may(Act.SEE_ALL):
        return True
    if who.may(Act.SEE_DESK):
        # What the desk dispatched stays readable there; it may come back.
        return complaint.state is not ComplaintState.FILED
    return who.may(Act.HANDLE) and any(t.office == who.office for t in complaint.tickets)
