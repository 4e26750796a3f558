"""What comes of an answer: contact, call-backs, rating, redoing, and who decides what an office
cannot solve."""

from datetime import datetime

from intake.domain.errors import HandledAbove, NotAllowedNow
from intake.domain.events import (
    CitizenContacted,
    CitizenVisited,
    ComplaintEscalated,
    ComplaintRated,
    ComplaintReopened,
    EscalationDecided,
)
from intake.domain.record import ComplaintState, Record, said
from intake.domain.ticket import Role
from intake.domain.visits import Heard, Solved, Visitor
from routing.assignment import Candidate

REDOS_TO_SUPERVISOR = 2


class Outcome(Record):
    def contact(self, office: str, *, by: str, at: datetime) -> None:
        """The office spoke with the citizen before it answered (先行联系): once a stay."""
        ticket = self.ticket_of(office)
        ticket.step("contact", at)
        ticket.contacted_at = at
        self.events.append(CitizenContacted(self.number, at, office, by))

    def visited(
        self,
        visitor: Visitor,
        heard: Heard,
        *,
        by: str,
        at: datetime,
        redo_by: datetime | None,
        closes: bool = True,
    ) -> None:
        """`redo_by`: what was heard is to be redone until then. An office's own visit never closes,
        nor one that only wrote down what it heard. Whoever was not reached may still rate."""
        self._need("visit", ComplaintState.ANSWERED)
        self.events.append(
            CitizenVisited(
                self.number, at, visitor.value, by, heard.contacted, heard.solved, heard.satisfied
            )
        )
        if redo_by or heard.solved == Solved.NO:
            self._reopen(by, at, redo_by)
        elif heard.contacted and closes and visitor is not Visitor.OFFICE:
            self.state = ComplaintState.CLOSED

    def rate(
        self, *, solved: bool, stars: int, at: datetime, redo_by: datetime | None = None
    ) -> None:
        """Unsolved is redone (重办), and so is what has a `redo_by`; the rest closes."""
        self._need("rate", ComplaintState.ANSWERED)
        self.solved, self.stars = solved, stars
        self.events.append(ComplaintRated(self.number, at, solved, stars))
        if solved and not redo_by:
            self.state = ComplaintState.CLOSED
        else:
            self._reopen("citizen", at, redo_by)

    def _reopen(self, by: str, at: datetime, redo_by: datetime | None) -> None:
        """The first time for the desk, from the second on for the supervisor."""
        self.redone, self.redo_by = self.redone + 1, redo_by
        self.events.append(ComplaintReopened(self.number, at))
        if self.redone < REDOS_TO_SUPERVISOR:
            self._to_desk("unsolved", at)
            return
        self.state, self.desk_why = ComplaintState.ESCALATED, ""
        self.events.append(ComplaintEscalated(self.number, at, "second_redo", by))

    def escalate(self, office: str, note: str, *, by: str, at: datetime) -> None:
        """The lead cannot solve it (提级). It goes on leading until the supervisor has decided."""
        self._may("escalate", ComplaintState.ESCALATED)
        ticket = self.ticket_of(office)
        said(note)
        if ticket.role is not Role.LEAD or not ticket.is_open:
            raise NotAllowedNow(step="escalate", state=ticket.state.value)
        ticket.is_bound = True
        self.state = ComplaintState.ESCALATED
        self.events.append(ComplaintEscalated(self.number, at, "beyond_us", by))

    def settle(
        self, office: Candidate, due_at: datetime, note: str, *, by: str, at: datetime
    ) -> None:
        """The supervisor's word on what was escalated: it binds this once, unlike a panel's."""
        self._may("settle", ComplaintState.IN_HAND)
        said(note)
        self._lead_alone(office, due_at, by, at)
        self.events.append(EscalationDecided(self.number, at, office.office, by))

    def _lead_alone(self, office: Candidate, due_at: datetime, by: str, at: datetime) -> None:
        """By order, so that it cannot be sent back; whoever led meanwhile is done."""
        for ticket in self.tickets:
            if ticket.is_open and ticket.role is Role.LEAD and ticket.office != office.office:
                ticket.step("move", at)
        self._open(office, Role.LEAD, due_at, at, by, None)
        ticket = self.ticket_of(office.office)
        ticket.is_bound, ticket.role = True, Role.LEAD
        self.state, self.desk_why = ComplaintState.IN_HAND, ""

    def _need(self, step: str, state: ComplaintState) -> None:
        if self.state is not state:
            raise NotAllowedNow(step=step, state=self.state.value)

    def _not_above(self) -> None:
        """While the supervisor decides, nobody sends it elsewhere."""
        if self.state is ComplaintState.ESCALATED:
            raise HandledAbove
