"""Who is told what when something happened. Messages by their names in messages.yml."""

import re

from intake.domain.complaint import OPEN_STATES, Complaint, ComplaintState, Kind
from intake.domain.events import (
    BY_NAME,
    ComplaintAnsweredByDesk,
    ComplaintAnsweredWith,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintSupervised,
    EscalationDecided,
    Event,
    NoticeIssued,
    PanelDecided,
    TicketAnswered,
    TicketDispatched,
    TicketExtended,
    TicketExtensionRefused,
    TicketOverdue,
    TrackOverdue,
)
from intake.domain.notices import ASKING
from intake.domain.ticket import Role, Ticket, TicketState

FIRST_RECEIVER = "first_receiver"
ABOUT_COMPLAINTS = re.compile(r"(Complaint|Ticket|Panel|Track|Notice)(\w+)")


def hook_type(kind: type[Event]) -> str:
    """ticket.sent_back of TicketSentBack. Empty for what programs are not told."""
    found = ABOUT_COMPLAINTS.fullmatch(kind.__name__)
    if not found:
        return ""
    rest = re.sub(r"(?<!^)(?=[A-Z])", "_", found[2]).lower()
    return f"{found[1].lower()}.{rest}"


# Whatever else may be the case.
TO_CITIZEN = {
    ComplaintFiled: "filed",
    ComplaintAnsweredByDesk: "answered",
    ComplaintAnsweredWith: "answered",
    ComplaintReopened: "redone",
}
TO_OFFICE = {
    TicketOverdue: "overdue",
    TrackOverdue: "track_overdue",
    TicketExtended: "extension_granted",
    TicketExtensionRefused: "extension_refused",
    PanelDecided: "panel_decided",
    EscalationDecided: "settled",
}
# Messages citizens get; the others are for staff.
CITIZENS = frozenset({*TO_CITIZEN.values(), "in_hand", "extended", "notice", "asked"})
HOOK_TYPES = tuple(filter(None, map(hook_type, BY_NAME.values())))


def for_citizen(event: Event, complaint: Complaint) -> str:
    """Empty: nothing. Few of a complaint's events are worth a message."""
    if simple := TO_CITIZEN.get(type(event)):
        return simple
    match event:
        case NoticeIssued(kind=kind):
            # Not what it is called: a telephone lies about.
            return "asked" if kind in ASKING else "notice"
        case TicketDispatched(role=Role.LEAD, by=by) if by != FIRST_RECEIVER:
            # A telephone lies about; which office has it says what a report is about.
            return "" if is_report(complaint) else "in_hand"
        case TicketExtended(office=office) | TicketAnswered(office=office):
            if complaint.ticket_of(office).role is not Role.LEAD:
                return ""
            return "extended" if isinstance(event, TicketExtended) else "answered"
    return ""


def for_office(event: Event, complaint: Complaint) -> tuple[str, str]:
    """The office and the message; both empty: nobody."""
    if simple := TO_OFFICE.get(type(event)):
        return event.office, simple  # type: ignore[attr-defined]
    match event:
        case TicketDispatched(office=office, by=by):
            # What the panel decided is told as that.
            decided = complaint.ticket_of(office).is_bound and by != FIRST_RECEIVER
            return ("", "") if decided else (office, "new_ticket")
        case ComplaintSupervised(level=level):
            lead = lead_of(complaint)
            return (lead.office, f"supervised_{level}") if lead else ("", "")
    return "", ""


def lead_of(complaint: Complaint) -> Ticket | None:
    """The stay of whoever leads now."""
    leads = [one for one in complaint.tickets if one.role is Role.LEAD and one.is_open]
    return leads[-1] if leads else None


def still_tells(what: str, complaint: Complaint) -> bool:
    """Whether a citizen's message is still true when its turn comes."""
    match what:
        case "filed":
            # Unless who handles it was told meanwhile, which says as much.
            told_more = lead_of(complaint) is not None and not is_report(complaint)
            return complaint.state in (*OPEN_STATES, ComplaintState.JOINED) and not told_more
        case "in_hand":
            return complaint.state in OPEN_STATES and lead_of(complaint) is not None
        case "answered":
            return complaint.state is ComplaintState.ANSWERED
        case "notice":
            return complaint.state is not ComplaintState.WITHDRAWN
    return complaint.state in OPEN_STATES


def still_calls(what: str, ticket: Ticket) -> bool:
    """The same of an office's message."""
    return ticket.state is TicketState.DISPATCHED if what == "new_ticket" else ticket.is_open


def is_report(complaint: Complaint) -> bool:
    return Kind.REPORT in (complaint.kind, *complaint.kinds)
