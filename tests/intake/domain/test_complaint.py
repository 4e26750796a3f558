from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from intake.domain.complaint import ComplaintState
from intake.domain.errors import EmptyText, NotAllowedNow
from intake.domain.ticket import ReturnReason, TicketState
from routing.assignment import Disposition
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


class Life(RuleBasedStateMachine):
    """Any order of steps by anybody: what may not be is refused, what holds goes on holding."""

    def __init__(self):
        super().__init__()
        self.complaint = a_complaint()
        self.now = MONDAY

    def do(self, step):
        self.now += timedelta(minutes=7)
        before = (self.complaint.state, len(self.complaint.events))
        try:
            step(self.now)
        except NotAllowedNow:
            assert (self.complaint.state, len(self.complaint.events)) == before

    @rule(disposition=st.sampled_from(Disposition))
    def understand(self, disposition):
        lead = MARKET if disposition is Disposition.DISPATCH else None
        got = an_assignment(disposition=disposition, lead=lead, helpers=(HOUSING,))
        self.do(lambda now: self.complaint.understand(got, now))

    @rule(office=st.sampled_from([MARKET, HOUSING]))
    def dispatch(self, office):
        self.do(lambda now: self.complaint.dispatch(office, now + DAY, by="dai", at=now))

    @rule(office=st.sampled_from(["1401-market", "1401-housing", "1402-market"]))
    def sign(self, office):
        self.do(lambda now: self.complaint.sign(office, by="li", at=now))

    @rule(office=st.sampled_from(["1401-market", "1401-housing"]))
    def answer(self, office):
        self.do(lambda now: self.complaint.answer(office, "办好了", by="li", at=now))

    @rule(office=st.sampled_from(["1401-market", "1401-housing"]))
    def send_back(self, office):
        reason = ReturnReason.NOT_OUR_AREA
        self.do(lambda now: self.complaint.send_back(office, reason, "不在本区", by="li", at=now))

    @rule(solved=st.booleans())
    def rate(self, solved):
        self.do(lambda now: self.complaint.rate(solved=solved, stars=4, at=now))

    @rule()
    def answer_at_desk(self):
        self.do(lambda now: self.complaint.answer_at_desk("请到 12388", by="dai", at=now))

    @rule()
    def withdraw(self):
        self.do(self.complaint.withdraw)

    @rule()
    def be_late(self):
        self.now += timedelta(days=9)
        self.complaint.raise_overdue(self.now)

    @invariant()
    def no_office_has_two_open_stays(self):
        open_now = [t.office for t in self.complaint.tickets if t.is_open]
        assert len(open_now) == len(set(open_now))

    @invariant()
    def in_hand_means_that_somebody_holds_it(self):
        if self.complaint.state is ComplaintState.IN_HAND:
            assert any(t.is_open for t in self.complaint.tickets)

    @invariant()
    def lateness_is_raised_once_a_stay(self):
        raised = kinds(self.complaint).count("TicketOverdue")
        assert raised == sum(t.raised_at is not None for t in self.complaint.tickets)

    @invariant()
    def an_ended_stay_has_its_lateness(self):
        assert all(t.is_open or t.late_minutes is not None for t in self.complaint.tickets)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
