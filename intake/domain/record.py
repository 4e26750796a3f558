"""What is known of a complaint, and what its steps have in common."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from intake.domain import transitions
from intake.domain.errors import EmptyText, NotAllowedNow
from intake.domain.events import ComplaintSentToDesk, Event, TicketDispatched
from intake.domain.ticket import Role, Ticket, TicketState
from intake.domain.transitions import COMPLAINT
from routing.assignment import Candidate, Kind


class ComplaintState(StrEnum):
    FILED = "filed"  # 已登记,还没有分办
    AT_DESK = "at_desk"  # 派单员处理中
    AT_PANEL = "at_panel"  # 两次退回,督办员会商
    ESCALATED = "escalated"  # 提级: 第二次重办,或承办单位办不了,督办员定
    IN_HAND = "in_hand"  # 承办单位办理中
    JOINED = "joined"  # 并到别人说的同一件事里办
    ANSWERED = "answered"  # 已答复,等您评价
    CLOSED = "closed"  # 已办结
    WITHDRAWN = "withdrawn"  # 已撤回


OPEN_STATES = (
    ComplaintState.FILED,
    ComplaintState.AT_DESK,
    ComplaintState.AT_PANEL,
    ComplaintState.ESCALATED,
    ComplaintState.IN_HAND,
)


MANY_RETURNS = 2


@dataclass(frozen=True)
class Windows:
    """Until when a stay is to be signed, and may be sent back."""

    sign_by: datetime
    return_by: datetime


@dataclass
class Material:
    at: datetime
    text: str = field(repr=False)
    id: int | None = None


@dataclass
class Record:
    number: str
    text: str = field(repr=False)  # never reaches a log by accident
    kind: Kind | None  # what the sender called it; `kinds` is what we understood
    area: str
    place: str = field(repr=False)
    channel: str
    filed_at: datetime
    promised_at: datetime
    receipt_digest: str = field(repr=False)
    contact_id: str | None = None
    joins: str = ""  # the number of the complaint this one is handled with
    part_of: str | None = None  # the number of the complaint whose second matter this is
    state: ComplaintState = ComplaintState.FILED
    urgent: bool = False
    # What routing understood. Replaced as a whole, never edited in place.
    kinds: list[Kind] = field(default_factory=list)
    category: str = ""
    category_name: str = ""
    area_name: str = ""
    confidence: float = 0.0
    time_limit: str = ""
    reasons: list[str] = field(default_factory=list)
    suggestions: list[Candidate] = field(default_factory=list)
    desk_why: str = ""
    supervised: int = 0  # 督办: level 1 to 3
    desk_answer: str | None = field(default=None, repr=False)
    urged: int = 0
    urged_at: datetime | None = None
    redone: int = 0  # how often it was reopened (重办)
    redo_by: datetime | None = None  # until when it is to be answered again
    solved: bool | None = None
    stars: int | None = None
    tickets: list[Ticket] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    events: list[Event] = field(default_factory=list, repr=False)
    version: int = 0

    @property
    def awaits_routing(self) -> bool:
        """Nobody has read it yet, or an agent answered on the spot and it lacks its category."""
        answered = self.state is ComplaintState.ANSWERED and self.desk_answer is not None
        return self.state is ComplaintState.FILED or (answered and not self.category)

    # -- inside -------------------------------------------------------------------------------

    def ticket_of(self, office: str) -> Ticket:
        """The office's latest stay."""
        for ticket in reversed(self.tickets):
            if ticket.office == office:
                return ticket
        raise NotAllowedNow(step="handle", state=self.state.value)

    def _may(self, step: str, target: ComplaintState) -> None:
        found = transitions.find(COMPLAINT, self.state, step)
        if target not in {one.target for one in found}:
            raise NotAllowedNow(step=step, state=self.state.value)

    def _open(
        self,
        office: Candidate,
        role: Role,
        due_at: datetime,
        at: datetime,
        by: str,
        windows: Windows | None,
    ) -> None:
        if any(t.office == office.office and t.is_open for t in self.tickets):
            return
        sign_by, return_by = (windows.sign_by, windows.return_by) if windows else (None, None)
        self.tickets.append(
            Ticket(
                office.office,
                office.name,
                role,
                at,
                due_at,
                sign_by,
                return_by,
                area=self.area,
                urgent=self.urgent,
            )
        )
        self.state, self.desk_why = ComplaintState.IN_HAND, ""
        self.events.append(
            TicketDispatched(
                self.number,
                at,
                office.office,
                role.value,
                due_at,
                by,
                self.category,
                round(office.confidence, 3),
                self.time_limit,
            )
        )

    def _to_desk(self, why: str, at: datetime) -> None:
        self.state, self.desk_why = ComplaintState.AT_DESK, why
        self.events.append(ComplaintSentToDesk(self.number, at, why))

    @property
    def answer_by(self) -> datetime:
        """As promised, or once it is redone, by the redo's own clock."""
        return self.redo_by or self.promised_at

    @property
    def expected_at(self) -> datetime:
        """What was promised, or what it was put off to with leave: then that is told instead."""
        put_off = [
            t.due_at for t in self.tickets if t.role is Role.LEAD and t.is_open and t.is_put_off
        ]
        return max([self.answer_by, *put_off])

    @property
    def next_due(self) -> datetime | None:
        """What lists sort it by; None once nothing is to be done."""
        if self.state not in OPEN_STATES:
            return None
        return min((t.due_at for t in self.tickets if t.is_open), default=self.answer_by)

    @property
    def is_to_decide(self) -> bool:
        """At the panel, escalated, or with an extension nobody has decided on."""
        asked = any(t.is_asked and t.is_open for t in self.tickets)
        waits = self.state in (ComplaintState.AT_PANEL, ComplaintState.ESCALATED)
        return waits or (asked and self.state in OPEN_STATES)

    @property
    def is_contested(self) -> bool:
        """Sent back twice or more, and still not done."""
        returns = sum(t.is_returned for t in self.tickets)
        return returns >= MANY_RETURNS and self.state in OPEN_STATES

    @property
    def is_redone(self) -> bool:
        return self.redone > 0 and self.state in OPEN_STATES

    @property
    def settled_by(self) -> Ticket | None:
        """The stay of the office that led and answered: who was right in the end."""
        for ticket in reversed(self.tickets):
            if ticket.role is Role.LEAD and ticket.state is TicketState.ANSWERED:
                return ticket
        return None

    @property
    def answers(self) -> list[tuple[str, datetime, str]]:
        """(who, when, what) for the citizen, oldest first."""
        return [
            (t.office_name, t.closed_at, t.answer)
            for t in self.tickets
            if t.state is TicketState.ANSWERED and t.answer and t.closed_at
        ]


def said(text: str) -> str:
    if not text.strip():
        raise EmptyText("/text")
    return text.strip()
