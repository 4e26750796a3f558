"""A complaint (诉求): what a citizen filed, and everything that happened to it since."""

from dataclasses import dataclass
from datetime import date, datetime

from intake.domain.errors import HelpersStillOpen, NotAllowedNow
from intake.domain.events import (
    ComplaintAnsweredByDesk,
    ComplaintAnsweredWith,
    ComplaintFiled,
    ComplaintJoined,
    ComplaintSentToPanel,
    ComplaintSplit,
    ComplaintSupervised,
    ComplaintUrged,
    ComplaintWithdrawn,
    MaterialAdded,
    PanelDecided,
    TicketAnswered,
    TicketExtended,
    TicketExtensionAsked,
    TicketExtensionRefused,
    TicketGiven,
    TicketOverdue,
    TicketPaused,
    TicketReleased,
    TicketResumed,
    TicketSentBack,
    TicketSigned,
)
from intake.domain.outcome import Outcome
from intake.domain.record import OPEN_STATES, ComplaintState, Material, Windows, said
from intake.domain.ticket import PauseReason, ReturnReason, Role, TicketState
from routing.assignment import Assignment, Candidate, Disposition, Kind

__all__ = ["OPEN_STATES", "Complaint", "ComplaintState", "Kind", "Material", "Windows"]


HIGHEST_SUPERVISION = 3
RETURNS_TO_PANEL = 2


@dataclass
class Complaint(Outcome):
    @classmethod
    def file(
        cls,
        number: str,
        text: str,
        *,
        kind: Kind | None,
        area: str,
        place: str,
        channel: str,
        at: datetime,
        promised_at: datetime,
        receipt_digest: str,
        contact_id: str | None = None,
    ) -> "Complaint":
        new = cls(
            number, text, kind, area, place, channel, at, promised_at, receipt_digest, contact_id
        )
        new.events.append(ComplaintFiled(number, at, channel, promised_at))
        return new

    # -- understood ---------------------------------------------------------------------------

    def understand(self, got: Assignment, at: datetime, windows: Windows | None = None) -> None:
        """Keep what routing says and act on it. A second call changes nothing."""
        if not self.awaits_routing:
            return
        self.kinds = list(got.kinds)
        self.category, self.category_name = got.category, got.category_name
        self.area, self.area_name = got.area, got.area_name
        self.urgent = self.urgent or got.urgent
        self.confidence, self.reasons = got.confidence, list(got.reasons)
        self.suggestions = list(got.suggestions)
        self.time_limit = got.time_limit.code
        if self.state is not ComplaintState.FILED:
            return
        if got.disposition is Disposition.DISPATCH and got.lead:
            self._open(got.lead, Role.LEAD, got.due_at, at, "router", windows)
            for helper in got.helpers:
                self._open(helper, Role.HELPER, got.due_at, at, "router", windows)
        else:
            self._to_desk("inform" if got.disposition is Disposition.INFORM else "unsure", at)

    def not_understood(self, at: datetime) -> None:
        """Routing could not run: a person decides instead."""
        if self.state is ComplaintState.FILED:
            self._to_desk("unroutable", at)

    # -- the same matter, told by several ------------------------------------------------------

    def join(self, other: "Complaint", *, by: str, at: datetime) -> None:
        """Be handled with `other`: no ticket of its own, the same answer (并案)."""
        free = (ComplaintState.FILED, ComplaintState.AT_DESK, ComplaintState.JOINED)
        if self.state not in free or other.state not in OPEN_STATES or other.number == self.number:
            raise NotAllowedNow(step="join", state=self.state.value)
        self._release_helpers(by, at)
        self.state, self.joins, self.desk_why = ComplaintState.JOINED, other.number, ""
        self.category, self.category_name = other.category, other.category_name
        self.area, self.area_name = other.area, other.area_name
        self.kinds, self.time_limit = list(other.kinds), other.time_limit
        self.events.append(ComplaintJoined(self.number, at, other.number, by))

    def follow(self, other: "Complaint", at: datetime) -> None:
        """Go where `other` went: its answer is ours; if it was withdrawn, the desk sees to us."""
        if self.state is not ComplaintState.JOINED or self.joins != other.number:
            return
        if other.state in (ComplaintState.ANSWERED, ComplaintState.CLOSED):
            self.state = ComplaintState.ANSWERED
            self.events.append(ComplaintAnsweredWith(self.number, at, other.number))
        elif other.state is ComplaintState.WITHDRAWN:
            self._to_desk("left_alone", at)

    # -- the desk -----------------------------------------------------------------------------

    def dispatch(
        self,
        office: Candidate,
        due_at: datetime,
        *,
        by: str,
        at: datetime,
        windows: Windows | None = None,
    ) -> None:
        """A dispatcher's own choice."""
        self._may("dispatch", ComplaintState.IN_HAND)
        self._open(office, Role.LEAD, due_at, at, by, windows)

    def add_helper(
        self,
        office: Candidate,
        due_at: datetime,
        *,
        by: str,
        at: datetime,
        windows: Windows | None = None,
    ) -> None:
        self._may("add_helper", ComplaintState.IN_HAND)
        self._open(office, Role.HELPER, due_at, at, by, windows)

    def release(self, office: str, *, by: str, at: datetime) -> None:
        """Let a helper go, so that the lead can answer."""
        self.ticket_of(office).step("release", at)
        self.events.append(TicketReleased(self.number, at, office, by))

    def _release_helpers(self, by: str, at: datetime) -> None:
        """Where the lead has sent it back and the desk ends it: nobody is left to be helped."""
        for ticket in self.tickets:
            if ticket.is_open:
                self.release(ticket.office, by=by, at=at)

    def split(
        self, number: str, text: str, *, receipt_digest: str, by: str, at: datetime
    ) -> "Complaint":
        """The second matter the citizen told of, as a complaint that goes its own way. Its clock
        began when this one was filed."""
        self._may("split", ComplaintState.AT_DESK)
        part = Complaint.file(
            number,
            said(text),
            kind=self.kind,
            area=self.area,
            place=self.place,
            channel=self.channel,
            at=at,
            promised_at=self.promised_at,
            receipt_digest=receipt_digest,
            contact_id=self.contact_id,
        )
        part.filed_at, part.part_of = self.filed_at, self.number
        self.events.append(ComplaintSplit(self.number, at, number, by))
        return part

    # -- the supervisor -----------------------------------------------------------------------

    def decide(
        self, office: Candidate, due_at: datetime, note: str, *, by: str, at: datetime
    ) -> None:
        """The panel's word (会商): it binds, whoever it is, and is kept for the next like case."""
        self._may("decide", ComplaintState.IN_HAND)
        said(note)
        against = tuple(dict.fromkeys(t.office for t in self.tickets if t.is_returned))
        self._lead_alone(office, due_at, by, at)
        self.events.append(
            PanelDecided(
                self.number, at, office.office, by, self.category, self.area, " ".join(against)
            )
        )

    def supervise(self, note: str, *, by: str, at: datetime) -> None:
        """One level up (三级督办): day to day, listed, called in."""
        self._may("supervise", ComplaintState.IN_HAND)
        said(note)
        if self.supervised >= HIGHEST_SUPERVISION:
            raise NotAllowedNow(step="supervise", state=str(self.supervised))
        self.supervised += 1
        self.events.append(ComplaintSupervised(self.number, at, self.supervised, by))

    def decide_extension(
        self, office: str, due_at: datetime | None, *, by: str, at: datetime
    ) -> None:
        """`due_at` is the new date; None refuses."""
        ticket = self.ticket_of(office)
        ticket.decide_extension(at, due_at)
        self.events.append(
            TicketExtended(self.number, at, office, by, ticket.due_at)
            if due_at
            else TicketExtensionRefused(self.number, at, office, by)
        )

    def answer_at_desk(self, text: str, *, by: str, at: datetime) -> None:
        """Answered on the spot (直接答复), or told which other path is the right one (告知途径);
        by an agent before routing has seen it."""
        if self.state not in (ComplaintState.FILED, ComplaintState.AT_DESK):
            raise NotAllowedNow(step="answer", state=self.state.value)
        self.desk_answer = said(text)
        self._release_helpers(by, at)
        self.state = ComplaintState.ANSWERED
        self.events.append(ComplaintAnsweredByDesk(self.number, at, by))

    # -- the office ---------------------------------------------------------------------------

    def sign(self, office: str, *, by: str, at: datetime) -> None:
        ticket = self.ticket_of(office)
        ticket.step("sign", at)
        ticket.signed_at, ticket.officer = at, by
        self.events.append(TicketSigned(self.number, at, office, by))

    def give(self, office: str, to: str, *, by: str, at: datetime) -> None:
        ticket = self.ticket_of(office)
        ticket.step("give", at)
        ticket.officer = to
        self.events.append(TicketGiven(self.number, at, office, by, to))

    def send_back(
        self,
        office: str,
        reason: ReturnReason,
        note: str,
        *,
        by: str,
        at: datetime,
        suggested: str = "",
    ) -> None:
        """The lead's first return brings it to the desk, the second to the panel; meanwhile
        whoever had it first leads (首接负责)."""
        ticket = self.ticket_of(office)
        note = said(note)
        self._not_above()
        ticket.step("send_back", at)
        ticket.return_reason, ticket.return_note, ticket.suggested = reason, note, suggested
        self.events.append(TicketSentBack(self.number, at, office, by, reason.value, suggested))
        if ticket.role is not Role.LEAD:
            return
        leads = [one for one in self.tickets if one.role is Role.LEAD]
        if sum(one.is_returned for one in leads) < RETURNS_TO_PANEL:
            self._to_desk("sent_back", at)
            return
        first = leads[0]
        self._open(
            Candidate(first.office, first.office_name, 1.0, ""), Role.LEAD, ticket.due_at, at,
            "first_receiver", None,
        )  # fmt: skip
        self.ticket_of(first.office).is_bound = True
        self.state, self.desk_why = ComplaintState.AT_PANEL, ""
        self.events.append(ComplaintSentToPanel(self.number, at, first.office))

    def ask_extension(self, office: str, days: int, note: str, *, by: str, at: datetime) -> None:
        self.ticket_of(office).ask_extension(days, note, at)
        self.events.append(TicketExtensionAsked(self.number, at, office, by, days))

    def pause(
        self, office: str, reason: PauseReason, until: date, *, by: str, at: datetime
    ) -> None:
        self.ticket_of(office).pause(reason, until, at)
        self.events.append(
            TicketPaused(self.number, at, office, by, reason.value, until.isoformat())
        )

    def resume(self, office: str, *, by: str, at: datetime) -> None:
        ticket = self.ticket_of(office)
        ticket.resume(at)
        self.events.append(TicketResumed(self.number, at, office, by, ticket.due_at))

    def answer(self, office: str, text: str, *, by: str, at: datetime) -> None:
        ticket = self.ticket_of(office)
        text = said(text)
        others = any(one.is_open and one is not ticket for one in self.tickets)
        if ticket.role is Role.LEAD and ticket.state is TicketState.SIGNED and others:
            raise HelpersStillOpen
        ticket.step("answer", at)
        ticket.answer = text
        self.events.append(TicketAnswered(self.number, at, office, by, ticket.late_minutes or 0))
        if ticket.role is Role.LEAD:
            self.state = ComplaintState.ANSWERED

    def end_pauses(self, now: datetime) -> None:
        for ticket in self.tickets:
            if ticket.is_rested(now):
                self.resume(ticket.office, by="clock", at=now)

    def raise_overdue(self, now: datetime) -> None:
        for ticket in self.tickets:
            if ticket.is_overdue(now) and ticket.raised_at is None:
                ticket.raised_at = now
                self.events.append(TicketOverdue(self.number, now, ticket.office, ticket.due_at))

    # -- the citizen --------------------------------------------------------------------------

    def add_material(self, text: str, at: datetime) -> None:
        if self.state in (ComplaintState.CLOSED, ComplaintState.WITHDRAWN):
            raise NotAllowedNow(step="add_material", state=self.state.value)
        text = said(text)
        if self.materials and self.materials[-1].text == text:
            return  # the same form sent twice
        self.materials.append(Material(at, text))
        self.events.append(MaterialAdded(self.number, at))

    def urge(self, at: datetime) -> None:
        """Once a day counts; more often is heard but not counted."""
        if self.state in (ComplaintState.ANSWERED, ComplaintState.CLOSED, ComplaintState.WITHDRAWN):
            raise NotAllowedNow(step="urge", state=self.state.value)
        if self.urged_at is not None and (at - self.urged_at).days < 1:
            return
        self.urged, self.urged_at = self.urged + 1, at
        self.events.append(ComplaintUrged(self.number, at, self.urged))

    def withdraw(self, at: datetime) -> None:
        if self.state in (ComplaintState.CLOSED, ComplaintState.WITHDRAWN):
            raise NotAllowedNow(step="withdraw", state=self.state.value)
        for ticket in self.tickets:
            if ticket.is_open:
                ticket.step("withdraw", at)
        self.state = ComplaintState.WITHDRAWN
        self.events.append(ComplaintWithdrawn(self.number, at))
