"""After an answer: the office asks, the hotline asks, the citizen follows a link."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.domain.complaint import ComplaintState
from intake.domain.errors import (
    AlreadyAsked,
    ChangedMeanwhile,
    EmptyText,
    ExclusionTooLate,
    LinkUsed,
    NotAllowed,
    NotAllowedNow,
    NotFound,
    TookPart,
)
from intake.domain.events import (
    CitizenContacted,
    CitizenVisited,
    ExclusionDecided,
    TextRevealed,
)
from intake.domain.exclusions import ExclusionReason
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.visits import NOT_REACHED, Heard
from intake.service import (
    delivering,
    dispatching,
    excluding,
    filing,
    handling,
    joining,
    splitting,
    status,
    supervising,
    surveys,
    visiting,
    work,
)
from intake.service.filing import NewComplaint
from routing.assignment import Disposition
from tests.intake.service.test_work import (
    DISPATCHER,
    HOUSING_OFFICER,
    MARKET_OFFICER,
    FixedRouter,
    filed,
)
from tests.support.builders import MARKET, an_assignment

VISITOR = StaffMember("hui", StaffRole.VISITOR, "")
SUPERVISOR = StaffMember("du", StaffRole.SUPERVISOR, "")
OTHER_SUPERVISOR = StaffMember("wei", StaffRole.SUPERVISOR, "")
HAPPY, UNHAPPY = Heard(True, "yes", 5), Heard(True, "no", 1)


@pytest.fixture
def ports(ports):
    return replace(ports, public_url="https://12345.example/")


def dispatched(ports, **more):
    got = filed(ports, **more)
    dispatching.dispatch(got.number, ports=ports, router=FixedRouter())
    handling.sign(got.number, MARKET_OFFICER, ports=ports)
    return got


def answered(ports, contact="13812345678"):
    got = dispatched(ports, contact=contact)
    handling.answer(got.number, "已经退款", MARKET_OFFICER, ports=ports)
    return got


def complaint(ports, got):
    with ports.view() as uow:
        return uow.complaints.get(got.number)


def facts(ports, got, kind):
    with ports.view() as uow:
        return [event for event in uow.events.of(got.number) if isinstance(event, kind)]


def to_call(ports):
    return [row.complaint.number for row in visiting.desk(VISITOR, ports=ports).page.rows]


def call(ports, got, heard, note="", tried=0):
    visiting.record(got.number, heard, note, VISITOR, tried=tried, ports=ports)


# -- first contact and the two visits -------------------------------------------------------------


def test_the_officer_says_once_that_the_citizen_was_contacted(ports):
    got = dispatched(ports)
    handling.contact(got.number, MARKET_OFFICER, ports=ports)
    with pytest.raises(NotAllowedNow):
        handling.contact(got.number, MARKET_OFFICER, ports=ports)
    [fact] = facts(ports, got, CitizenContacted)
    assert (fact.office, fact.by) == (MARKET.office, "li")
    assert "contacted" in [s.what for s in status.look_up(got.receipt, ports=ports).history]


def test_both_visits_ask_three_questions_and_the_hotlines_closes(ports):
    got = answered(ports)
    visiting.by_office(got.number, HAPPY, "", MARKET_OFFICER, ports=ports)
    assert complaint(ports, got).state is ComplaintState.ANSWERED
    with pytest.raises(NotAllowedNow):
        visiting.by_office(got.number, HAPPY, "", MARKET_OFFICER, ports=ports)
    assert to_call(ports) == [got.number]
    call(ports, got, Heard(True, "partly", 4))
    assert complaint(ports, got).state is ComplaintState.CLOSED
    assert to_call(ports) == []
    heard = [(f.visitor, f.solved, f.satisfied) for f in facts(ports, got, CitizenVisited)]
    assert heard == [("office", "yes", 5), ("hotline", "partly", 4)]


def test_three_calls_nobody_takes_are_one_fact_and_the_citizen_may_still_rate(ports, clock):
    got = answered(ports)
    for tried in range(3):
        assert facts(ports, got, CitizenVisited) == []
        call(ports, got, NOT_REACHED, tried=tried)
        clock.go_on(days=1)
    [fact] = facts(ports, got, CitizenVisited)
    assert (fact.contacted, fact.solved, fact.satisfied) == (False, "", 0)
    assert to_call(ports) == []
    status.rate(got.receipt, solved=True, stars=5, ports=ports)
    assert complaint(ports, got).state is ComplaintState.CLOSED


def test_a_form_sent_twice_counts_one_call(ports):
    got = answered(ports)
    call(ports, got, NOT_REACHED)
    with pytest.raises(ChangedMeanwhile):
        call(ports, got, NOT_REACHED)


def test_unsolved_needs_a_reason_which_is_in_no_event_and_starts_a_clock(ports):
    got = answered(ports)
    with pytest.raises(EmptyText):
        call(ports, got, UNHAPPY)
    assert facts(ports, got, CitizenVisited) == []
    call(ports, got, UNHAPPY, "MARKER-7319 还没退")
    now = complaint(ports, got)
    assert (now.state, now.desk_why, now.redone) == (ComplaintState.AT_DESK, "unsolved", 1)
    assert now.redo_by > ports.clock()
    with ports.view() as uow:
        assert "MARKER-7319" not in repr(uow.events.latest())
        assert [note.text for note in uow.notes.of(got.number)] == ["MARKER-7319 还没退"]
    dispatching.dispatch_by_hand(got.number, MARKET.office, by="dai", ports=ports)
    assert complaint(ports, got).tickets[-1].due_at == now.redo_by


def test_the_second_redo_is_the_supervisors_and_every_answer_is_asked_about(ports):
    got = answered(ports)
    call(ports, got, UNHAPPY, "没退")
    dispatching.dispatch_by_hand(got.number, MARKET.office, by="dai", ports=ports)
    handling.sign(got.number, MARKET_OFFICER, ports=ports)
    handling.answer(got.number, "这回退了", MARKET_OFFICER, ports=ports)
    assert to_call(ports) == [got.number]
    call(ports, got, UNHAPPY, "还是没退")
    assert complaint(ports, got).state is ComplaintState.ESCALATED
    supervising.settle(got.number, MARKET.office, "三天内退清", SUPERVISOR, ports=ports)
    assert complaint(ports, got).state is ComplaintState.IN_HAND


def test_who_left_no_phone_is_not_called_and_a_rating_ends_the_call(ports):
    silent, told = answered(ports, contact=""), answered(ports)
    assert to_call(ports) == [told.number]
    status.rate(told.receipt, solved=True, stars=4, ports=ports)
    assert to_call(ports) == []
    assert silent.number not in to_call(ports)


def test_a_sample_is_called_and_the_others_get_a_link(ports):
    some = replace(ports, visit_rules=replace(ports.visit_rules, share=50))
    numbers = [answered(some).number for _ in range(24)]
    called = set(to_call(some))
    assert 0 < len(called) < len(numbers)
    with some.view() as uow:
        asked = {n for n in numbers if uow.deliveries.of(n)}
    assert asked == set(numbers) - called


def test_the_visitor_sees_only_what_is_to_be_called_about(ports):
    got = answered(ports)
    with pytest.raises(NotAllowed):
        visiting.desk(DISPATCHER, ports=ports)
    with pytest.raises(NotFound):
        visiting.one(got.number, SUPERVISOR, ports=ports)
    assert visiting.one(got.number, VISITOR, ports=ports)[0].complaint.number == got.number
    call(ports, got, HAPPY)
    with pytest.raises(NotFound):
        visiting.one(got.number, VISITOR, ports=ports)


def test_the_visitor_reads_no_office_s_own_reasons(ports):
    got = answered(ports)
    visiting.by_office(got.number, Heard(True, "partly", 3), "等零件", MARKET_OFFICER, ports=ports)
    excluded(ports, got, "MARKER-3 他总来投诉")
    _, notes = visiting.one(got.number, VISITOR, ports=ports)
    assert [note.text for note in notes] == ["等零件"]


# -- the link -------------------------------------------------------------------------------------


def linked(ports, got):
    """The token of the link that was sent instead of a call."""
    visiting.by_message(got.number, VISITOR, ports=ports)
    with ports.view() as uow:
        row = [row for row in uow.deliveries.of(got.number) if row.what == "survey"][-1]
    text = delivering.message_for(row, ports=ports).text
    assert delivering.message_for(row, ports=ports).text == text  # sent twice, it is one link
    return text.partition("https://12345.example/survey/")[2]


def test_a_link_opens_the_survey_once_and_shows_nothing_but_the_number(ports):
    got = answered(ports)
    token = linked(ports, got)
    assert surveys.look(token, ports=ports) == surveys.look(token, ports=ports) == got.number
    assert surveys.answer(token, UNHAPPY, "发票还没给", ports=ports) is True
    now = complaint(ports, got)
    assert (now.state, now.materials[-1].text) == (ComplaintState.AT_DESK, "发票还没给")
    for again in (token, "x" * 32, ""):
        with pytest.raises(LinkUsed):
            surveys.answer(again, HAPPY, "", ports=ports)
    [fact] = facts(ports, got, CitizenVisited)
    assert (fact.visitor, fact.by, fact.solved) == ("citizen", "citizen", "no")
    assert to_call(ports) == []


def test_a_link_is_stored_as_a_keyed_digest_alone(ports):
    token = linked(ports, answered(ports))
    with ports.view() as uow:
        assert token not in repr([vars(one) for one in uow._store.call_backs])
        assert token not in repr(uow._store.rows) + repr(uow._store.deliveries)


def test_a_link_expires_a_newer_one_replaces_it_and_a_rating_ends_it(ports, clock):
    got = answered(ports)
    old = linked(ports, got)
    new = linked(ports, got)
    with pytest.raises(LinkUsed):
        surveys.look(old, ports=ports)
    clock.go_on(days=6, hours=23)
    surveys.look(new, ports=ports)
    clock.go_on(hours=2)
    with pytest.raises(LinkUsed):
        surveys.look(new, ports=ports)
    last = linked(ports, got)
    status.rate(got.receipt, solved=True, stars=4, ports=ports)
    with pytest.raises(LinkUsed):
        surveys.answer(last, UNHAPPY, "", ports=ports)
    assert complaint(ports, got).state is ComplaintState.CLOSED


def test_without_an_address_for_links_none_is_planned(ports):
    bare = replace(ports, public_url="", visit_rules=replace(ports.visit_rules, share=0))
    got = answered(bare)
    with bare.view() as uow:
        assert uow.deliveries.of(got.number) == []


# -- exclusions -----------------------------------------------------------------------------------


def excluded(ports, got, note="法律没有这一条"):
    excluding.ask(got.number, ExclusionReason.NO_GROUNDS, note, MARKET_OFFICER, ports=ports)


def test_an_office_asks_once_and_somebody_who_took_no_part_decides_with_reasons(ports):
    got = answered(ports)
    excluded(ports, got)
    with pytest.raises(AlreadyAsked):
        excluded(ports, got)
    [row] = excluding.queue(SUPERVISOR, ports=ports)
    assert row.note == "法律没有这一条"

    def decide(who, note="依据成立"):
        excluding.decide(got.number, MARKET.office, note, who, granted=True, ports=ports)

    with pytest.raises(EmptyText):
        decide(SUPERVISOR, " ")
    decide(SUPERVISOR)
    with pytest.raises(NotAllowedNow):
        decide(SUPERVISOR)
    [fact] = facts(ports, got, ExclusionDecided)
    assert (fact.office, fact.by, fact.granted) == (MARKET.office, "du", True)
    assert excluding.queue(SUPERVISOR, ports=ports) == []


def test_a_supervisor_who_handled_it_does_not_decide(ports):
    got = dispatched(ports)
    supervising.supervise(got.number, "久拖不办", SUPERVISOR, ports=ports)
    handling.answer(got.number, "已经退款", MARKET_OFFICER, ports=ports)
    excluded(ports, got)
    say = {"granted": False, "ports": ports}
    with pytest.raises(TookPart):
        excluding.decide(got.number, MARKET.office, "不成立", SUPERVISOR, **say)
    excluding.decide(got.number, MARKET.office, "不成立", OTHER_SUPERVISOR, **say)


def test_the_window_begins_anew_with_the_call_back_and_closes(ports, clock):
    got, other = answered(ports), answered(ports)
    clock.go_on(days=4)
    call(ports, got, HAPPY)
    clock.go_on(days=4)
    excluded(ports, got)
    with pytest.raises(ExclusionTooLate) as late:
        excluded(ports, other)
    assert late.value.values["day"] == "11月28日"


def test_what_is_still_worked_on_cannot_be_left_out(ports):
    with pytest.raises(NotAllowedNow):
        excluded(ports, dispatched(ports))


# -- escalation and parts -------------------------------------------------------------------------


def test_an_escalation_tells_the_supervisor_why(ports):
    got = dispatched(ports)
    with pytest.raises(EmptyText):
        handling.escalate(got.number, " ", MARKET_OFFICER, ports=ports)
    handling.escalate(got.number, "要省里定", MARKET_OFFICER, ports=ports)
    with ports.view() as uow:
        assert [note.text for note in uow.notes.of(got.number)] == ["要省里定"]
    assert status.look_up(got.receipt, ports=ports).state == "escalated"


def test_two_matters_go_two_ways_and_the_citizen_sees_one_whole(ports):
    text = "商场不给退款，门口的路灯也不亮"
    got = filing.file_complaint(NewComplaint(text), ports=ports)
    at_desk = an_assignment(disposition=Disposition.DESK, lead=None)
    dispatching.dispatch(got.number, ports=ports, router=FixedRouter(at_desk))
    second = splitting.split(got.number, "门口的路灯不亮", DISPATCHER, ports=ports)
    assert second == f"{got.number}-2"
    dispatching.dispatch(second, ports=ports, router=FixedRouter())
    handling.sign(second, MARKET_OFFICER, ports=ports)
    handling.answer(second, "修好了", MARKET_OFFICER, ports=ports)
    seen = status.look_up(got.receipt, ports=ports)
    [part] = seen.parts
    assert (seen.state, part.state, part.can_rate) == ("at_desk", "answered", True)
    assert part.answers[0][2] == "修好了"
    status.rate(got.receipt, solved=True, stars=5, part=second, ports=ports)
    assert status.look_up(got.receipt, ports=ports).parts[0].state == "closed"
    with pytest.raises(NotFound):
        status.rate(got.receipt, solved=True, stars=5, part="20261123-999999", ports=ports)
    status.withdraw(got.receipt, ports=ports)
    after = status.look_up(got.receipt, ports=ports)
    assert (after.state, after.parts[0].state) == ("withdrawn", "closed")


def test_only_at_the_desk_is_anything_split(ports):
    got = dispatched(ports)
    with pytest.raises(NotAllowedNow):
        splitting.split(got.number, "路灯", DISPATCHER, ports=ports)
    with pytest.raises(NotFound):
        splitting.split(got.number, "路灯", MARKET_OFFICER, ports=ports)


def joined_and_answered(ports):
    """Two told of one matter; the office answered the first."""
    first, other = dispatched(ports, contact="13812345678"), filed(ports, contact="13812345678")
    desk = FixedRouter(an_assignment(disposition=Disposition.DESK, lead=None))
    dispatching.dispatch(other.number, ports=ports, router=desk)
    joining.join_by_hand(other.number, first.number, DISPATCHER, ports=ports)
    handling.answer(first.number, "已经退款", MARKET_OFFICER, ports=ports)
    joining.follow(first.number, ports=ports)
    return first, other


def test_an_office_calls_back_those_who_joined_its_own(ports):
    first, other = joined_and_answered(ports)
    waiting = work.one(first.number, MARKET_OFFICER, ports=ports).to_visit
    assert [one.number for one in waiting] == [first.number, other.number]
    visiting.by_office(other.number, HAPPY, "", MARKET_OFFICER, ports=ports)
    [fact] = facts(ports, other, CitizenVisited)
    assert (fact.visitor, fact.by) == ("office", "li")
    with pytest.raises(NotAllowedNow):
        visiting.by_office(other.number, HAPPY, "", MARKET_OFFICER, ports=ports)
    waiting = work.one(first.number, MARKET_OFFICER, ports=ports).to_visit
    assert [one.number for one in waiting] == [first.number]
    visiting.by_office(first.number, UNHAPPY, "还没退", MARKET_OFFICER, ports=ports)
    assert work.one(first.number, MARKET_OFFICER, ports=ports).to_visit == []


def test_another_office_calls_nobody_back_who_joined(ports):
    _, other = joined_and_answered(ports)
    with pytest.raises(NotFound):
        visiting.by_office(other.number, HAPPY, "", HOUSING_OFFICER, ports=ports)


def test_one_person_decides_on_what_two_offices_ask_of_one_complaint(ports):
    got = answered(ports)
    call(ports, got, UNHAPPY, "没退")
    dispatching.dispatch_by_hand(got.number, "1401-housing", by="dai", ports=ports)
    handling.sign(got.number, HOUSING_OFFICER, ports=ports)
    handling.answer(got.number, "退了", HOUSING_OFFICER, ports=ports)
    reason = ExclusionReason.NO_GROUNDS
    for officer in (MARKET_OFFICER, HOUSING_OFFICER):
        excluding.ask(got.number, reason, "没有依据", officer, ports=ports)
    for office, granted in ((MARKET.office, True), ("1401-housing", False)):
        excluding.decide(got.number, office, "看过了", SUPERVISOR, granted=granted, ports=ports)
    assert [fact.by for fact in facts(ports, got, ExclusionDecided)] == ["du", "du"]
    assert excluding.queue(SUPERVISOR, ports=ports) == []


def test_whoever_had_a_hand_in_the_work_decides_on_neither(ports):
    got = answered(ports)
    excluded(ports, got)
    with ports.uow() as uow:
        uow.events.add(TextRevealed(got.number, ports.clock(), MARKET.office, "du", "contact"))
        uow.commit()
    with pytest.raises(TookPart):
        excluding.decide(got.number, MARKET.office, "看过了", SUPERVISOR, granted=True, ports=ports)


def test_a_call_is_due_on_a_working_day(ports):
    got = answered(ports)
    [row] = visiting.desk(VISITOR, ports=ports).page.rows
    assert row.call_back.number == got.number
    assert row.call_back.due_at - ports.clock() >= timedelta(days=ports.visit_rules.days - 1)
