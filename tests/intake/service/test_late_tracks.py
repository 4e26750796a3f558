"""The law's clock of a 投诉 and of a 举报 runs by itself, apart from the ticket's."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from intake.domain.days import day_of, last_day
from intake.domain.errors import NotAllowedNow, NotFound
from intake.domain.events import NoticeIssued, TrackMoved, TrackOverdue
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.domain.tracks import TrackKind, TrackState
from intake.service import (
    dispatching,
    escalation,
    handling,
    notices,
    status,
    track_clocks,
    tracking,
)
from intake.service import telling as planning
from intake.service.filing import NewComplaint, file_complaint
from intake.service.tracking import Wanted
from intake.texts import messages
from intake.worker.relay import TRACKS, relay
from routing.assignment import Certainty, Exclusion, Kind
from routing.catalogue import Catalogue
from tests.support.builders import HOUSING, MARKET, SHANGHAI, FixedRouter, an_assignment

LI = StaffMember("li", StaffRole.OFFICER, "hash", MARKET.office, MARKET.name)
WANG = StaffMember("wang", StaffRole.OFFICER, "hash", MARKET.office, MARKET.name)
ZHAO = StaffMember("zhao", StaffRole.OFFICER, "hash", HOUSING.office, HOUSING.name)
BOSS = StaffMember("boss", StaffRole.SUPERVISOR, "hash")
FAR = StaffMember("far", StaffRole.SUPERVISOR, "hash", area="1402")
BOTH = (Kind.COMPLAINT, Kind.REPORT)
COMPLAINT, REPORT = TrackKind.COMPLAINT, TrackKind.REPORT
ASK = Wanted(COMPLAINT, "ask_material", text="购物小票和付款记录")
IDENTITY = Wanted(COMPLAINT, "ask_identity", text="身份证")
PHONE = "13800138000"


@pytest.fixture
def filed(ports):
    def filed(kinds=BOTH, contact="", **changes):
        new = NewComplaint("衣服开线不给退 MARKER-7319", contact=contact)
        got = file_complaint(new, ports=ports)

        router = FixedRouter(an_assignment(kinds=kinds, **changes))
        dispatching.dispatch(got.number, ports=ports, router=router)
        worker(ports)
        return got

    return filed


def worker(ports):
    """What the relay hands to tasks, of tracks alone."""
    sent = []
    while relay(ports=ports, send=lambda *task: sent.append(task)):
        pass
    for task, number in sent:
        if task == TRACKS:
            track_clocks.follow(number, ports=ports)


def take(number, wanted, who=LI, *, ports):
    return tracking.take(number, wanted, who, ports=ports)


def stored(number, ports):
    with ports.view() as uow:
        return {one.kind: one for one in uow.tracks.of(number)}


def facts(number, kind, ports):
    with ports.view() as uow:
        return [one for one in uow.events.of(number) if isinstance(one, kind)]


def late(who, ports):
    return [(one.number, one.kind) for one in tracking.late([], who, ports=ports).tracks]


def test_both_clocks_begin_when_an_office_of_the_field_gets_the_ticket(ports, filed):
    number = filed().number
    tracks = stored(number, ports)
    assert {kind: (one.holder, one.clock) for kind, one in tracks.items()} == {
        COMPLAINT: (MARKET.office, "market_accept"),
        REPORT: (MARKET.office, "report"),
    }
    shown = {v.track.kind: v.due_at for v in tracking.tracks(number, LI, ports=ports)}
    assert {kind: one.due_at for kind, one in tracks.items()} == shown
    track_clocks.follow(number, ports=ports)
    assert stored(number, ports) == tracks


def test_what_is_of_no_office_of_the_field_has_no_clock(ports, filed):
    assert stored(filed(lead=HOUSING).number, ports) == {}
    assert stored(filed(category="07.06").number, ports) == {}


def test_a_late_decision_is_told_once_and_seen_until_it_is_made(ports, filed):
    number = filed().number
    ports.clock.go_on(days=10)  # seven working days, and one
    assert late(LI, ports) == late(BOSS, ports) == [(number, COMPLAINT)]
    assert late(ZHAO, ports) == late(FAR, ports) == []
    assert escalation.raise_overdue(ports=ports) >= 1
    for _ in range(3):
        assert escalation.raise_overdue(ports=ports) == 0
        ports.clock.go_on(hours=1)
    [told] = facts(number, TrackOverdue, ports)
    assert (told.office, told.track, told.time_limit) == (
        MARKET.office,
        "complaint",
        "market_accept",
    )
    assert last_day(told.due_at) == date(2026, 12, 2)

    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert late(LI, ports) == []
    [moved] = facts(number, TrackMoved, ports)
    assert moved.late_minutes == (ports.clock() - told.due_at) // timedelta(minutes=1) > 0
    ports.clock.go_on(days=30)
    take(number, Wanted(COMPLAINT, "mediate"), ports=ports)
    assert facts(number, TrackMoved, ports)[0] == moved  # as it was then, it stays


def test_the_next_clock_is_told_of_apart(ports, filed):
    number = filed(kinds=(Kind.COMPLAINT,)).number
    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    ports.clock.go_on(days=61)
    escalation.raise_overdue(ports=ports)
    escalation.raise_overdue(ports=ports)
    assert [one.time_limit for one in facts(number, TrackOverdue, ports)] == ["market_mediation"]
    take(number, Wanted(COMPLAINT, "stop", "r121_23_5", "未能达成协议"), ports=ports)
    assert facts(number, TrackMoved, ports)[-1].late_minutes > 0
    assert stored(number, ports)[COMPLAINT].due_at is None


def test_a_ticket_that_was_answered_does_not_stop_the_laws_clock(ports, filed):
    number = filed(kinds=(Kind.REPORT,)).number
    handling.sign(number, LI, ports=ports)
    handling.answer(number, "已经核实", LI, ports=ports)
    worker(ports)
    ports.clock.go_on(days=30)
    escalation.raise_overdue(ports=ports)
    assert len(facts(number, TrackOverdue, ports)) == 1
    assert late(LI, ports) == [(number, REPORT)]


def test_sent_back_it_is_the_supervisors_until_somebody_has_it_again(ports, filed):
    number = filed(kinds=(Kind.COMPLAINT,)).number
    handling.send_back(number, ReturnReason.NOT_OUR_DUTY, "归药监", LI, ports=ports)
    worker(ports)
    ports.clock.go_on(days=10)
    escalation.raise_overdue(ports=ports)
    [told] = facts(number, TrackOverdue, ports)
    assert told.office == ""
    assert late(LI, ports) == []
    assert late(BOSS, ports) == [(number, COMPLAINT)]


def test_what_was_withdrawn_runs_no_more(ports, filed):
    got = filed()
    status.withdraw(got.receipt, ports=ports)
    worker(ports)
    ports.clock.go_on(days=90)
    assert escalation.raise_overdue(ports=ports) == 0
    assert late(BOSS, ports) == []


def test_two_steps_of_two_people_before_the_worker_came_begin_each_track_once(ports):
    got = file_complaint(NewComplaint("衣服开线不给退"), ports=ports)
    with ports.uow() as uow:
        complaint = uow.complaints.get(got.number)
        complaint.understand(an_assignment(kinds=BOTH), ports.clock())
        uow.commit()
    take(got.number, Wanted(COMPLAINT, "accept"), ports=ports)
    worker(ports)
    take(got.number, Wanted(REPORT, "open_case"), WANG, ports=ports)
    assert {k: t.state for k, t in stored(got.number, ports).items()} == {
        COMPLAINT: TrackState.ACCEPTED,
        REPORT: TrackState.CASE_OPENED,
    }


# -- asking the citizen for something -----------------------------------------------------------


def test_asking_for_material_says_what_until_when_and_by_which_article(ports, filed):
    got = filed()
    notice = take(got.number, ASK, ports=ports)
    assert notice.title == "投诉补充材料通知书"
    assert (
        "根据《市场监督管理投诉举报处理办法》第十条第一款、第十一条，请您补充：购物小票"
        in notice.body
    )
    assert "请在2026年11月30日以前补充" in notice.body
    assert "本机关按举报另行处理" in notice.body
    assert status.look_up(got.receipt, ports=ports).notices == [notice]
    assert stored(got.number, ports)[COMPLAINT].state is TrackState.MATERIAL_ASKED
    with pytest.raises(NotAllowedNow):  # all at once, not bit by bit
        take(got.number, ASK, ports=ports)


def test_proof_of_identity_is_asked_for_where_the_new_order_holds_and_never_in_writing(
    ports, filed, clock
):
    notice = take(filed().number, IDENTITY, ports=ports)
    assert notice.title == "限期提供身份证明材料通知书"
    assert "第十条第三款" in notice.body
    assert "不要在网上写证件号码" in notice.body
    clock.now = datetime(2026, 4, 14, 9, tzinfo=SHANGHAI)
    number = filed(kinds=(Kind.COMPLAINT,)).number
    [view] = tracking.tracks(number, LI, ports=ports)
    assert "ask_material" in view.needs
    assert "ask_identity" not in view.needs
    with pytest.raises(NotAllowedNow):
        take(number, IDENTITY, ports=ports)
    old = take(number, ASK, ports=ports)
    assert "《市场监督管理投诉举报处理暂行办法》第九条第一款、第十条" in old.body


def test_a_report_is_never_asked_who_it_is_from(ports, filed):
    number = filed(kinds=(Kind.REPORT,)).number
    for step in ("ask_material", "ask_identity"):
        with pytest.raises(NotAllowedNow):
            take(number, Wanted(REPORT, step, text="身份证"), ports=ports)


def test_the_clock_goes_on_while_nobody_has_read_that_it_stops(ports, filed):
    number = filed(kinds=(Kind.COMPLAINT,)).number
    before = stored(number, ports)[COMPLAINT].due_at
    take(number, ASK, ports=ports)
    assert stored(number, ports)[COMPLAINT].due_at == before


def test_where_a_file_says_so_the_days_of_waiting_are_not_counted(ports, filed, monkeypatch):
    rule = Catalogue.time_limit
    waits = Exclusion("material", "第十条", "某办法", Certainty.FULL)
    monkeypatch.setattr(
        Catalogue, "time_limit", lambda *given: replace(rule(*given), excludes=(waits,))
    )
    got = filed(kinds=(Kind.COMPLAINT,))
    assert last_day(stored(got.number, ports)[COMPLAINT].due_at) == date(2026, 12, 2)
    take(got.number, ASK, ports=ports)
    worker(ports)  # asked on Monday, until Monday: five working days less
    assert last_day(stored(got.number, ports)[COMPLAINT].due_at) == date(2026, 12, 9)
    ports.clock.go_on(days=2)
    status.add_material(got.receipt, "小票在这里", ports=ports)
    worker(ports)
    track = stored(got.number, ports)[COMPLAINT]
    assert day_of(track.supplied_at) == date(2026, 11, 25)
    assert last_day(track.due_at) == date(2026, 12, 4)


def test_what_was_not_brought_is_refused_by_two_people_and_never_by_itself(ports, filed):
    number = filed().number
    take(number, ASK, ports=ports)
    ports.clock.go_on(days=40)
    worker(ports)
    escalation.raise_overdue(ports=ports)
    assert stored(number, ports)[COMPLAINT].state is TrackState.MATERIAL_ASKED
    take(number, Wanted(COMPLAINT, "propose_refusal", "r121_16_5", "没有补"), ports=ports)
    notice = take(number, Wanted(COMPLAINT, "confirm_refusal"), WANG, ports=ports)
    assert "第十六条第（五）项" in notice.body


def test_a_supervisor_sees_how_far_a_track_is_and_charlie_does_not(ports, filed):
    number = filed().number
    assert [one.track.kind for one in tracking.standing(number, BOSS, ports=ports)] == [
        COMPLAINT,
        REPORT,
    ]
    for who in (FAR, LI, ZHAO):
        with pytest.raises(NotFound):
            tracking.standing(number, who, ports=ports)


# -- telling ------------------------------------------------------------------------------------


def told(post, to=PHONE):
    return [said for one, said in post.go_round() if one == to]


def test_each_notice_is_one_message_that_says_nothing_of_it(ports, post, filed):
    number = filed(contact=PHONE).number
    told(post)
    take(number, ASK, ports=ports)
    [asked] = told(post)
    assert asked == messages().say("asked", number=number, day="11月30日").text
    take(number, Wanted(REPORT, "open_case"), ports=ports)
    [opened] = told(post)
    assert opened == messages().say("notice", number=number).text
    assert told(post) == []
    said = asked + opened
    for word in ("举报", "立案", "小票", "MARKER", "市场", "受理"):
        assert word not in said


def test_what_was_brought_meanwhile_is_not_asked_for_any_more(ports, post, filed):
    got = filed(contact=PHONE)
    told(post)
    take(got.number, ASK, ports=ports)
    status.add_material(got.receipt, "小票在这里", ports=ports)
    worker(ports)
    assert told(post) == []


def test_who_left_no_contact_is_told_nothing(ports, post, filed):
    number = filed().number
    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert post.go_round() == []
    [issued] = facts(number, NoticeIssued, ports)
    assert issued.kind == "acceptance"


def test_a_draft_tells_nobody(ports, post, filed):
    number = filed(contact=PHONE).number
    told(post)
    tracking.draft(number, ASK, LI, ports=ports)
    assert told(post) == []
    assert notices.of_office(LI, ports=ports) == []


def test_the_office_is_told_that_a_track_is_late_while_it_is(ports, post, filed):
    with ports.uow() as uow:
        uow.staff.add(LI)
        uow.commit()
    planning.set_address("li@example.org", LI, ports=ports)
    mine, decided = filed().number, filed().number
    told(post)
    ports.clock.go_on(days=10)
    escalation.raise_overdue(ports=ports)
    take(decided, Wanted(COMPLAINT, "accept"), ports=ports)
    said = [one for one in told(post, "li@example.org") if "法定期限" in one]
    assert said == [messages().say("track_overdue", number=mine).text]
