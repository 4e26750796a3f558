"""A month of a city, event by event: people with habits of their own, drawn from one seed.

Everybody goes through the services, at the hour when they would; the passes of the worker run in
between. A step that the rules do not allow is a fault: nothing here tries what a page would not
offer.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import day_of
from intake.domain.exclusions import ExclusionReason
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import PauseReason, ReturnReason, Role, Ticket, TicketState
from intake.domain.visits import NOT_REACHED, Heard
from intake.ports import Ports
from intake.service import (
    call_backs,
    dispatching,
    escalation,
    excluding,
    filing,
    handling,
    joining,
    performance,
    status,
    supervising,
    visiting,
)
from intake.service.filing import NewComplaint
from intake.worker.relay import relay
from routing.assignment import Assignment, Candidate, Certainty, Disposition, TimeLimit, Unit
from tests.support.builders import an_assignment

DISPATCHER = StaffMember("pai", StaffRole.DISPATCHER, "")
SUPERVISOR = StaffMember("du", StaffRole.SUPERVISOR, "")
VISITOR = StaffMember("hui", StaffRole.VISITOR, "")
FINAL = (ComplaintState.CLOSED, ComplaintState.WITHDRAWN)
STEP = timedelta(hours=3)
ENOUGH = 25  # steps of one complaint; after them everybody does the next thing


@dataclass
class Draws:
    """Who gets a complaint, as a router would say; here it is drawn."""

    offices: list[Candidate]
    draw: random.Random

    def assign(self, text: str, **given: object) -> Assignment:
        lead, *helpers = self.draw.sample(self.offices, 3)
        enquiry = self.draw.random() < 0.2
        limit = TimeLimit(
            "enquiry" if enquiry else "ordinary", "时限", 5, Unit.WORKING_DAYS, "", "",
            Certainty.UNVERIFIED,
        )  # fmt: skip
        to_desk = self.draw.random() < 0.15
        return an_assignment(
            lead=None if to_desk else lead,
            disposition=Disposition.DESK if to_desk else Disposition.DISPATCH,
            helpers=tuple(helpers[: self.draw.choice((0, 0, 0, 1, 2))]),
            suggestions=(lead, *helpers),
            time_limit=limit,
            due_at=given["received_at"] + timedelta(days=self.draw.choice((1, 3, 5, 7))),
        )


@dataclass
class Month:
    ports: Ports
    clock: object  # conftest's: stands still until it is told to go on
    texts: list[str]
    seed: int = 5
    did: Counter = field(default_factory=Counter)
    receipts: dict[str, str] = field(default_factory=dict)
    steps: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.draw = random.Random(self.seed)  # noqa: S311
        offices = self.ports.directory.offices_of("140105")[:12]
        self.officers = {
            one.office: StaffMember(f"of {one.office}", StaffRole.OFFICER, "", one.office, one.name)
            for one in offices
        }
        self.router = Draws(offices, self.draw)
        self.agenda: list[tuple[object, str]] = []
        begun = self.clock()
        self.to_file = sorted(
            (begun + timedelta(days=self.draw.random() * 28), text) for text in self.texts
        )

    # -- time ---------------------------------------------------------------------------------

    def run(self, days: int, each_day: Callable[[date], None] | None = None) -> None:
        until, day = self.clock() + timedelta(days=days), day_of(self.clock())
        while self.clock() < until:
            self.clock.now += STEP
            self._file()
            self._act()
            self._worker()
            if day_of(self.clock()) != day:
                performance.catch_up(ports=self.ports)
                if each_day:
                    each_day(day)
                day = day_of(self.clock())
        performance.catch_up(ports=self.ports)

    def open(self) -> list[Complaint]:
        with self.ports.view() as uow:
            every = [uow.complaints.get(number) for number in self.receipts]
        return [one for one in every if one.state not in FINAL]

    def _file(self) -> None:
        while self.to_file and self.to_file[0][0] <= self.clock():
            _, text = self.to_file.pop(0)
            contact = "13812345678" if self.draw.random() < 0.8 else ""
            filed = filing.file_complaint(NewComplaint(text, contact=contact), ports=self.ports)
            self.receipts[filed.number] = filed.receipt
            self._later(filed.number)

    def _act(self) -> None:
        while self.agenda and self.agenda[0][0] <= self.clock():
            _, number = heapq.heappop(self.agenda)
            complaint = self._get(number)
            if complaint.state in FINAL:
                self._exclude(complaint)
                continue
            self.steps[number] += 1
            self.did[self._step(complaint)] += 1
            self._later(number)

    def _worker(self) -> None:
        def send(task: str, number: str) -> None:
            if task == "intake.dispatch":
                dispatching.dispatch(number, ports=self.ports, router=self.router)
            if task == "intake.follow":
                joining.follow(number, ports=self.ports)

        while relay(ports=self.ports, send=send):
            pass
        escalation.end_pauses(ports=self.ports)
        self.did["overdue"] += escalation.raise_overdue(ports=self.ports)

    def _later(self, number: str) -> None:
        hours = self.draw.choice((2, 6, 12, 24, 40))
        heapq.heappush(self.agenda, (self.clock() + timedelta(hours=hours), number))

    def _get(self, number: str) -> Complaint:
        with self.ports.view() as uow:
            return uow.complaints.get(number)

    def _maybe(self, chance: float) -> bool:
        return self.draw.random() < chance

    # -- what is done -------------------------------------------------------------------------

    def _step(self, complaint: Complaint) -> str:  # noqa: PLR0911
        wild = self.steps[complaint.number] < ENOUGH
        if complaint.state is ComplaintState.ANSWERED:
            return self._after_answer(complaint)
        if wild and (done := self._citizen(complaint)):
            return done
        match complaint.state:
            case ComplaintState.AT_DESK:
                return self._desk(complaint)
            case ComplaintState.AT_PANEL:
                return self._decide(complaint, supervising.decide)
            case ComplaintState.ESCALATED:
                return self._decide(complaint, supervising.settle)
            case ComplaintState.IN_HAND:
                return self._office(complaint, wild=wild)
        return "waits"

    def _citizen(self, complaint: Complaint) -> str:
        receipt, roll = self.receipts[complaint.number], self.draw.random()
        if roll < 0.03:
            status.urge(receipt, ports=self.ports)
            return "urge"
        if roll < 0.06:
            status.add_material(receipt, f"再说一下 {roll}", ports=self.ports)
            return "add"
        if roll < 0.07:
            status.withdraw(receipt, ports=self.ports)
            return "withdraw"
        return ""

    def _desk(self, complaint: Complaint) -> str:
        number, roll = complaint.number, self.draw.random()
        if roll < 0.1:
            dispatching.answer_at_desk(number, "请找这里", DISPATCHER, ports=self.ports)
            return "desk answers"
        if roll < 0.25 and not complaint.redone and (other := self._other(number)):
            joining.join_by_hand(number, other, DISPATCHER, ports=self.ports)
            return "join"
        office = self.draw.choice(complaint.suggestions).office
        dispatching.dispatch_by_hand(number, office, by=DISPATCHER.name, ports=self.ports)
        return "dispatch"

    def _other(self, number: str) -> str:
        with self.ports.view() as uow:
            if uow.complaints.joined_to(number):
                return ""
            found = uow.complaints.recent("1401", self.clock() - timedelta(days=14), 20)
        led = [c for c in found if c.number != number and c.state is ComplaintState.IN_HAND]
        return self.draw.choice(led).number if led else ""

    def _decide(self, complaint: Complaint, act: Callable[..., None]) -> str:
        helpers = [t.office for t in complaint.tickets if t.is_open and t.role is Role.HELPER]
        office = self.draw.choice(helpers or list(self.officers))
        act(complaint.number, office, "由它办", SUPERVISOR, ports=self.ports)
        return act.__name__

    def _office(self, complaint: Complaint, *, wild: bool) -> str:  # noqa: PLR0911
        open_ = [one for one in complaint.tickets if one.is_open]
        helpers = [one for one in open_ if one.role is Role.HELPER]
        ticket = self.draw.choice(open_) if wild else (helpers or open_)[0]
        who, now = self.officers[ticket.office], self.clock()
        if ticket.is_asked:
            grant = self._maybe(0.6)
            supervising.decide_extension(
                complaint.number,
                ticket.office,
                "看过材料",
                SUPERVISOR,
                grant=grant,
                ports=self.ports,
            )
            return "extend" if grant else "refuse"
        steps = set(ticket.allowed("officer", now))
        if wild and (done := self._odd(complaint, ticket, who, steps)):
            return done
        if "sign" in steps:
            handling.sign(complaint.number, who, ports=self.ports)
            return "sign"
        if "resume" in steps:
            handling.resume(complaint.number, who, ports=self.ports)
            return "resume"
        if "contact" in steps and self._maybe(0.6):
            handling.contact(complaint.number, who, ports=self.ports)
            return "contact"
        if ticket.role is Role.LEAD and helpers:
            if self._maybe(0.8):
                return "waits for helpers"
            gone = self.draw.choice(helpers).office
            supervising.release(complaint.number, gone, SUPERVISOR, ports=self.ports)
            return "release"
        handling.answer(complaint.number, "办好了", who, ports=self.ports)
        return "answer"

    def _odd(self, complaint: Complaint, ticket: Ticket, who: StaffMember, steps: set[str]) -> str:
        number, roll, ports = complaint.number, self.draw.random(), self.ports
        if "send_back" in steps and roll < 0.12:
            handling.send_back(number, ReturnReason.NOT_OUR_DUTY, "不归我们", who, ports=ports)
            return "send back"
        if "ask_extension" in steps and roll < 0.2:
            handling.ask_extension(number, 5, "等检测", who, ports=ports)
            return "ask extension"
        if "suspend" in steps and roll < 0.25:
            until = day_of(self.clock()) + timedelta(days=3)
            handling.pause(number, PauseReason.INSPECTION, until, who, ports=ports)
            return "pause"
        if ticket.role is Role.LEAD and ticket.state is TicketState.SIGNED and roll < 0.28:
            handling.escalate(number, "我们办不了", who, ports=ports)
            return "escalate"
        if roll < 0.29 and complaint.supervised < 3:
            supervising.supervise(number, "盯一下", SUPERVISOR, ports=ports)
            return "supervise"
        return "dawdle" if roll < 0.4 else ""

    def _after_answer(self, complaint: Complaint) -> str:
        number, roll, ports = complaint.number, self.draw.random(), self.ports
        with ports.view() as uow:
            call_back = call_backs.latest(uow, number)
        heard = Heard(True, self.draw.choice(("yes", "yes", "partly", "no")), self._stars())
        if self.steps[number] >= ENOUGH:
            heard = Heard(True, "yes", 5)
        own = call_back and call_back.office and not complaint.joins  # what it had a ticket of
        if own and not (call_back.office_at or call_back.ended_at) and roll < 0.2:
            who = self.officers[call_back.office]
            visiting.by_office(number, heard, "问过了", who, ports=ports)
            return "office visits"
        if call_back and call_back.is_to_make() and roll < 0.7:
            heard = NOT_REACHED if self._maybe(0.3) else heard
            visiting.record(number, heard, "问过了", VISITOR, tried=call_back.tries, ports=ports)
            return "visit"
        if roll < 0.85:
            solved = heard.solved != "no"
            receipt = self.receipts[number]
            status.rate(receipt, solved=solved, stars=heard.satisfied, ports=ports)
            return "rate"
        return self._exclude(complaint)

    def _stars(self) -> int:
        return self.draw.choice((1, 2, 3, 4, 5, 5, 5))

    def _exclude(self, complaint: Complaint) -> str:
        """Once it is over, some offices ask; a third person decides at once."""
        offices = {one.office for one in complaint.tickets if one.answer}
        for office in sorted(offices):
            who = self.officers[office]
            with self.ports.view() as uow:
                until = excluding.window(uow, complaint, who, self.ports)
            if until is None or self.clock() >= until or not self._maybe(0.15):
                continue
            reason, granted = ExclusionReason.NO_GROUNDS, self._maybe(0.6)
            excluding.ask(complaint.number, reason, "没有依据", who, ports=self.ports)
            # Whoever decided on another office's wish has taken part.
            third = StaffMember(f"wei {office}", StaffRole.SUPERVISOR, "")
            excluding.decide(
                complaint.number, office, "看过了", third, granted=granted, ports=self.ports
            )
            self.did["granted" if granted else "not granted"] += 1
        return "exclusion looked at"
