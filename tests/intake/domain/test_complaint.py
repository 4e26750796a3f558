from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from intake.domain.complaint import ComplaintState, Windows
from intake.domain.errors import (
    AlreadyExtended,
    BoundByPanel,
    EmptyText,
    HalfAnswered,
    HandledAbove,
    HelpersStillOpen,
    IntakeError,
    NotAllowedNow,
    NothingAsked,
    TooLate,
)
from intake.domain.exclusions import ExclusionState
from intake.domain.staff import StaffRole
from intake.domain.ticket import GUARDS, PauseReason, ReturnReason, Role, TicketState
from intake.domain.tracks import GUARDS as TRACK_GUARDS
from intake.domain.tracks import TrackState
from intake.domain.transitions import find, table
from intake.domain.visits import NOT_REACHED, Heard, Visitor
from routing.assignment import Candidate, Disposition
from tests.support.builders import (
    HOUSING,
    MARKET,
    MONDAY,
    a_complaint,
    a_dispatched_complaint,
    an_assignment,
)

DAY = timedelta(days=1)


def kinds(complaint):
    return [type(event).__name__ for event in complaint.events]


def test_understanding_twice_opens_one_ticket():
    complaint = a_dispatched_complaint()
    complaint.understand(an_assignment(), MONDAY)
    assert len(complaint.tickets) == 1


def test_what_routing_is_unsure_of_waits_at_the_desk_with_suggestions():
    complaint = a_complaint()
    complaint.understand(an_assignment(disposition=Disposition.DESK, lead=None), MONDAY)
    assert complaint.state is ComplaintState.AT_DESK
    assert complaint.suggestions == [MARKET, HOUSING]
    assert complaint.tickets == []


def test_another_authoritys_matter_is_never_dispatched_by_a_machine():
    complaint = a_complaint()
    complaint.understand(an_assignment(disposition=Disposition.INFORM), MONDAY)
    assert (complaint.state, complaint.desk_why) == (ComplaintState.AT_DESK, "inform")
    assert complaint.tickets == []


def test_an_office_answers_only_what_it_signed():
    complaint = a_dispatched_complaint()
    with pytest.raises(NotAllowedNow):
        complaint.answer("1401-market", "已退款", by="li", at=MONDAY)
    complaint.sign("1401-market", by="li", at=MONDAY)
    complaint.answer("1401-market", "已退款", by="li", at=MONDAY)
    assert complaint.state is ComplaintState.ANSWERED
    assert complaint.answers == [("太原市市场监督管理局", MONDAY, "已退款")]


def test_an_office_without_a_stay_may_do_nothing():
    with pytest.raises(NotAllowedNow):
        a_dispatched_complaint().sign("1401-housing", by="zhao", at=MONDAY)


def test_sending_back_brings_it_to_the_desk_which_may_dispatch_again():
    complaint = a_dispatched_complaint()
    complaint.send_back("1401-market", ReturnReason.NOT_OUR_DUTY, "属住建", by="li", at=MONDAY)
    assert (complaint.state, complaint.desk_why) == (ComplaintState.AT_DESK, "sent_back")
    complaint.dispatch(HOUSING, MONDAY + DAY, by="dai", at=MONDAY)
    assert complaint.state is ComplaintState.IN_HAND
    assert [t.office for t in complaint.tickets if t.is_open] == ["1401-housing"]


def test_an_empty_answer_changes_nothing():
    complaint = a_dispatched_complaint()
    complaint.sign("1401-market", by="li", at=MONDAY)
    with pytest.raises(EmptyText):
        complaint.answer("1401-market", "  \n", by="li", at=MONDAY)
    assert complaint.tickets[0].state is TicketState.SIGNED


def test_lateness_is_frozen_when_the_stay_ends():
    complaint = a_dispatched_complaint()
    complaint.sign("1401-market", by="li", at=MONDAY)
    late = complaint.tickets[0].due_at + timedelta(hours=2)
    complaint.answer("1401-market", "已退款", by="li", at=late)
    assert complaint.tickets[0].late_minutes == 120


def test_unsolved_goes_back_to_the_desk_and_solved_closes():
    for solved, state in ((False, ComplaintState.AT_DESK), (True, ComplaintState.CLOSED)):
        complaint = a_dispatched_complaint()
        complaint.sign("1401-market", by="li", at=MONDAY)
        complaint.answer("1401-market", "已退款", by="li", at=MONDAY)
        complaint.rate(solved=solved, stars=3, at=MONDAY)
        assert complaint.state is state


def test_urging_counts_once_a_day():
    complaint = a_dispatched_complaint()
    for hours in (0, 1, 23, 25):
        complaint.urge(MONDAY + timedelta(hours=hours))
    assert complaint.urged == 2


def test_words_do_not_show_in_a_repr():
    complaint = a_complaint(text="MARKER-7319", place="MARKER-7319")
    complaint.add_material("MARKER-7319", MONDAY)
    assert "MARKER-7319" not in repr(complaint)


HELPER = Candidate("1401-chengguan", "太原市城市管理局", 0.5, "")
ALL_HEARD = [NOT_REACHED, *(Heard(True, s, n) for s in ("yes", "partly", "no") for n in (1, 5))]
OFFICES = ["1401-market", "1401-housing", "1401-chengguan"]
offices = st.sampled_from(OFFICES)


class Life(RuleBasedStateMachine):
    """Any order of steps by anybody: what may not be is refused and changes nothing, what happens
    is in the table, what holds goes on holding."""

    def __init__(self):
        super().__init__()
        self.complaint = a_complaint()
        self.now = MONDAY

    def stands(self):
        return {
            "complaint": self.complaint.state,
            **{at: one.state for at, one in enumerate(self.complaint.tickets)},
        }

    def do(self, name, step):
        self.now += timedelta(minutes=7)
        before, events = self.stands(), len(self.complaint.events)
        try:
            step(self.now)
        except IntakeError:
            assert (self.stands(), len(self.complaint.events)) == (before, events)
            return
        for thing, after in self.stands().items():
            if before.get(thing, after) != after:
                kind = "complaint" if thing == "complaint" else "ticket"
                legal = {(one.source, one.target) for one in table() if one.thing == kind}
                assert (before[thing], after) in legal, name

    @rule(disposition=st.sampled_from(Disposition))
    def understand(self, disposition):
        lead = MARKET if disposition is Disposition.DISPATCH else None
        got = an_assignment(disposition=disposition, lead=lead, helpers=(HOUSING,))
        windows = Windows(self.now + DAY, self.now + DAY)
        self.do("understand", lambda now: self.complaint.understand(got, now, windows))

    @rule(office=st.sampled_from([MARKET, HOUSING]))
    def dispatch(self, office):
        self.do(
            "dispatch",
            lambda now: self.complaint.dispatch(office, now + DAY, by="dai", at=now),
        )

    @rule(office=offices)
    def sign(self, office):
        self.do("sign", lambda now: self.complaint.sign(office, by="li", at=now))

    @rule(office=offices)
    def give(self, office):
        self.do("give", lambda now: self.complaint.give(office, "zhou", by="li", at=now))

    @rule(office=offices)
    def answer(self, office):
        self.do("answer", lambda now: self.complaint.answer(office, "办好了", by="li", at=now))

    @rule(office=offices)
    def send_back(self, office):
        reason = ReturnReason.NOT_OUR_AREA
        self.do(
            "send_back",
            lambda now: self.complaint.send_back(office, reason, "不在本区", by="li", at=now),
        )

    @rule(office=st.sampled_from([MARKET, HOUSING, HELPER]))
    def decide(self, office):
        self.do(
            "decide",
            lambda now: self.complaint.decide(office, now + DAY, "职责清单", by="du", at=now),
        )

    @rule(office=st.sampled_from([HOUSING, HELPER]))
    def add_helper(self, office):
        self.do(
            "add_helper",
            lambda now: self.complaint.add_helper(office, now + DAY, by="du", at=now),
        )

    @rule(office=offices)
    def release(self, office):
        self.do("release", lambda now: self.complaint.release(office, by="du", at=now))

    @rule(office=offices, days=st.integers(-1, 40))
    def ask_extension(self, office, days):
        self.do(
            "ask",
            lambda now: self.complaint.ask_extension(office, days, "等检测", by="li", at=now),
        )

    @rule(office=offices, days=st.integers(0, 30))
    def decide_extension(self, office, days):
        due_at = self.now + days * DAY if days else None
        self.do(
            "extend",
            lambda now: self.complaint.decide_extension(office, due_at, by="du", at=now),
        )

    @rule(office=offices, days=st.integers(-1, 100))
    def pause(self, office, days):
        until = (self.now + days * DAY).date()
        self.do(
            "pause",
            lambda now: self.complaint.pause(office, PauseReason.APPRAISAL, until, by="li", at=now),
        )

    @rule(office=offices)
    def resume(self, office):
        self.do("resume", lambda now: self.complaint.resume(office, by="li", at=now))

    @rule()
    def supervise(self):
        self.do("supervise", lambda now: self.complaint.supervise("久拖不办", by="du", at=now))

    @rule(solved=st.booleans(), again=st.booleans())
    def rate(self, solved, again):
        redo_by = self.now + DAY if again else None
        self.do(
            "rate",
            lambda now: self.complaint.rate(solved=solved, stars=4, at=now, redo_by=redo_by),
        )

    @rule(visitor=st.sampled_from(Visitor), heard=st.sampled_from(ALL_HEARD))
    def visited(self, visitor, heard):
        unhappy = heard.contacted and heard.satisfied < 3
        redo_by = self.now + DAY if unhappy else None
        self.do(
            "visit",
            lambda now: self.complaint.visited(visitor, heard, by="hui", at=now, redo_by=redo_by),
        )

    @rule(office=offices)
    def contact(self, office):
        self.do("contact", lambda now: self.complaint.contact(office, by="li", at=now))

    @rule(office=offices)
    def escalate(self, office):
        self.do(
            "escalate",
            lambda now: self.complaint.escalate(office, "市里才能定", by="li", at=now),
        )

    @rule(office=st.sampled_from([MARKET, HOUSING, HELPER]))
    def settle(self, office):
        self.do(
            "settle",
            lambda now: self.complaint.settle(office, now + DAY, "由它办", by="du", at=now),
        )

    @rule()
    def split(self):
        number = f"{self.complaint.number}-2"
        self.do(
            "split",
            lambda now: self.complaint.split(
                number, "路灯", receipt_digest=number, by="dai", at=now
            ),
        )

    @rule()
    def answer_at_desk(self):
        self.do("answer", lambda now: self.complaint.answer_at_desk("请到 12388", by="dai", at=now))

    @rule()
    def withdraw(self):
        self.do("withdraw", self.complaint.withdraw)

    @rule()
    def be_late(self):
        self.now += timedelta(days=9)
        self.complaint.end_pauses(self.now)
        self.complaint.raise_overdue(self.now)

    @invariant()
    def no_office_has_two_open_stays(self):
        open_now = [t.office for t in self.complaint.tickets if t.is_open]
        assert len(open_now) == len(set(open_now))

    @invariant()
    def somebody_holds_what_is_in_hand_or_at_the_panel(self):
        if self.complaint.state in (ComplaintState.IN_HAND, ComplaintState.AT_PANEL):
            assert any(t.is_open for t in self.complaint.tickets)

    @invariant()
    def a_redo_is_counted_and_the_second_is_the_supervisors(self):
        assert kinds(self.complaint).count("ComplaintReopened") == self.complaint.redone
        above = [
            one
            for one in self.complaint.events
            if type(one).__name__ == "ComplaintEscalated" and one.why == "second_redo"
        ]
        assert len(above) == max(0, self.complaint.redone - 1)

    @invariant()
    def an_office_contacts_once_a_stay(self):
        spoke = kinds(self.complaint).count("CitizenContacted")
        assert spoke == sum(one.contacted_at is not None for one in self.complaint.tickets)

    @invariant()
    def at_most_one_leads(self):
        leads = [t for t in self.complaint.tickets if t.is_open and t.role is Role.LEAD]
        assert len(leads) <= 1

    @invariant()
    def lateness_is_raised_once_a_stay(self):
        raised = kinds(self.complaint).count("TicketOverdue")
        assert raised == sum(t.raised_at is not None for t in self.complaint.tickets)

    @invariant()
    def an_ended_stay_has_its_lateness(self):
        assert all(t.is_open or t.late_minutes is not None for t in self.complaint.tickets)

    @invariant()
    def what_is_offered_can_be_done(self):
        """Whatever a page offers an officer is legal in the table, and nothing else is offered."""
        for ticket in self.complaint.tickets:
            for step in ticket.allowed("officer", self.now):
                assert find("ticket", ticket.state, step)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


# -- returns, panel, time ---------------------------------------------------------------------


def returned_twice():
    complaint = a_dispatched_complaint()
    duty = ReturnReason.NOT_OUR_DUTY
    complaint.send_back("1401-market", duty, "属住建", by="li", at=MONDAY)
    complaint.dispatch(HOUSING, MONDAY + DAY, by="dai", at=MONDAY)
    complaint.send_back("1401-housing", duty, "属市监", by="zhao", at=MONDAY)
    return complaint


def test_the_second_return_goes_to_the_panel_and_whoever_had_it_first_leads_meanwhile():
    complaint = returned_twice()
    assert complaint.state is ComplaintState.AT_PANEL
    [leads] = [t for t in complaint.tickets if t.is_open]
    assert (leads.office, leads.role) == ("1401-market", Role.LEAD)
    with pytest.raises(BoundByPanel):
        complaint.send_back("1401-market", ReturnReason.UNCLEAR, "不", by="li", at=MONDAY)


def test_the_panels_word_binds_and_ends_the_stay_of_whoever_had_it_meanwhile():
    complaint = returned_twice()
    complaint.decide(HOUSING, MONDAY + DAY, "三定方案第五条", by="du", at=MONDAY)
    states = [(t.office, t.state.value) for t in complaint.tickets[-2:]]
    assert states == [("1401-market", "moved"), ("1401-housing", "dispatched")]
    complaint.sign("1401-housing", by="zhao", at=MONDAY)
    with pytest.raises(BoundByPanel):
        complaint.send_back("1401-housing", ReturnReason.UNCLEAR, "不", by="zhao", at=MONDAY)
    decided = complaint.events[-2]
    assert (decided.office, decided.instead_of) == ("1401-housing", "1401-market 1401-housing")


def test_the_window_for_sending_back_closes():
    complaint = a_complaint()
    complaint.understand(an_assignment(), MONDAY, Windows(MONDAY + DAY, MONDAY + DAY))
    with pytest.raises(TooLate) as late:
        complaint.send_back(
            "1401-market", ReturnReason.NOT_OUR_DUTY, "属住建", by="li", at=MONDAY + DAY
        )
    assert late.value.values["day"] == "11月24日"


def test_the_lead_answers_when_the_helpers_have_or_were_let_go():
    complaint = a_complaint()
    complaint.understand(an_assignment(helpers=(HOUSING,)), MONDAY)
    complaint.sign("1401-market", by="li", at=MONDAY)
    with pytest.raises(HelpersStillOpen):
        complaint.answer("1401-market", "办好了", by="li", at=MONDAY)
    complaint.release("1401-housing", by="du", at=MONDAY)
    complaint.answer("1401-market", "办好了", by="li", at=MONDAY)
    assert complaint.state is ComplaintState.ANSWERED


def test_an_extension_is_asked_for_once_in_time_and_granted_by_another():
    complaint = a_dispatched_complaint()
    complaint.sign("1401-market", by="li", at=MONDAY)
    ticket = complaint.tickets[0]
    with pytest.raises(NothingAsked):
        complaint.decide_extension("1401-market", MONDAY + 9 * DAY, by="du", at=MONDAY)
    complaint.ask_extension("1401-market", 5, "等检测报告", by="li", at=MONDAY)
    with pytest.raises(AlreadyExtended):
        complaint.ask_extension("1401-market", 5, "再等", by="li", at=MONDAY)
    later = ticket.due_at + 5 * DAY
    complaint.decide_extension("1401-market", later, by="du", at=MONDAY)
    assert ticket.due_at == later
    with pytest.raises(AlreadyExtended):
        complaint.ask_extension("1401-market", 5, "再等", by="li", at=MONDAY)


def test_a_clock_that_stood_still_is_given_back_and_never_late_meanwhile():
    complaint = a_dispatched_complaint()
    complaint.sign("1401-market", by="li", at=MONDAY)
    ticket, due_at = complaint.tickets[0], complaint.tickets[0].due_at
    until = (MONDAY + 20 * DAY).date()
    complaint.pause("1401-market", PauseReason.APPRAISAL, until, by="li", at=MONDAY)
    complaint.raise_overdue(due_at + DAY)
    assert ticket.raised_at is None
    complaint.end_pauses(MONDAY + 20 * DAY)
    assert ticket.state is TicketState.SUSPENDED
    complaint.end_pauses(MONDAY + 21 * DAY)
    assert (ticket.state, ticket.due_at) == (TicketState.SIGNED, due_at + 21 * DAY)


def test_supervision_has_three_levels():
    complaint = a_dispatched_complaint()
    for level in (1, 2, 3):
        complaint.supervise("久拖不办", by="du", at=MONDAY)
        assert complaint.supervised == level
    with pytest.raises(NotAllowedNow):
        complaint.supervise("再督办", by="du", at=MONDAY)


def test_the_table_names_only_what_there_is():
    states = {
        "ticket": set(TicketState),
        "complaint": set(ComplaintState),
        "track": set(TrackState),
        "exclusion": set(ExclusionState),
    }
    for one in table():
        assert {one.source, one.target} <= states[one.thing]
        assert one.who <= {role.value for role in StaffRole} | {"citizen", "worker"}
        assert one.thing != "ticket" or set(one.guards) <= set(GUARDS)
        assert one.thing != "track" or set(one.guards) <= set(TRACK_GUARDS)
    reasons = {reason for one in table() if one.step == "send_back" for reason in one.reasons}
    assert reasons == set(ReturnReason)
    assert set(find("ticket", "signed", "suspend")[0].reasons) == set(PauseReason)


# -- call-backs, redoing, escalation, parts ----------------------------------------------------


def answered():
    complaint = a_dispatched_complaint()
    complaint.sign("1401-market", by="li", at=MONDAY)
    complaint.answer("1401-market", "已退款", by="li", at=MONDAY)
    return complaint


def visit(complaint, heard, visitor=Visitor.HOTLINE, redo_by=None):
    complaint.visited(visitor, heard, by="hui", at=MONDAY, redo_by=redo_by)


def test_what_the_hotline_hears_closes_or_redoes():
    for heard, redo_by, state in (
        (Heard(True, "yes", 5), None, ComplaintState.CLOSED),
        (Heard(True, "partly", 3), None, ComplaintState.CLOSED),
        (Heard(True, "no", 4), None, ComplaintState.AT_DESK),
        (Heard(True, "yes", 1), MONDAY + DAY, ComplaintState.AT_DESK),
        (NOT_REACHED, None, ComplaintState.ANSWERED),
    ):
        complaint = answered()
        visit(complaint, heard, redo_by=redo_by)
        assert complaint.state is state, heard


def test_an_offices_own_visit_never_closes_but_hears_what_is_to_be_redone():
    complaint = answered()
    visit(complaint, Heard(True, "yes", 5), Visitor.OFFICE)
    assert complaint.state is ComplaintState.ANSWERED
    visit(complaint, Heard(True, "no", 2), Visitor.OFFICE)
    assert complaint.state is ComplaintState.AT_DESK


def test_a_redo_has_a_clock_of_its_own_and_the_second_goes_to_the_supervisor():
    complaint = answered()
    visit(complaint, Heard(True, "no", 1), redo_by=MONDAY + 5 * DAY)
    assert (complaint.redone, complaint.desk_why) == (1, "unsolved")
    assert complaint.answer_by == complaint.next_due == MONDAY + 5 * DAY
    complaint.dispatch(HOUSING, complaint.answer_by, by="dai", at=MONDAY)
    complaint.sign("1401-housing", by="zhao", at=MONDAY)
    complaint.answer("1401-housing", "修好了", by="zhao", at=MONDAY)
    visit(complaint, Heard(True, "no", 1), redo_by=MONDAY + 9 * DAY)
    assert (complaint.redone, complaint.state) == (2, ComplaintState.ESCALATED)
    assert complaint.is_to_decide
    complaint.settle(MARKET, MONDAY + 9 * DAY, "由你们办到底", by="du", at=MONDAY)
    with pytest.raises(NotAllowedNow):
        complaint.settle(MARKET, MONDAY + 9 * DAY, "再定", by="du", at=MONDAY)
    with pytest.raises(BoundByPanel):
        complaint.send_back("1401-market", ReturnReason.UNCLEAR, "不", by="li", at=MONDAY)


def test_what_an_office_cannot_solve_it_keeps_until_the_supervisor_has_decided():
    complaint = a_dispatched_complaint()
    complaint.escalate("1401-market", "要省里定", by="li", at=MONDAY)
    with pytest.raises(HandledAbove):
        complaint.send_back("1401-market", ReturnReason.UNCLEAR, "不", by="li", at=MONDAY)
    complaint.settle(HOUSING, MONDAY + DAY, "归住建", by="du", at=MONDAY)
    assert [t.state.value for t in complaint.tickets] == ["moved", "dispatched"]
    assert complaint.state is ComplaintState.IN_HAND


def test_a_part_has_the_clock_of_the_whole():
    complaint = a_complaint()
    complaint.understand(an_assignment(disposition=Disposition.DESK, lead=None), MONDAY)
    part = complaint.split(
        f"{complaint.number}-2", "路灯不亮", receipt_digest="x", by="dai", at=MONDAY + DAY
    )
    assert (part.state, part.part_of) == (ComplaintState.FILED, complaint.number)
    assert (part.filed_at, part.promised_at) == (MONDAY, complaint.promised_at)
    assert complaint.state is ComplaintState.AT_DESK


@pytest.mark.parametrize(("solved", "satisfied"), [("", 3), ("yes", 0), ("yes", 6), ("maybe", 3)])
def test_a_call_back_has_three_answers_or_one(solved, satisfied):
    with pytest.raises(HalfAnswered):
        Heard(True, solved, satisfied)
    with pytest.raises(HalfAnswered):
        Heard(False, "yes", 3)


def test_helpers_are_let_go_when_the_desk_ends_what_the_lead_sent_back():
    answered, joined, first = a_complaint(), a_complaint(), a_dispatched_complaint()
    for one in (answered, joined):
        one.understand(an_assignment(helpers=(HOUSING,)), MONDAY)
        one.send_back(MARKET.office, ReturnReason.NOT_OUR_DUTY, "不归我们", by="li", at=MONDAY)
    answered.answer_at_desk("请找 12306", by="dai", at=MONDAY)
    joined.join(first, by="dai", at=MONDAY)
    for one in (answered, joined):
        assert [ticket.state.value for ticket in one.tickets] == ["sent_back", "released"]
