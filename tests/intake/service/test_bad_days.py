"""What nobody plans for: forged steps, a department that is gone, a calendar with a hole, a machine
whose clock was put back. A clear sentence, nothing lost, nothing done twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.adapters.directory import CatalogueDirectory
from intake.domain.complaint import ComplaintState
from intake.domain.errors import BadFile, IntakeError
from intake.domain.events import TicketOverdue, TrackOverdue
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import PauseReason, ReturnReason, TicketState
from intake.domain.tracks import TrackKind
from intake.service import (
    changing,
    escalation,
    handling,
    notices,
    performance,
    status,
    supervising,
    track_clocks,
    tracking,
    work,
)
from intake.service.filing import NewComplaint, file_complaint
from intake.service.tracking import Wanted
from intake.texts import problem
from routing import catalogue
from routing.assignment import Kind
from tests.support.builders import HOUSING, MARKET, an_assignment

LI = StaffMember("li", StaffRole.OFFICER, "", MARKET.office, MARKET.name)
ZHAO = StaffMember("zhao", StaffRole.OFFICER, "", HOUSING.office, HOUSING.name)
BOSS = StaffMember("boss", StaffRole.SUPERVISOR, "")
AGENT = StaffMember("agent", StaffRole.AGENT, "")
OUTSIDER = StaffMember("out", StaffRole.OFFICER, "", MARKET.office, outsourced=True)
ADMIN = StaffMember("one", StaffRole.ADMIN, "")
BOTH = (Kind.COMPLAINT, Kind.REPORT)
COMPLAINT, REPORT = TrackKind.COMPLAINT, TrackKind.REPORT


def in_hand(ports):
    got = file_complaint(NewComplaint("衣服开线不给退"), ports=ports)
    with ports.uow() as uow:
        complaint = uow.complaints.get(got.number)
        complaint.understand(an_assignment(kinds=BOTH), ports.clock())
        uow.commit()
    track_clocks.follow(got.number, ports=ports)
    return got


def all_of(number, ports):
    with ports.view() as uow:
        return repr((uow.complaints.get(number), uow.events.of(number), uow.tracks.of(number)))


def facts(number, kind, ports):
    with ports.view() as uow:
        return [one for one in uow.events.of(number) if isinstance(one, kind)]


# -- forged -------------------------------------------------------------------------------------

STEPS = (
    "accept", "propose_refusal", "confirm_refusal", "mediate", "stop", "agree", "open_case",
    "finish", "ask_material", "", "dispatch", "refused", "../accept", "受理", "accept\x00",
)  # fmt: skip
TICKET_STEPS = {
    "sign": lambda n, who, p: handling.sign(n, who, ports=p),
    "answer": lambda n, who, p: handling.answer(n, "好了", who, ports=p),
    "resume": lambda n, who, p: handling.resume(n, who, ports=p),
    "send_back": lambda n, who, p: handling.send_back(
        n, ReturnReason.UNCLEAR, "不清楚", who, ports=p
    ),
    "escalate": lambda n, who, p: handling.escalate(n, "办不了", who, ports=p),
    "decide": lambda n, who, p: supervising.decide(n, HOUSING.office, "它办", who, ports=p),
    "settle": lambda n, who, p: supervising.settle(n, HOUSING.office, "它办", who, ports=p),
    "release": lambda n, who, p: supervising.release(n, MARKET.office, who, ports=p),
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((*STEPS, *TICKET_STEPS)),
            st.sampled_from(TrackKind),
            st.sampled_from(["", "r121_16_3", "r20_15_3", "r121_23_1", "x" * 500]),
            st.sampled_from([LI, ZHAO, BOSS, AGENT, OUTSIDER]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_forged_step_is_refused_in_one_sentence_and_leaves_no_trace(ports, forged):
    number = in_hand(ports).number
    for step, kind, ground, who in forged:
        before, refused = all_of(number, ports), None
        try:
            if step in TICKET_STEPS:
                TICKET_STEPS[step](number, who, ports)
            else:
                tracking.take(number, Wanted(kind, step, ground, "查过了"), who, ports=ports)
        except IntakeError as error:
            refused = error
        if refused:
            assert refused.status < 500
            assert problem(refused.code, **refused.values) != problem("unknown")
            assert all_of(number, ports) == before
        else:
            assert who not in (ZHAO, AGENT)
            assert step in (*TICKET_STEPS, *STEPS[:9])


# -- a department that is gone --------------------------------------------------------------------


@pytest.fixture
def without_market(ports):
    """A catalogue of a year later: the office was dissolved, its tickets were not."""
    facts = catalogue.load()
    left = {code: row for code, row in facts.departments.items() if code != "market"}
    return replace(ports, directory=CatalogueDirectory(replace(facts, departments=left)))


def test_an_office_that_is_gone_finishes_what_it_has(ports, without_market):
    number = in_hand(ports).number
    gone = without_market
    assert gone.directory.office_name(MARKET.office) is None
    [stay] = work.tickets(LI, ports=gone).page.rows
    assert stay.ticket.office_name == MARKET.name
    notice = tracking.take(number, Wanted(COMPLAINT, "accept"), LI, ports=gone)
    assert notice.office_name == MARKET.name
    handling.sign(number, LI, ports=gone)
    handling.answer(number, "已经退款", LI, ports=gone)
    assert work.one(number, LI, ports=gone).complaint.state is ComplaintState.ANSWERED
    assert notices.of_office(LI, ports=gone) == [notice]


def test_or_gives_it_back_and_nobody_can_give_it_to_the_gone_one_again(ports, without_market):
    number, gone = in_hand(ports).number, without_market
    handling.send_back(number, ReturnReason.NOT_OUR_DUTY, "机构撤了", LI, ports=gone)
    track_clocks.follow(number, ports=gone)
    with gone.uow() as uow:
        assert uow.complaints.get(number).state is ComplaintState.AT_DESK
    before = all_of(number, gone)
    with pytest.raises(IntakeError) as caught:
        handling.send_back(
            number, ReturnReason.NOT_OUR_DUTY, "归它", LI, suggested=MARKET.office, ports=gone
        )
    assert caught.value.code == "unknown_office"
    assert all_of(number, gone) == before


def test_what_it_left_lying_is_late_like_everything_and_seen(ports, without_market):
    number, gone = in_hand(ports).number, without_market
    gone.clock.go_on(days=30)
    assert escalation.raise_overdue(ports=gone) >= 3
    assert escalation.raise_overdue(ports=gone) == 0
    assert [one.office for one in facts(number, TicketOverdue, gone)] == [MARKET.office]
    assert len(facts(number, TrackOverdue, gone)) == 2
    assert [one.number for one in work.board(BOSS, ports=gone).page.rows] == [number]
    supervising.supervise(number, "催一催", BOSS, ports=gone)
    supervising.add_helper(number, HOUSING.office, BOSS, ports=gone)
    performance.catch_up(ports=gone)


def test_what_was_not_solved_goes_on_though_the_office_is_gone(ports, without_market):
    got, gone = in_hand(ports), without_market
    handling.sign(got.number, LI, ports=ports)
    handling.answer(got.number, "已经退款", LI, ports=ports)
    status.rate(got.receipt, solved=False, stars=1, ports=gone)
    complaint = work.one(got.number, BOSS, ports=gone).complaint
    assert complaint.next_due is not None  # somebody's clock runs
    assert status.look_up(got.receipt, ports=gone).number == got.number


# -- a calendar with a hole ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arranged", "named"),
    [
        ("{2027: {holidays: [2027-01-01], workdays: []}}", "2027"),
        ("{2028: {holidays: [2028-01-01], workdays: []}}", "2027"),  # a year was left out
        ("{2027: {holidays: [soon]}}", "2027"),
        ("{2027: }", "2027"),
        ("[", "holidays.yml"),
    ],
)
def test_a_calendar_with_a_hole_is_not_even_proposed(ports, arranged, named):
    due = ports.directory.promised_at(Kind.COMPLAINT, ports.clock())
    text = ports.book.text("holidays.yml")
    broken = text.replace("arranged: {}", f"arranged: {arranged}")
    assert broken != text
    with pytest.raises(BadFile) as caught:
        changing.propose("holidays.yml", broken, ADMIN, ports=ports)
    said = problem(caught.value.code, **caught.value.values)
    assert named in said
    assert "没有提交" in said
    assert changing.history(ADMIN, ports=ports) == []
    assert ports.book.text("holidays.yml") == text
    assert ports.directory.promised_at(Kind.COMPLAINT, ports.clock()) == due


# -- a clock that was put back --------------------------------------------------------------------


def back(ports):
    ports.clock.go_on(days=-40)


def test_a_clock_put_back_loses_nothing_and_raises_nothing_twice(ports):
    got = in_hand(ports)
    ports.clock.go_on(days=30)
    escalation.raise_overdue(ports=ports)
    back(ports)
    track_clocks.follow(got.number, ports=ports)
    assert escalation.raise_overdue(ports=ports) == 0
    handling.sign(got.number, LI, ports=ports)
    notice = tracking.take(got.number, Wanted(COMPLAINT, "accept"), LI, ports=ports)
    assert "None" not in notice.body
    ports.clock.go_on(days=40)
    escalation.raise_overdue(ports=ports)
    assert len(facts(got.number, TicketOverdue, ports)) == 1
    assert [one.track for one in facts(got.number, TrackOverdue, ports)] == ["complaint", "report"]
    back(ports)
    handling.answer(got.number, "已经退款", LI, ports=ports)
    stay = work.one(got.number, LI, ports=ports).complaint.tickets[0]
    assert (stay.state, stay.late_minutes) == (TicketState.ANSWERED, 0)
    performance.catch_up(ports=ports)
    assert status.look_up(got.receipt, ports=ports).number == got.number


def test_a_pause_is_never_taken_off_the_time_there_is(ports):
    number = in_hand(ports).number
    handling.sign(number, LI, ports=ports)
    due = work.one(number, LI, ports=ports).complaint.tickets[0].due_at
    until = (ports.clock() + timedelta(days=10)).date()
    handling.pause(number, PauseReason.INSPECTION, until, LI, ports=ports)
    ports.clock.go_on(days=-3)
    handling.resume(number, LI, ports=ports)
    assert work.one(number, LI, ports=ports).complaint.tickets[0].due_at == due


def test_what_was_brought_after_being_asked_counts_though_the_clock_went_back(ports):
    got = in_hand(ports)
    tracking.take(got.number, Wanted(COMPLAINT, "ask_material", text="小票"), LI, ports=ports)
    ports.clock.go_on(days=-3)
    status.add_material(got.receipt, "小票在这里", ports=ports)
    track_clocks.follow(got.number, ports=ports)
    with ports.view() as uow:
        [track] = [one for one in uow.tracks.of(got.number) if one.kind is COMPLAINT]
    assert track.supplied_at == track.asked_at
    assert not track.waits


@pytest.mark.parametrize("kind", TrackKind)
def test_every_step_of_a_track_may_be_taken_before_the_complaint_came_in(ports, kind):
    number = in_hand(ports).number
    ways = {
        COMPLAINT: [("accept", "", ""), ("mediate", "", ""), ("agree", "", "退货款")],
        REPORT: [("open_case", "", ""), ("finish", "", "罚款")],
    }
    for step, ground, text in ways[kind]:
        ports.clock.go_on(days=-100)
        tracking.take(number, Wanted(kind, step, ground, text), LI, ports=ports)
    moved = [view for view in tracking.tracks(number, LI, ports=ports) if view.track.kind is kind]
    assert moved[0].track.due_at is None
