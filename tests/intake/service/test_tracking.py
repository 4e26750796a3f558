"""An officer decides on 投诉 and 举报 apart; each decision issues its notice."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.domain.errors import (
    ChangedMeanwhile,
    IntakeError,
    NotAllowedNow,
    NotFound,
    SecondPersonNeeded,
    UnknownGround,
)
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.domain.tracks import TrackKind, TrackState
from intake.service import handling, hinting, notices, status, tracking
from intake.service.filing import NewComplaint, file_complaint
from intake.service.tracking import Wanted
from intake.texts.tracks import profit_rules
from routing.assignment import Kind
from tests.intake.conftest import afresh
from tests.support.builders import HOUSING, MARKET, SHANGHAI, an_assignment

LI = StaffMember("li", StaffRole.OFFICER, "", MARKET.office, MARKET.name)
WANG = StaffMember("wang", StaffRole.OFFICER, "", MARKET.office, MARKET.name)
CHARLIE = StaffMember("charlie", StaffRole.OFFICER, "", HOUSING.office, HOUSING.name)
BOTH = (Kind.COMPLAINT, Kind.REPORT)
COMPLAINT, REPORT = TrackKind.COMPLAINT, TrackKind.REPORT
REFUSE = Wanted(COMPLAINT, "propose_refusal", "r121_16_3", "一次买了五十箱用来转卖")
CONFIRM = Wanted(COMPLAINT, "confirm_refusal")
PLAIN = "在商场买的衣服开线了，不给退"
TEMPLATE = "分6次购买50瓶，购物过程全程录像，要求退一赔十，请依法查处并书面告知"


def filing(ports):
    def filed(text=PLAIN, kinds=BOTH, **changes):
        got = file_complaint(NewComplaint(text), ports=ports)
        with ports.uow() as uow:
            complaint = uow.complaints.get(got.number)
            complaint.understand(an_assignment(kinds=kinds, **changes), ports.clock())
            uow.commit()
        return got

    return filed


@pytest.fixture
def filed(ports):
    return filing(ports)


def take(number, wanted, who=LI, *, ports, **more):
    return tracking.take(number, wanted, who, ports=ports, **more)


def states(number, ports, who=LI):
    return [view.track.state for view in tracking.tracks(number, who, ports=ports)]


def facts(number, ports):
    with ports.view() as uow:
        return [type(event).__name__ for event in uow.events.of(number)]


def test_accepting_issues_a_notice_the_citizen_can_read(ports, filed):
    got = filed()
    notice = take(got.number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert (notice.title, notice.mark) == ("投诉受理决定书", "投举告〔2026〕1号")
    assert notice.addressee == f"投诉人（诉求编号 {got.number}）"
    assert "根据《消费者权益保护法》第四十六条，本机关决定予以受理" in notice.body
    assert "调解期限到2027年1月22日为止" in notice.body  # 60 days after 23 November
    assert "{" not in notice.body
    seen = status.look_up(got.receipt, ports=ports)
    assert seen.notices == [notice]
    assert "notice" in [step.what for step in seen.history]
    assert notices.of_receipt(got.receipt, notice.id, ports=ports) == notice


def test_each_track_goes_its_own_way(ports, filed):
    number = filed().number
    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    take(number, Wanted(COMPLAINT, "mediate"), ports=ports)
    take(number, Wanted(REPORT, "close_without_case", text="查无违法事实"), ports=ports)
    assert states(number, ports) == [TrackState.IN_MEDIATION, TrackState.CASE_NOT_OPENED]


def test_a_refusal_is_issued_by_the_second_person_and_the_report_goes_on(ports, filed):
    number = filed().number
    assert take(number, REFUSE, ports=ports) is None
    with pytest.raises(SecondPersonNeeded):
        take(number, CONFIRM, LI, ports=ports)
    notice = take(number, CONFIRM, WANG, ports=ports)
    assert "《市场监督管理投诉举报处理办法》第十六条第（三）项" in notice.body
    assert "一次买了五十箱用来转卖。" in notice.body
    assert "您同时反映的违法线索，本机关按举报另行处理" in notice.body
    assert "第三十九条" in notice.body
    assert (notice.by, notice.ground) == ("wang", "r121_16_3")
    assert states(number, ports) == [TrackState.REFUSED, TrackState.RECEIVED]


def test_facts_hold_codes_and_never_words(ports, filed):
    number = filed().number
    take(number, REFUSE, ports=ports)
    take(number, CONFIRM, WANG, ports=ports)
    with ports.view() as uow:
        stored = repr(uow.events.of(number))
    assert "r121_16_3" in stored
    assert "转卖" not in stored


def test_what_was_received_before_the_new_order_is_refused_by_the_old(ports, filed, clock):
    clock.now = datetime(2026, 4, 14, 23, 30, tzinfo=SHANGHAI)
    number = filed(kinds=(Kind.COMPLAINT,)).number
    clock.go_on(days=2)  # the new order is in force by now
    with pytest.raises(UnknownGround):
        take(number, REFUSE, ports=ports)
    old = Wanted(COMPLAINT, "propose_refusal", "r20_15_3", "买来转卖")
    take(number, old, ports=ports)
    notice = take(number, CONFIRM, WANG, ports=ports)
    assert "《市场监督管理投诉举报处理暂行办法》第十五条第（三）项" in notice.body
    assert "举报另行处理" not in notice.body  # there is none


@pytest.mark.parametrize(
    ("received", "accept_by", "decide_by"),
    [
        # 16 and 17, 20 to 24 April; then 27 to 30, 6 to 8 May, and Saturday the 9th, made up for.
        (datetime(2026, 4, 15, 9, tzinfo=SHANGHAI), (4, 24), (5, 9)),
        (datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), (12, 2), (12, 14)),
    ],
)
def test_the_clocks_are_those_of_the_rules(ports, filed, clock, received, accept_by, decide_by):
    clock.now = received
    complaint, report = tracking.tracks(filed().number, LI, ports=ports)
    due = [(v.due_at.month, v.due_at.day) for v in (complaint, report)]
    # Due at midnight: the day after the last one.
    assert due == [(accept_by[0], accept_by[1] + 1), (decide_by[0], decide_by[1] + 1)]
    assert [complaint.limit.code, report.limit.code] == ["market_accept", "report"]


def test_who_is_not_of_the_office_cannot_decide(ports, filed):
    number = filed(helpers=(HOUSING,)).number
    agent = StaffMember("agent", StaffRole.AGENT, "", MARKET.office)
    supervisor = StaffMember("du", StaffRole.SUPERVISOR, "")
    for who in (CHARLIE, agent, supervisor):
        with pytest.raises(NotFound):
            take(number, REFUSE, who, ports=ports)
    assert states(number, ports, CHARLIE) == []  # a helper, but of another field


def test_an_office_that_sent_it_back_decides_no_more(ports, filed):
    number = filed().number
    handling.send_back(number, ReturnReason.NOT_OUR_DUTY, "归城管", LI, ports=ports)
    assert tracking.tracks(number, LI, ports=ports) == []
    with pytest.raises(NotFound):
        take(number, Wanted(COMPLAINT, "accept"), ports=ports)


def test_a_page_that_is_old_issues_nothing(ports, filed):
    number = filed().number
    with ports.view() as uow:
        seen = uow.complaints.get(number).version
    take(number, REFUSE, seen=seen, ports=ports)
    with pytest.raises(ChangedMeanwhile):
        take(number, CONFIRM, WANG, seen=seen, ports=ports)
    assert states(number, ports)[0] is TrackState.REFUSAL_PROPOSED


def test_twice_the_same_button_issues_once(ports, filed):
    number = filed().number
    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    with pytest.raises(NotAllowedNow):
        take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert [n.serial for n in notices.of_office(LI, ports=ports)] == [1]


def test_a_draft_is_the_notice_without_its_number_and_stores_nothing(ports, filed):
    number = filed().number
    before = facts(number, ports)
    draft = tracking.draft(number, Wanted(COMPLAINT, "accept"), LI, ports=ports)
    assert facts(number, ports) == before
    assert states(number, ports)[0] is TrackState.RECEIVED
    issued = take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert (draft.body, draft.title, draft.serial) == (issued.body, issued.title, 0)
    assert issued.serial == 1


def test_every_notice_is_written_out(ports, filed):
    ways = [
        [Wanted(COMPLAINT, "accept"), Wanted(COMPLAINT, "stop", "r121_23_5", "未能达成协议")],
        [Wanted(COMPLAINT, "accept"), Wanted(COMPLAINT, "mediate"),
         Wanted(COMPLAINT, "agree", text="退货款二百元")],
        [Wanted(REPORT, "open_case"), Wanted(REPORT, "finish", text="罚款五千元")],
        [Wanted(REPORT, "close_without_case", text="查无违法事实")],
        [Wanted(COMPLAINT, "ask_material", text="购物小票"),
         Wanted(COMPLAINT, "ask_identity", text="身份证")],
    ]  # fmt: skip
    for way in ways:
        number = filed().number
        for wanted in way:
            take(number, wanted, ports=ports)
    issued = notices.of_office(LI, ports=ports)
    assert [n.serial for n in issued] == list(range(9, 0, -1))
    assert {n.kind for n in issued} == set(ports.track_rules.forms) - {"refusal"}
    for notice in issued:
        assert not set("{}") & set(notice.body + notice.foot + notice.mark)
        assert "None" not in notice.body
        assert "。。" not in notice.body


def test_nothing_unread_is_cited_to_a_citizen(ports, filed):
    """第121号令第三十一条 is known from memory alone."""
    notice = take(filed().number, Wanted(REPORT, "open_case"), ports=ports)
    assert "第三十一条" not in notice.body


def test_hints_show_where_they_matched(ports, filed):
    found = hinting.hints(filed(TEMPLATE).number, LI, ports=ports)
    assert [(one.code, one.span) for one in found] == [
        ("formula", "退一赔十"),
        ("bulk", "购买50瓶"),
        ("wording", "购物过程全程录像"),
    ]


@pytest.mark.parametrize(
    "text", [PLAIN, "买了两箱牛奶都坏了，要求退款", "超市少找了我三十块钱，态度还差"]
)
def test_an_ordinary_complaint_gets_no_hint(ports, filed, text):
    assert hinting.hints(filed(text).number, LI, ports=ports) == ()


def test_a_report_alone_is_never_looked_at_for_hints(ports, filed):
    assert hinting.hints(filed(TEMPLATE, (Kind.REPORT,)).number, LI, ports=ports) == ()


def test_the_same_text_from_many_is_said(ports, filed):
    for shop in ("甲", "乙", "丙"):
        filed(f"本人在{shop}超市购买的某牌蜂蜜标签不合规，没有标注生产许可证编号，要求赔偿")
    text = "本人在丁超市购买的某牌蜂蜜标签不合规，没有标注生产许可证编号，要求赔偿"
    found = hinting.hints(filed(text).number, LI, ports=ports)
    assert [(one.code, one.span) for one in found] == [("same_text", "3")]


def test_when_it_is_decided_there_is_nothing_to_hint_at(ports, filed):
    number = filed(TEMPLATE).number
    take(number, Wanted(COMPLAINT, "accept"), ports=ports)
    assert hinting.hints(number, LI, ports=ports) == ()


LOOKS_SO = st.sampled_from([TEMPLATE, "十倍赔偿", "购买60盒，给500元就撤诉", PLAIN])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "propose_refusal", "confirm_refusal", "decline_refusal",
                         "mediate", "open_case", "look"]),
        st.sampled_from(TrackKind),
        st.sampled_from([LI, WANG]),
    ),
    max_size=6,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOOKS_SO, STEPS)
def test_no_way_leads_from_a_hint_to_a_refusal(ports, text, steps):
    """Whatever it looks like: the same steps end the same way, and only two people refuse."""
    ports, ends = afresh(ports), []
    filed = filing(ports)
    for words in (text, PLAIN):
        number, proposed = filed(words).number, None
        for step, kind, who in steps:
            if step == "look":
                hinting.hints(number, who, ports=ports)
                continue
            wanted = Wanted(kind, step, "r121_16_3", "查明")
            try:
                take(number, wanted, who, ports=ports)
            except IntakeError:
                continue
            proposed = who if step == "propose_refusal" else proposed
            if step == "confirm_refusal":
                assert proposed not in (None, who)
        ends.append(states(number, ports))
        assert ends[-1][1] is not TrackState.REFUSED
        refused = ends[-1][0] is TrackState.REFUSED
        assert not refused or {s for s, *_ in steps} >= {"propose_refusal", "confirm_refusal"}
    assert ends[0] == ends[1]


def test_every_pattern_of_the_file_can_match():
    samples = {
        "formula": ["要求十倍赔偿", "退一赔三", "不足1000元的按1000元", "最低五百元赔偿"],
        "bulk": ["购买了共计40瓶", "买了三百盒", "分6次购买"],
        "wording": ["购买过程全程录像", "依法查处并书面告知", "保留行政复议的权利", "GB 7718-2011"],
        "settle": ["私了就撤诉", "给500元就撤诉"],
    }
    for pattern in profit_rules().patterns:
        for one in pattern.match:
            assert any(one.search(said) for said in samples[pattern.code]), one.pattern
