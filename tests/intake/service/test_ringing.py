"""Calls that ask for a person: who is rung, what their desk shows, who is rung back."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from intake.domain.conversation import Owner
from intake.domain.errors import (
    BadExtension,
    NotAllowedNow,
    NotConnected,
    NotFound,
    TooManyReveals,
    UnknownCode,
)
from intake.domain.events import CallAnswered, CallTransferred, CallWrappedUp, NumberShown
from intake.domain.ring_backs import UNREACHED, WhyBack
from intake.domain.seats import CallerTag, EmergencyLine, SeatState
from intake.domain.staff import StaffRole
from intake.service import (
    assisting,
    calling,
    handover,
    repeat_callers,
    ring_backs,
    ringing,
    seats,
    staffing,
)
from intake.service.filing import NewComplaint, file_complaint
from intake.service.handover import Written
from intake.service.revealing import Purpose
from intake.worker.vault import open_looks
from tests.intake.phone.scripted import WORDS, by_phone
from tests.support.builders import an_assignment

TOKEN = "p" * 32
NUMBER = "13800138000"
TAG = CallerTag("2026Q4", "d" * 64)


def member(ports, name):
    with ports.view() as uow:
        return uow.staff.get(name)


@pytest.fixture
def admin(ports):
    staffing.add("admin", StaffRole.ADMIN, ports=ports)
    return member(ports, "admin")


@pytest.fixture
def agents(ports, admin):
    for name in ("wang", "zhao"):
        staffing.add(name, StaffRole.AGENT, ports=ports)
        seats.give_extension(name, f"agent-{name}", admin, ports=ports)
    return member(ports, "wang"), member(ports, "zhao")


@pytest.fixture
def wang(agents, ports):
    seats.turn(agents[0], SeatState.READY, ports=ports)
    return agents[0]


def seat(who, ports):
    return seats.look(who, ports=ports)


def ask(ports, *said, call="call-1", number=NUMBER, tags=(TAG,), token=TOKEN):
    """A caller tells this, presses 0, and is offered to whoever is ready."""
    phone = by_phone(ports)
    for words in said:
        calling.hear(token, words, ports=phone)
    calling.tap(token, "human", ports=phone)
    conv = calling.look(token, ports=phone)
    return ringing.ask(call, conv, number, tags, ports=phone)


def conv(ports, token=TOKEN):
    return calling.look(token, ports=ports)


def listed(ports):
    return [row.ring_back for row in ring_backs.listed(ports=ports)[0]]


def test_whoever_has_been_ready_longest_is_rung_and_nobody_else(agents, ports, clock):
    wang, zhao = agents
    seats.turn(zhao, SeatState.READY, ports=ports)
    clock.go_on(seconds=5)
    seats.turn(wang, SeatState.READY, ports=ports)
    assert ask(ports, "楼下油烟") == "agent-zhao"
    assert ringing.offer("call-1", ports=ports) == "agent-zhao"  # asked again: the same
    assert ask(ports, "路灯不亮", call="call-2", token="q" * 32) == "agent-wang"
    assert ask(ports, "井盖丢了", call="call-3", token="r" * 32) == ""


def test_who_pauses_has_no_extension_or_no_open_browser_is_not_ready(agents, ports, clock, admin):
    wang, _ = agents
    assert ask(ports) == ""
    seats.turn(wang, SeatState.READY, ports=ports)
    clock.go_on(seconds=61)
    assert ringing.offer("call-1", ports=ports) == ""  # the browser is gone
    seats.still_there(wang, ports=ports)
    seats.give_extension("wang", "", admin, ports=ports)
    assert ringing.offer("call-1", ports=ports) == ""
    seats.give_extension("wang", "agent-1", admin, ports=ports)
    assert ringing.offer("call-1", ports=ports) == "agent-1"


def test_a_heartbeat_is_written_four_times_a_minute_and_keeps_the_seat_ready(wang, ports, clock):
    for _ in range(40):
        clock.go_on(seconds=3)
        seats.still_there(wang, ports=ports)
    assert seat(wang, ports).is_ready(clock())
    before = seat(wang, ports).seen_at
    clock.go_on(seconds=14)
    seats.still_there(wang, ports=ports)
    assert seat(wang, ports).seen_at in (before, clock())


def test_the_desk_has_it_on_screen_before_the_telephone_rings(wang, ports):
    ask(ports, "楼下饭店油烟直排")
    assert not ringing.has_popped("call-1", ports=ports)
    call, shown = ringing.of_seat(seat(wang, ports), ports=ports)
    assert call.shown == "138****8000"
    assert any(turn.text == "楼下饭店油烟直排" for turn in shown.turns)
    ringing.pop("call-1", wang, ports=ports)
    assert ringing.has_popped("call-1", ports=ports)
    with ports.view() as uow:
        assert NUMBER.encode() not in uow.contacts.sealed(call.contact_id)


def test_another_agent_does_not_pop_it(wang, agents, ports):
    ask(ports)
    ringing.pop("call-1", agents[1], ports=ports)
    assert not ringing.has_popped("call-1", ports=ports)


def test_a_call_goes_from_ringing_to_talking_to_its_wrap_up(wang, ports):
    ask(ports, "楼下饭店油烟直排")
    assert ringing.answered("call-1", ports=ports)
    assert (conv(ports).owner, conv(ports).agent) == (Owner.AGENT, "wang")
    with pytest.raises(NotAllowedNow):
        seats.turn(wang, SeatState.READY, ports=ports)
    ringing.ended("call-1", ports=ports)
    assert seat(wang, ports).state is SeatState.WRAPPING
    with pytest.raises(UnknownCode):
        seats.wrap_up(wang, "whatever", ports=ports)
    seats.wrap_up(wang, "answered", ports=ports)
    assert (seat(wang, ports).state, seat(wang, ports).call) == (SeatState.READY, "")
    assert listed(ports) == []
    assert handover.queue(ports=ports) == []
    with ports.view() as uow:
        assert [type(e) for e in uow.events.of("call-1")] == [CallAnswered, CallWrappedUp]
        assert uow.phone.call("call-1").contact_id is None


def test_who_does_not_answer_pauses_and_the_next_one_is_rung(agents, ports, clock):
    wang, zhao = agents
    seats.turn(wang, SeatState.READY, ports=ports)
    clock.go_on(seconds=1)
    seats.turn(zhao, SeatState.READY, ports=ports)
    assert ask(ports) == "agent-wang"
    ringing.missed("call-1", ports=ports)
    assert seat(wang, ports).state is SeatState.PAUSED
    assert ringing.offer("call-1", ports=ports) == "agent-zhao"


def test_who_hangs_up_while_it_rings_is_listed_and_what_they_told_is_filed(wang, ports):
    ask(ports, "楼下饭店油烟直排")
    ringing.ended("call-1", ports=ports)
    ringing.ended("call-1", ports=ports)
    assert seat(wang, ports).is_ready(ports.clock())
    [one] = listed(ports)
    assert (one.why, one.shown) == (WhyBack.GAVE_UP, "138****8000")
    with ports.view() as uow:
        complaint = uow.complaints.get(one.number)
    assert "油烟" in complaint.text
    assert complaint.contact_id
    assert handover.queue(ports=ports) == []


def test_who_said_nothing_and_withholds_the_number_cannot_be_rung_back(ports):
    ask(ports, number="", tags=())
    ringing.ended("call-1", ports=ports)
    assert listed(ports) == []


@pytest.mark.parametrize("message_first", [True, False])
def test_a_message_and_its_call_are_one_row(ports, message_first):
    ask(ports)
    steps = [
        lambda: calling.leave_message("井盖丢了", NUMBER, WORDS, call="call-1", ports=ports),
        lambda: ringing.ended("call-1", ports=ports),
    ]
    for step in steps if message_first else steps[::-1]:
        step()
    [one] = listed(ports)
    assert one.why is WhyBack.MESSAGE
    assert one.number


def test_outside_the_hours_the_list_says_so(ports):
    rules = replace(ports.seat_rules, opens=time(20), closes=time(21))
    night = replace(ports, seat_rules=rules)
    calling.leave_message("井盖丢了", NUMBER, WORDS, call="call-1", ports=night)
    assert listed(night)[0].why is WhyBack.NIGHT


def test_the_overdue_come_first_and_three_tries_are_enough(wang, ports, clock):
    calling.leave_message("井盖丢了", NUMBER, WORDS, call="first", ports=ports)
    clock.go_on(hours=30)
    calling.leave_message("路灯不亮", NUMBER, WORDS, call="second", ports=ports)
    first, second = listed(ports)
    assert (first.call, first.due_at < clock() < second.due_at) == ("first", True)
    for tries in (1, 2, 3):
        ring_backs.take(first.id, wang, ports=ports)
        ring_backs.not_reached(first.id, wang, ports=ports)
        if tries < 3:
            [again] = [one for one in listed(ports) if one.call == "first"]
            assert (again.tries, again.taken_by) == (tries, "")
    assert [one.call for one in listed(ports)] == ["second"]
    with ports.view() as uow:
        assert uow.phone.ring_back(first.id).outcome == UNREACHED


def test_one_agent_takes_it_and_no_other_writes_about_it(agents, ports):
    wang, zhao = agents
    calling.leave_message("井盖丢了", NUMBER, WORDS, call="call-1", ports=ports)
    [one] = listed(ports)
    ring_backs.take(one.id, wang, ports=ports)
    for step in (
        lambda: ring_backs.take(one.id, zhao, ports=ports),
        lambda: ring_backs.reached(one.id, "helped", zhao, ports=ports),
        lambda: ring_backs.show(one.id, Purpose.CONTACT, "", "s", zhao, ports=ports),
    ):
        with pytest.raises(NotAllowedNow):
            step()
    ring_backs.reached(one.id, "helped", wang, ports=ports)
    assert listed(ports) == []
    with pytest.raises(NotFound):
        ring_backs.one(one.id, ports=ports)


def test_a_number_is_opened_for_one_browser_and_for_two_minutes(agents, ports, post, clock):
    wang, zhao = agents
    calling.leave_message("井盖丢了", NUMBER, WORDS, call="call-1", ports=ports)
    [one] = listed(ports)
    ring_backs.take(one.id, wang, ports=ports)
    ring_backs.show(one.id, Purpose.CONTACT, "", "my cookie", wang, ports=ports)

    def number(cookie="my cookie", who=wang):
        return ring_backs.number_of(listed(ports)[0], cookie, who, ports=ports)

    assert number() == ""
    open_looks(ports=ports, opener=post.opener)
    assert number() == NUMBER
    assert number(cookie="another cookie") == ""
    assert number(who=zhao) == ""
    assert NUMBER.encode() not in listed(ports)[0].look_sealed
    clock.go_on(minutes=2)
    assert number() == ""
    open_looks(ports=ports, opener=post.opener)
    assert listed(ports)[0].look_sealed is None
    for _ in range(4):
        ring_backs.show(one.id, Purpose.CONTACT, "", "my cookie", wang, ports=ports)
    with pytest.raises(TooManyReveals):
        ring_backs.show(one.id, Purpose.CONTACT, "", "my cookie", wang, ports=ports)
    with ports.view() as uow:
        assert sum(isinstance(e, NumberShown) for e in uow.events.of("call-1")) == 5


def test_who_calls_again_is_known_by_open_matters_alone(wang, ports):
    filed = [file_complaint(NewComplaint(text), ports=ports) for text in ("路灯不亮", "井盖丢了")]
    repeat_callers.note([one.number for one in filed], (TAG,), ports=ports)
    with ports.uow() as uow:
        uow.complaints.get(filed[1].number).withdraw(ports.clock())
        uow.commit()
    ask(ports)
    call, _ = ringing.of_seat(seat(wang, ports), ports=ports)
    assert len(call.matters) == 2
    assert [c.number for c in repeat_callers.open_matters(call, ports=ports)] == [filed[0].number]


def test_without_a_tag_nothing_is_known_and_with_its_quarter_it_is_forgotten(ports):
    filed = file_complaint(NewComplaint("路灯不亮"), ports=ports)
    repeat_callers.note([filed.number], (TAG,), ports=ports)
    ask(ports, tags=())
    with ports.view() as uow:
        assert uow.phone.call("call-1").matters == []
        assert uow.phone.tagged([TAG]) == [filed.number]
    repeat_callers.forget(["2027Q1", "2026Q4"], ports=ports)
    with ports.view() as uow:
        assert uow.phone.tagged([TAG]) == [filed.number]
    repeat_callers.forget(["2027Q2", "2027Q1"], ports=ports)
    with ports.view() as uow:
        assert uow.phone.tagged([TAG]) == []


class Advising:
    def __init__(self):
        self.told = []

    def assign(self, text, **_):
        self.told.append(text)
        return an_assignment()


def test_while_they_talk_the_callers_words_and_three_offices_are_on_the_card(wang, ports):
    ask(ports, "楼下饭店油烟直排")
    ringing.answered("call-1", ports=ports)
    router = Advising()
    assisting.heard(TOKEN, "在平阳路十八号", ports=by_phone(ports))
    assisting.advise("call-1", router, ports=ports)
    call, shown = ringing.of_seat(seat(wang, ports), ports=ports)
    assert shown.turns[-1].text == "在平阳路十八号"
    assert "平阳路" in router.told[0]
    assert [one.office for one in call.advice] == ["1401-market", "1401-housing"]
    assert "where" in shown.lacks()
    filed = handover.file_for(shown.id, Written(), wang, ports=ports)
    with ports.view() as uow:
        assert "平阳路" in uow.complaints.get(filed.number).text
        assert uow.phone.tagged([TAG]) == [filed.number]


def test_what_turns_out_to_be_secret_leaves_the_card(wang, ports):
    ask(ports)
    ringing.answered("call-1", ports=ports)
    words = "我要匿名举报我们矿长，别让人知道是我说的"
    assisting.heard(TOKEN, words, ports=by_phone(ports))
    assert all("矿长" not in turn.text for turn in conv(ports).turns)
    assert conv(ports).draft == {}


def test_an_agent_files_and_the_caller_gets_the_receipt_only_if_they_wish(wang, ports, post):
    ask(ports, "楼下饭店油烟直排")
    ringing.answered("call-1", ports=ports)
    id = conv(ports).id
    filed = handover.file_for(id, Written(what="路灯不亮"), wang, ports=ports)
    assert all("查询码 " not in text for _, text in post.go_round())
    filed = handover.file_for(id, Written(what="井盖丢了"), wang, by_sms=True, ports=ports)
    said = [(to, text) for to, text in post.go_round() if "查询码 " in text]
    assert [to for to, _ in said] == [NUMBER]
    assert filed.receipt[:4] in said[0][1]
    assert conv(ports).unseen_receipt is None


def test_a_caller_is_sent_on_once_confirmed_and_only_where_a_line_is_connected(wang, agents, ports):
    ask(ports)
    with pytest.raises(NotConnected):
        ringing.transfer("call-1", "119", wang, ports=ports)
    line = EmergencyLine("119", "消防", "sip:119@127.0.0.1")
    rules = replace(ports.seat_rules, emergency={"119": line})
    ports = replace(ports, seat_rules=rules)
    with pytest.raises(NotAllowedNow):  # nobody is on the line yet
        ringing.transfer("call-1", "119", wang, ports=ports)
    ringing.answered("call-1", ports=ports)
    with pytest.raises(NotFound):
        ringing.transfer("call-1", "119", agents[1], ports=ports)
    with pytest.raises(NotFound):
        ringing.transfer("call-1", "911", wang, ports=ports)
    ringing.transfer("call-1", "119", wang, ports=ports)
    with pytest.raises(NotAllowedNow):
        ringing.transfer("call-1", "119", wang, ports=ports)
    assert ringing.is_sent_on("call-1", ports=ports)
    assert ringing.left("call-1", ports=ports) == "sip:119@127.0.0.1"
    assert seat(wang, ports).state is SeatState.WRAPPING
    with ports.view() as uow:
        assert any(isinstance(e, CallTransferred) for e in uow.events.of("call-1"))


def test_nobody_answers_a_telephone_conversation_in_writing(wang, ports):
    ask(ports)
    id = conv(ports).id
    with pytest.raises(NotAllowedNow):
        handover.take(id, "wang", ports=ports)
    ringing.answered("call-1", ports=ports)
    with pytest.raises(NotAllowedNow):
        handover.say(id, "您好", "wang", ports=ports)


@pytest.mark.parametrize("wrong", ["Agent 1", "agent&SIP/x", "分机", "a" * 40, "-a"])
def test_an_extension_is_a_name_the_switchboard_may_be_told(agents, admin, ports, wrong):
    with pytest.raises(BadExtension):
        seats.give_extension("wang", wrong, admin, ports=ports)


def test_only_an_agent_has_one(admin, agents, ports):
    staffing.add("officer", StaffRole.OFFICER, office="1401-market", ports=ports)
    with pytest.raises(NotFound):
        seats.give_extension("officer", "agent-9", admin, ports=ports)
    with pytest.raises(NotFound):
        seats.give_extension("wang", "agent-9", agents[1], ports=ports)


def test_calls_are_forgotten_with_their_conversations(ports, clock):
    from intake.service import forgetting

    ask(ports)
    clock.now += timedelta(days=31)
    forgetting.forget(ports=ports)
    with ports.view() as uow:
        assert uow.phone.call("call-1") is None
