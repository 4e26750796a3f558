"""A ticket (工单): one office's stay on a complaint."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.domain import transitions
from intake.domain.days import day_of
from intake.domain.errors import (
    AlreadyExtended,
    BoundByPanel,
    EmptyText,
    NotAllowedNow,
    NothingAsked,
    TooLate,
    TooLong,
)
from intake.domain.transitions import TICKET

LONGEST_EXTENSION = 30  # days; 信访工作条例 art. 34
LONGEST_PAUSE = timedelta(days=90)


class TicketState(StrEnum):
    DISPATCHED = "dispatched"  # 待签收
    SIGNED = "signed"  # 办理中
    SUSPENDED = "suspended"  # 挂起: the clock stands still
    SENT_BACK = "sent_back"  # 已退单
    ANSWERED = "answered"  # 已答复
    RELEASED = "released"  # 不用再协办
    MOVED = "moved"  # 会商后改由别的单位办
    WITHDRAWN = "withdrawn"  # 已撤回


class Role(StrEnum):
    LEAD = "lead"  # 主办
    HELPER = "helper"  # 协办


class ReturnReason(StrEnum):
    """Why an office says a ticket is not its own (派单异议)."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_AREA = "not_our_area"
    HIGHER_LEVEL = "higher_level"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"


class PauseReason(StrEnum):
    """Why a clock stands still: time that is not the office's own."""

    INSPECTION = "inspection"  # 检验检测
    APPRAISAL = "appraisal"  # 鉴定
    COURT = "court"  # 等法院、仲裁
    THIRD_PARTY = "third_party"  # 等别的单位的材料
    CITIZEN_ABSENT = "citizen_absent"  # 联系不上群众


OPEN = (TicketState.DISPATCHED, TicketState.SIGNED, TicketState.SUSPENDED)


@dataclass
class Ticket:
    office: str
    office_name: str
    role: Role
    opened_at: datetime
    due_at: datetime
    sign_by: datetime | None = None
    return_by: datetime | None = None
    is_bound: bool = False  # decided by the panel: it cannot be sent back
    state: TicketState = TicketState.DISPATCHED
    signed_at: datetime | None = None
    contacted_at: datetime | None = None  # 先行联系
    closed_at: datetime | None = None
    officer: str | None = None
    answer: str | None = field(default=None, repr=False)
    return_reason: ReturnReason | None = None
    return_note: str | None = field(default=None, repr=False)
    suggested: str = ""  # the office that should have it, says who sends it back
    asked_days: int | None = None  # of an extension nobody has decided on yet
    asked_note: str | None = field(default=None, repr=False)
    extended_at: datetime | None = None
    paused_at: datetime | None = None
    paused_until: date | None = None
    pause_reason: PauseReason | None = None
    raised_at: datetime | None = None  # when lateness was raised; once, never recomputed
    late_minutes: int | None = None  # frozen when the stay ends
    area: str = ""  # of the complaint, as is the next: an office's list is narrowed by them
    urgent: bool = False
    id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_put_off(self) -> bool:
        """By an extension, or because its clock stood still."""
        return self.extended_at is not None or self.pause_reason is not None

    @property
    def is_returned(self) -> bool:
        return self.state is TicketState.SENT_BACK

    @property
    def is_asked(self) -> bool:
        return self.asked_days is not None

    def allowed(self, who: str, now: datetime) -> list[str]:
        """Steps that this role may take now, in the order of the table."""
        return [
            one.step
            for one in transitions.table()
            if one.thing == TICKET
            and one.source == self.state
            and who in one.who
            and not any(self._hinders(guard, now) for guard in one.guards)
        ]

    def step(self, name: str, at: datetime) -> None:
        """Raise NotAllowedNow, or what the step's guard says."""
        found = transitions.find(TICKET, self.state, name)
        if not found:
            raise NotAllowedNow(step=name, state=self.state.value)
        for guard in found[0].guards:
            if hindrance := self._hinders(guard, at):
                raise hindrance
        self.state = TicketState(found[0].target)
        if not self.is_open:
            self.closed_at = at
            self.late_minutes = max(0, int((at - self.due_at).total_seconds() // 60))

    def ask_extension(self, days: int, note: str, at: datetime) -> None:
        if not 1 <= days <= LONGEST_EXTENSION:
            raise TooLong("/days", longest=LONGEST_EXTENSION)
        if not note.strip():
            raise EmptyText("/note")
        self.step("ask_extension", at)
        self.asked_days, self.asked_note = days, note.strip()

    def decide_extension(self, at: datetime, due_at: datetime | None) -> None:
        """`due_at` is the new date; None refuses."""
        self.step("extend" if due_at else "refuse_extension", at)
        self.asked_days = None
        if due_at:
            self.due_at, self.extended_at = max(self.due_at, due_at), at

    def pause(self, reason: PauseReason, until: date, at: datetime) -> None:
        """Stop the clock until a day, never without one."""
        if not at < _end_of(until, at) <= at + LONGEST_PAUSE:
            raise TooLong("/until", longest=LONGEST_PAUSE.days)
        self.step("suspend", at)
        self.paused_at, self.paused_until, self.pause_reason = at, until, reason

    def resume(self, at: datetime) -> None:
        """What stood still is given back."""
        self.step("resume", at)
        if self.paused_at:
            # Never less than there was, even if the machine's clock went back.
            self.due_at += max(at - self.paused_at, timedelta(0))
        self.paused_at = self.paused_until = None

    def is_rested(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until < day_of(now)

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.state is not TicketState.SUSPENDED and now >= self.due_at

    def _hinders(self, guard: str, now: datetime) -> Exception | None:
        return GUARDS[guard](self, now)


def _end_of(day: date, like: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=like.tzinfo)


def _in_window(ticket: Ticket, now: datetime) -> Exception | None:
    if ticket.return_by and now >= ticket.return_by:
        day = day_of(ticket.return_by - timedelta(seconds=1))
        return TooLate(day=f"{day.month}月{day.day}日")
    return None


# Those of the whole complaint (helpers_done) are asked where the whole complaint is known.
GUARDS: dict[str, Callable[[Ticket, datetime], Exception | None]] = {
    "not_bound": lambda ticket, _: BoundByPanel() if ticket.is_bound else None,
    "in_window": _in_window,
    "first_extension": lambda ticket, _: (
        AlreadyExtended() if ticket.extended_at or ticket.is_asked else None
    ),
    "in_time": lambda ticket, now: (
        NotAllowedNow(step="ask_extension", state="late") if now >= ticket.due_at else None
    ),
    "asked": lambda ticket, _: None if ticket.is_asked else NothingAsked(),
    "first_contact": lambda ticket, _: (
        NotAllowedNow(step="contact", state="contacted") if ticket.contacted_at else None
    ),
    "is_helper": lambda ticket, _: (
        None if ticket.role is Role.HELPER else NotAllowedNow(step="release", state="lead")
    ),
    "helpers_done": lambda _ticket, _now: None,
}
