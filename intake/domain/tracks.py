"""投诉 and 举报 in one complaint are two tracks, each with its own acceptance, end and clock."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.domain import transitions
from intake.domain.errors import EmptyText, NotAllowedNow, SecondPersonNeeded
from intake.domain.events import TrackMoved, TrackOverdue

TRACK = "track"
GUARDS = ("is_complaint", "is_report", "second_person")


class TrackKind(StrEnum):
    """The same words as those of Kind."""

    COMPLAINT = "complaint"
    REPORT = "report"


class TrackState(StrEnum):
    RECEIVED = "received"
    MATERIAL_ASKED = "material_asked"
    IDENTITY_ASKED = "identity_asked"
    REFUSAL_PROPOSED = "refusal_proposed"  # waits for a second person
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_MEDIATION = "in_mediation"
    AGREED = "agreed"
    STOPPED = "stopped"
    CASE_OPENED = "case_opened"
    CASE_NOT_OPENED = "case_not_opened"
    DONE = "done"


ASKED = (TrackState.MATERIAL_ASKED, TrackState.IDENTITY_ASKED)


@dataclass
class Track:
    number: str  # of the complaint
    kind: TrackKind
    received_at: datetime
    state: TrackState = TrackState.RECEIVED
    office: str = ""  # who took the first step
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    proposed_by: str = ""
    ground: str = ""  # code of what a refusal or a stop rests on
    words: str = field(default="", repr=False)  # what an officer found; goes into the notice
    holder: str = ""  # the office that has the ticket; "" where none has
    clock: str = ""  # code of the time limit that runs
    due_at: datetime | None = None  # None: no clock runs
    raised_at: datetime | None = None  # that this clock ran out was told
    asked_at: datetime | None = None  # the citizen was asked for something
    ask_by: date | None = None  # the last day to bring it
    supplied_at: datetime | None = None
    version: int = 0

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    @property
    def waits(self) -> bool:
        """For the citizen."""
        return self.state in ASKED and not self.supplied_at

    def allowed(self, by: str) -> list[str]:
        """Steps that this officer may take now, in the order of the table."""
        return [
            one.step
            for one in transitions.table()
            if (one.thing, one.source) == (TRACK, self.state) and self._fits(one, by)
        ]

    def needs(self, step: str) -> tuple[str, ...]:
        """Fields the step must bring. Raise NotAllowedNow."""
        return self._find(step).needs

    def take(
        self,
        step: str,
        *,
        by: str,
        office: str,
        at: datetime,
        ground: str = "",
        words: str = "",
        ask_by: date | None = None,
    ) -> TrackMoved:
        """`ask_by`: of a step that asks the citizen for something, the last day to bring it. Raise
        NotAllowedNow, SecondPersonNeeded, EmptyText."""
        found = self._find(step)
        if "second_person" in found.guards and by == self.proposed_by:
            raise SecondPersonNeeded
        for name, given in (("ground", ground), ("text", words)):
            if name in found.needs and not given:
                raise EmptyText(f"/{name}")
        self._keep(step, by, at, ground, words)
        if ask_by:
            self.asked_at, self.ask_by, self.supplied_at = at, ask_by, None
        self.state, self.office = TrackState(found.target), self.office or office
        return TrackMoved(self.number, at, office, by, self.kind.value, step, self.ground)

    def set_clock(self, code: str, due_at: datetime | None, now: datetime) -> int:
        """Minutes by which the clock before was late, if this one takes its place: as that is now,
        it stays."""
        late = 0
        if code != self.clock:
            if self.due_at is not None:
                late = max(0, (now - self.due_at) // timedelta(minutes=1))
            self.raised_at = None
        elif due_at and due_at != self.due_at and due_at > now:
            # Of one date it is told once, even if the machine's clock goes back.
            self.raised_at = None
        self.clock, self.due_at = code, due_at
        return late

    def overdue(self, now: datetime) -> TrackOverdue | None:
        """None where it is not late, or was raised before."""
        if self.due_at is None or self.due_at > now or self.raised_at:
            return None
        return TrackOverdue(self.number, now, self.holder, self.kind.value, self.due_at, self.clock)

    def _keep(self, step: str, by: str, at: datetime, ground: str, words: str) -> None:
        match step:
            case "accept":
                self.accepted_at = at
            case "propose_refusal":
                self.proposed_by, self.ground, self.words = by, ground, words
            case "decline_refusal":
                self.proposed_by = self.ground = self.words = ""
            case "confirm_refusal" | "stop" | "open_case" | "close_without_case":
                self.decided_at = at
        if step == "stop":
            self.ground = ground
        self.words = words or self.words

    def _find(self, step: str) -> transitions.Transition:
        for one in transitions.find(TRACK, self.state, step):
            if f"is_{self.kind}" in one.guards:
                return one
        raise NotAllowedNow(step=step, state=self.state.value)

    def _fits(self, one: transitions.Transition, by: str) -> bool:
        alone = "second_person" in one.guards and by == self.proposed_by
        return f"is_{self.kind}" in one.guards and not alone
