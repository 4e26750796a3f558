"""A ticket (工单): one office's stay on a complaint."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from intake.domain.errors import NotAllowedNow


class TicketState(StrEnum):
    DISPATCHED = "dispatched"  # 待签收
    SIGNED = "signed"  # 办理中
    SENT_BACK = "sent_back"  # 已退单
    ANSWERED = "answered"  # 已答复
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


# Everything that may happen to a stay. Pages offer what is listed here and nothing else.
STEPS = {
    (TicketState.DISPATCHED, "sign"): TicketState.SIGNED,
    (TicketState.DISPATCHED, "send_back"): TicketState.SENT_BACK,
    (TicketState.SIGNED, "send_back"): TicketState.SENT_BACK,
    (TicketState.SIGNED, "answer"): TicketState.ANSWERED,
    (TicketState.DISPATCHED, "withdraw"): TicketState.WITHDRAWN,
    (TicketState.SIGNED, "withdraw"): TicketState.WITHDRAWN,
}
OPEN = (TicketState.DISPATCHED, TicketState.SIGNED)


@dataclass
class Ticket:
    office: str
    office_name: str
    role: Role
    opened_at: datetime
    due_at: datetime
    state: TicketState = TicketState.DISPATCHED
    signed_at: datetime | None = None
    closed_at: datetime | None = None
    officer: str | None = None
    answer: str | None = field(default=None, repr=False)
    return_reason: ReturnReason | None = None
    return_note: str | None = field(default=None, repr=False)
    raised_at: datetime | None = None  # when lateness was raised; once, never recomputed
    late_minutes: int | None = None  # frozen when the stay ends
    id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def allowed(self) -> list[str]:
        return [step for (state, step) in STEPS if state is self.state and step != "withdraw"]

    def step(self, name: str, at: datetime) -> None:
        try:
            self.state = STEPS[self.state, name]
        except KeyError:
            raise NotAllowedNow(step=name, state=self.state.value) from None
        if not self.is_open:
            self.closed_at = at
            self.late_minutes = max(0, int((at - self.due_at).total_seconds() // 60))

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and now >= self.due_at
