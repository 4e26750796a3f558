"""Facts that happened. They are the timeline, the outbox and the audit trail at once.

An event carries codes and times, never what somebody wrote: events are kept for ever.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    number: str
    at: datetime


@dataclass(frozen=True)
class ComplaintFiled(Event):
    channel: str
    promised_at: datetime


@dataclass(frozen=True)
class ComplaintSentToDesk(Event):
    why: str  # unsure | inform | sent_back | unsolved | unroutable | left_alone


@dataclass(frozen=True)
class ComplaintJoined(Event):
    other: str  # the complaint it is handled with
    by: str  # "citizen" or a staff name


@dataclass(frozen=True)
class ComplaintAnsweredWith(Event):
    other: str


@dataclass(frozen=True)
class TicketDispatched(Event):
    office: str
    role: str
    due_at: datetime
    by: str  # "router" or a staff name
    category: str
    confidence: float
    time_limit: str


@dataclass(frozen=True)
class TicketSigned(Event):
    office: str
    by: str


@dataclass(frozen=True)
class TicketGiven(Event):
    """To a colleague of the same office, who does it from now on."""

    office: str
    by: str
    to: str


@dataclass(frozen=True)
class TicketSentBack(Event):
    office: str
    by: str
    reason: str
    suggested: str = ""  # the office that should have it


@dataclass(frozen=True)
class TicketExtensionAsked(Event):
    office: str
    by: str
    days: int


@dataclass(frozen=True)
class TicketExtended(Event):
    office: str
    by: str
    due_at: datetime


@dataclass(frozen=True)
class TicketExtensionRefused(Event):
    office: str
    by: str


@dataclass(frozen=True)
class TicketPaused(Event):
    office: str
    by: str
    reason: str
    until: str  # the day, ISO 8601


@dataclass(frozen=True)
class TicketResumed(Event):
    office: str
    by: str  # "clock" when the day had come
    due_at: datetime


@dataclass(frozen=True)
class TicketReleased(Event):
    """A helper whose part is not needed any more."""

    office: str
    by: str


@dataclass(frozen=True)
class ComplaintSentToPanel(Event):
    """Sent back for the second time; `leads` has it meanwhile."""

    leads: str


@dataclass(frozen=True)
class PanelDecided(Event):
    office: str
    by: str
    category: str
    area: str
    instead_of: str  # who had sent it back, with blanks between


@dataclass(frozen=True)
class ComplaintSupervised(Event):
    level: int
    by: str


@dataclass(frozen=True)
class SupervisionEndAsked(Event):
    """Another supervisor has to agree."""

    level: int
    by: str


@dataclass(frozen=True)
class SupervisionEnded(Event):
    level: int
    by: str
    asked_by: str


@dataclass(frozen=True)
class SupervisionEndRefused(Event):
    level: int
    by: str


@dataclass(frozen=True)
class TicketAnswered(Event):
    office: str
    by: str
    late_minutes: int


@dataclass(frozen=True)
class TicketOverdue(Event):
    office: str
    due_at: datetime


@dataclass(frozen=True)
class TextRevealed(Event):
    """An officer read unmasked what the citizen wrote; the citizen is told."""

    office: str
    officer: str
    purpose: str  # contact | place | identity | other


@dataclass(frozen=True)
class ComplaintAnsweredByDesk(Event):
    by: str


@dataclass(frozen=True)
class MaterialAdded(Event):
    pass


@dataclass(frozen=True)
class ComplaintUrged(Event):
    times: int


@dataclass(frozen=True)
class ComplaintRated(Event):
    solved: bool
    stars: int


@dataclass(frozen=True)
class CitizenContacted(Event):
    """The office spoke with the citizen first (先行联系); counts for 响应率."""

    office: str
    by: str


@dataclass(frozen=True)
class CitizenVisited(Event):
    """A call-back (回访) with three answers that are asked apart."""

    visitor: str  # "office", "hotline" or "citizen", who followed a link
    by: str
    contacted: bool
    solved: str  # "yes" | "partly" | "no" | "" if not asked
    satisfied: int  # 1 to 5; 0 if not asked


@dataclass(frozen=True)
class ExclusionAsked(Event):
    """An office wants a complaint left out of its figures (剔除)."""

    office: str
    by: str
    reason: str


@dataclass(frozen=True)
class ExclusionDecided(Event):
    office: str
    by: str
    granted: bool


@dataclass(frozen=True)
class ComplaintReopened(Event):
    pass


@dataclass(frozen=True)
class ComplaintEscalated(Event):
    """With the supervisor now (提级)."""

    why: str  # second_redo | beyond_us
    by: str


@dataclass(frozen=True)
class EscalationDecided(Event):
    office: str
    by: str


@dataclass(frozen=True)
class ComplaintSplit(Event):
    """The citizen told of two matters."""

    part: str  # the number of the second
    by: str


@dataclass(frozen=True)
class ComplaintWithdrawn(Event):
    pass


@dataclass(frozen=True)
class ProblemRose(Event):
    """A warning was opened; `number` is its id here and below."""

    subject: str
    count: int


@dataclass(frozen=True)
class ProblemFollowed(Event):
    by: str


@dataclass(frozen=True)
class ProblemClosed(Event):
    by: str
    outcome: str


@dataclass(frozen=True)
class HumanAsked(Event):
    """`number` is the conversation's id here."""


@dataclass(frozen=True)
class CallAnswered(Event):
    """`number` is the switchboard's id of the call, here and below."""

    by: str


@dataclass(frozen=True)
class CallWrappedUp(Event):
    by: str
    code: str


@dataclass(frozen=True)
class CallTransferred(Event):
    by: str
    to: str  # 110 | 119 | 120


@dataclass(frozen=True)
class NumberShown(Event):
    """Of a caller who is to be rung back."""

    by: str
    purpose: str


@dataclass(frozen=True)
class RungBack(Event):
    by: str
    outcome: str  # "unreached" after the last try


@dataclass(frozen=True)
class ReportShredded(Event):
    """A protected report was destroyed with its keys. `number` is the day, and `at` its midnight:
    nothing here leads to the report, unless somebody kept its ciphertext."""

    proof: str  # SHA-256 over the ciphertexts that were destroyed
    standing: str


@dataclass(frozen=True)
class SharesHandedOver(Event):
    """A custodian went; `number` is who. Not how many shares: that tells how many reports."""

    by: str  # the successor


@dataclass(frozen=True)
class CustodyDay(Event):
    """One a day, whether or not anything happened: `number` is the day, `at` the midnight after.
    Covers who held or closed protected reports until then (domain/custody.py)."""

    digest: str


@dataclass(frozen=True)
class TrackMoved(Event):
    office: str
    by: str
    track: str  # complaint | report
    step: str
    ground: str  # code of the item of the article, where the step rests on one
    late_minutes: int = 0  # of the clock that this step ended


@dataclass(frozen=True)
class TrackOverdue(Event):
    office: str  # "" where none has the ticket
    track: str  # complaint | report
    due_at: datetime
    time_limit: str


@dataclass(frozen=True)
class NoticeIssued(Event):
    office: str
    by: str
    track: str
    kind: str
    year: int
    serial: int
    ground: str


@dataclass(frozen=True)
class AnswerDelivered(Event):
    channel: str


@dataclass(frozen=True)
class StaffLoggedIn(Event):
    """`number` is the staff name here."""


@dataclass(frozen=True)
class CodeTurnedOn(Event):
    """From now on this member logs in with a code; `number` is the staff name here and below."""


@dataclass(frozen=True)
class CodeTurnedOff(Event):
    by: str  # the member, or "operator"


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    left: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    by: str  # the member, or "operator"


@dataclass(frozen=True)
class PasskeyAdded(Event):
    pass


@dataclass(frozen=True)
class PasskeyRemoved(Event):
    by: str  # the member, or "operator"


@dataclass(frozen=True)
class PasskeyBlocked(Event):
    """It counted backwards: somebody has a copy."""


@dataclass(frozen=True)
class AccountDisabled(Event):
    by: str


@dataclass(frozen=True)
class AccountEnabled(Event):
    by: str


@dataclass(frozen=True)
class StaffChanged(Event):
    """An administrator did something to an account; `number` is the staff name."""

    by: str
    # hired | moved | extension | sessions_ended | code_off
    # stopped | let_back | asked | agreed | refused
    what: str
    role: str = ""


@dataclass(frozen=True)
class FileChanged(Event):
    """A file of the catalogue; `number` is its name."""

    by: str
    what: str  # asked | agreed | refused
    proof: str  # SHA-256 of the text it is about


@dataclass(frozen=True)
class ApiKeyChanged(Event):
    """`number` is the key's id."""

    by: str
    what: str  # made | revoked


@dataclass(frozen=True)
class StandInNamed(Event):
    """`number` is the staff name of who is away, here and below."""

    by: str
    name: str
    since: str  # days, ISO 8601
    until: str


@dataclass(frozen=True)
class StandInEnded(Event):
    by: str
    name: str


@dataclass(frozen=True)
class ExportAsked(Event):
    """Somebody wants a list as a file; `number` is the export's id."""

    by: str


@dataclass(frozen=True)
class ListExported(Event):
    """`number` is the staff name of who asked."""

    export: str
    sheet: str
    rows: int


@dataclass(frozen=True)
class RoutingTried(Event):
    """An administrator wants to know where a text would go; `number` is the trial's id."""

    by: str


@dataclass(frozen=True)
class WebhookDisabled(Event):
    """After days of failures alone; `number` is the endpoint's name here and below."""

    code: str


@dataclass(frozen=True)
class WebhookEnabled(Event):
    by: str


BY_NAME: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
