"""What each event says of how an office does. Of one complaint, events in their order."""

from collections.abc import Callable, Iterator
from datetime import datetime

from intake.domain import events as e
from intake.domain.days import day_of
from intake.domain.events import Event
from intake.domain.performance import GRANTED, WHOLE, Fact, Formulas, What, is_in_time
from intake.domain.ticket import Role
from intake.domain.visits import Visitor

JUDGED = (What.SOLVED, What.SATISFIED, What.REDONE)


class Case:
    """The facts of one complaint. `new` are those that came."""

    def __init__(self, number: str, facts: list[Fact], formulas: Formulas):
        self._number, self._facts, self._formulas = number, facts, formulas
        self._limit = next((one.limit for one in reversed(facts) if one.limit), "")
        self.new: list[Fact] = []

    def leads(self) -> str:
        """The office that leads or led last."""
        return next((one.office for one in self._latest(What.CONTACTED)), "")

    def hear(self, event: Event) -> None:
        if act := ACTS.get(type(event)):
            act(self, event)

    # -- stays --------------------------------------------------------------------------------

    def dispatched(self, event: e.TicketDispatched) -> None:
        self._limit = event.time_limit
        self._add(What.RETURNED, event.office, event.at, 0)
        if event.role != Role.LEAD:
            return
        self._add(What.CONTACTED, event.office, event.at)
        if not any(self._latest(What.FIRST)):
            self._add(What.FIRST, event.office, event.at, WHOLE)
        if not any(self._latest(What.REPEATED)):
            self._add(What.REPEATED, event.office, event.at, 0)

    def contacted(self, event: e.CitizenContacted) -> None:
        if lead := self._lead(event.office):
            self._met(lead, event.at)

    def answered(self, event: e.TicketAnswered) -> None:
        stay, lead = self._stay(event.office), self._lead(event.office)
        self._add(What.ON_TIME, event.office, event.at, 0 if event.late_minutes else WHOLE)
        if stay:
            self._end(stay, event.at)
        if lead:
            self._met(lead, event.at)
            for what in JUDGED:
                self._add(what, event.office, event.at, 0 if what is What.REDONE else None)

    def sent_back(self, event: e.TicketSentBack) -> None:
        if stay := self._stay(event.office):
            stay.value = WHOLE
            self._not_theirs(stay, event.at)
            if lead := self._lead_of(stay):
                lead.left_out = lead.left_out or "returned"

    def released(self, event: e.TicketReleased) -> None:
        if stay := self._stay(event.office):
            self._end(stay, event.at)

    def given_to(self, event: e.PanelDecided | e.EscalationDecided) -> None:
        """Whoever led meanwhile is done; a helper may lead from now on."""
        for stay in self._stays():
            lead = self._lead_of(stay)
            if stay.office == event.office:
                if lead is None:
                    self._add(What.CONTACTED, event.office, event.at)
            elif lead:
                self._not_theirs(stay, event.at)
                self._over(lead, event.at, "moved")

    def withdrawn(self, event: Event) -> None:
        for stay in self._stays():
            self._end(stay, event.at)
            if lead := self._lead_of(stay):
                self._over(lead, event.at, "withdrawn")

    def overdue(self, event: e.TicketOverdue) -> None:
        self._add(What.OVERDUE, event.office, event.at, WHOLE)

    def put_off(self, event: e.TicketExtended | e.TicketResumed) -> None:
        if event.due_at > event.at:
            self._no_longer_late(event.office, event.at)

    # -- what comes of an answer --------------------------------------------------------------

    def visited(self, event: e.CitizenVisited) -> None:
        counted = event.visitor in self._formulas.counted_visitors
        if event.contacted and counted:
            self._judge(event.solved, event.satisfied)

    def rated(self, event: e.ComplaintRated) -> None:
        if Visitor.CITIZEN in self._formulas.counted_visitors:
            self._judge("yes" if event.solved else "no", event.stars)

    def reopened(self, event: Event) -> None:
        for what in JUDGED:
            for fact in self._latest(what):
                if what is What.REDONE and fact.until is None:
                    fact.value = WHOLE
                fact.until = fact.until or day_of(event.at)

    def excluded(self, event: e.ExclusionDecided) -> None:
        if not event.granted:
            return
        for fact in self._facts:
            if fact.office == event.office and self._formulas.leaves_out(fact.what, GRANTED):
                fact.left_out = fact.left_out or GRANTED

    def joined(self, event: e.ComplaintJoined, leads: str) -> None:
        self._add(What.REPEATED, leads, event.at, WHOLE)

    # -- helpers ------------------------------------------------------------------------------

    def _judge(self, solved: str, satisfied: int) -> None:
        values = {
            What.SOLVED: self._formulas.solved[solved],
            What.SATISFIED: WHOLE * (satisfied in self._formulas.satisfied),
        }
        for what, value in values.items():
            for fact in self._latest(what):
                if fact.value is None and fact.until is None:
                    fact.value = value

    def _met(self, lead: Fact, at: datetime) -> None:
        if lead.value is None:
            lead.value = WHOLE * is_in_time(lead, at, self._formulas)

    def _over(self, lead: Fact, at: datetime, why: str) -> None:
        """Nobody was met, and nobody will be: not counted if there was still time."""
        if lead.value is None:
            if is_in_time(lead, at, self._formulas):
                lead.left_out = lead.left_out or why
            else:
                lead.value = 0

    def _not_theirs(self, stay: Fact, at: datetime) -> None:
        self._end(stay, at)
        for first in self._latest(What.FIRST):
            if (first.office, first.at) == (stay.office, stay.at):
                first.value = 0

    def _end(self, stay: Fact, at: datetime) -> None:
        stay.until = day_of(at)
        self._no_longer_late(stay.office, at)

    def _no_longer_late(self, office: str, at: datetime) -> None:
        for late in self._latest(What.OVERDUE, office):
            late.until = late.until or day_of(at)

    def _lead(self, office: str) -> Fact | None:
        stay = self._stay(office)
        return self._lead_of(stay) if stay else None

    def _lead_of(self, stay: Fact) -> Fact | None:
        """Nothing where it only helps."""
        for lead in self._latest(What.CONTACTED, stay.office):
            if lead.at >= stay.at:
                return lead
        return None

    def _stay(self, office: str) -> Fact | None:
        return next((one for one in self._stays() if one.office == office), None)

    def _stays(self) -> list[Fact]:
        return [one for one in self._facts if one.what is What.RETURNED and one.until is None]

    def _latest(self, what: What, office: str = "") -> Iterator[Fact]:
        """The latest, or none."""
        for fact in reversed(self._facts):
            if fact.what is what and office in ("", fact.office):
                yield fact
                return

    def _add(self, what: What, office: str, at: datetime, value: int | None = None) -> None:
        fact = Fact(self._number, office, what, day_of(at), at, value, limit=self._limit)
        before = [one for one in self._facts if one.office == office]
        if any(one.left_out == GRANTED for one in before):
            fact.left_out = GRANTED if self._formulas.leaves_out(what, GRANTED) else ""
        elif self._formulas.leaves_out(what, self._limit):
            fact.left_out = self._limit
        self._facts.append(fact)
        self.new.append(fact)


ACTS: dict[type[Event], Callable[..., None]] = {
    e.TicketDispatched: Case.dispatched,
    e.CitizenContacted: Case.contacted,
    e.TicketAnswered: Case.answered,
    e.TicketSentBack: Case.sent_back,
    e.TicketReleased: Case.released,
    e.PanelDecided: Case.given_to,
    e.EscalationDecided: Case.given_to,
    e.ComplaintWithdrawn: Case.withdrawn,
    e.TicketOverdue: Case.overdue,
    e.TicketExtended: Case.put_off,
    e.TicketResumed: Case.put_off,
    e.CitizenVisited: Case.visited,
    e.ComplaintRated: Case.rated,
    e.ComplaintReopened: Case.reopened,
    e.ExclusionDecided: Case.excluded,
}
