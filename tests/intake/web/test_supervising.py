"""What happens when offices disagree, need more time, or do nothing."""

from datetime import timedelta

import pytest

from intake.service import dispatching, status
from tests.support.builders import MONDAY, FixedRouter, an_assignment

DUTY = "not_our_duty"


@pytest.fixture
def both(town):
    """The officers of the two offices, and a ticket at the first one."""
    filed = town.understood()
    return filed, town.logged_in("officer"), town.logged_in("charlie")


def returned(town, both):
    filed, officer, charlie = both
    officer.go(f"/tickets/{filed.number}")
    officer.press("退回", reason=DUTY, note="三定方案没有这一项", suggested=town.offices[1].office)
    dispatcher = town.logged_in("dispatcher")
    dispatcher.go(f"/desk/{filed.number}")
    dispatching.dispatch_by_hand(
        filed.number, town.offices[1].office, by="dispatcher", ports=town.ports
    )
    charlie.go(f"/tickets/{filed.number}")
    charlie.press("退回", reason=DUTY, note="归他们")
    return filed


def test_two_returns_are_decided_by_a_panel_whose_word_holds(town, both, ports):
    filed = returned(town, both)
    supervisor = town.logged_in("supervisor")
    listed = supervisor.go("/overview/to-decide")
    assert "两家都退回" in listed.words
    page = supervisor.go(f"/overview/{filed.number}")
    assert "三定方案没有这一项" in page.words
    supervisor.press("定下来", office=town.offices[1].office, note="编办答复第三号")
    _, _, charlie = both
    page = charlie.go(f"/tickets/{filed.number}")
    assert "会商定的，不能退回" in page.words
    assert not page.has("退回")
    refused = charlie.client.post(
        f"/tickets/{filed.number}/send-back",
        data={"csrf": page.form("签收").fields["csrf"], "reason": DUTY, "note": "还是不归我们"},
    )
    assert "会商定过由您单位办" in refused.text
    assert "panel" in [step.what for step in status.look_up(filed.receipt, ports=ports).history]


def test_the_next_like_case_goes_where_the_panel_said(town, both, ports):
    filed = returned(town, both)
    supervisor = town.logged_in("supervisor")
    supervisor.go(f"/overview/{filed.number}")
    supervisor.press("定下来", office=town.offices[1].office, note="编办答复第三号")

    due_at = MONDAY + timedelta(days=5)
    same_again = FixedRouter(an_assignment(lead=town.offices[0], due_at=due_at))
    after = town.filed("又一家饭店油烟直排")
    dispatching.dispatch(after.number, ports=ports, router=same_again)
    with ports.view() as uow:
        complaint = uow.complaints.get(after.number)
    assert [t.office for t in complaint.tickets] == [town.offices[1].office]
    assert filed.number in complaint.reasons[0]


def test_more_time_is_asked_for_granted_and_told_to_the_citizen(town, both, ports):
    filed, officer, _ = both
    officer.go(f"/tickets/{filed.number}")
    officer.press("签收")
    officer.go(f"/tickets/{filed.number}")
    officer.press("申请", days="7", note="等检测报告")
    assert "申请延 7 天" in officer.go(f"/tickets/{filed.number}").words
    supervisor = town.logged_in("supervisor")
    assert "申请延期" in supervisor.go("/overview/to-decide").words
    supervisor.go(f"/overview/{filed.number}")
    before = status.look_up(filed.receipt, ports=ports).promised_at
    supervisor.press("同意", note="检测要七天")
    after = status.look_up(filed.receipt, ports=ports)
    assert after.promised_at > before
    assert "extended" in [step.what for step in after.history]
    page = officer.go(f"/tickets/{filed.number}")
    assert "延过期" in page.words
    assert "检测要七天" in page.words  # why, for the office
    assert not page.has("申请")


@pytest.mark.parametrize(
    "form",
    [
        {"days": "0", "note": "x"},
        {"days": "31", "note": "x"},
        {"days": "abc", "note": "x"},
        {"days": "5", "note": " "},
    ],
)
def test_a_request_that_makes_no_sense_is_sent_back_with_what_was_written(town, both, form):
    filed, officer, _ = both
    officer.go(f"/tickets/{filed.number}")
    officer.press("签收")
    officer.go(f"/tickets/{filed.number}")
    page = officer.press("申请", **form)
    assert officer.answer.status_code == 422
    assert "请写 1 到 30 天" in page.words


def test_waiting_for_an_appraisal_stops_the_clock_until_a_day(town, both, ports, clock):
    filed, officer, _ = both
    officer.go(f"/tickets/{filed.number}")
    officer.press("签收")
    officer.go(f"/tickets/{filed.number}")
    wrong = officer.press("停下", reason="appraisal", until="2020-01-01")
    assert "90 天以内" in wrong.words
    day = (clock() + timedelta(days=12)).date().isoformat()
    page = officer.press("停下", reason="appraisal", until=day)
    assert "等鉴定" in page.words
    assert "paused" in [step.what for step in status.look_up(filed.receipt, ports=ports).history]
    officer.press("接着办")
    assert officer.go(f"/tickets/{filed.number}").has("答复群众")


def test_a_form_about_what_changed_meanwhile_does_nothing_and_says_what_changed(town, both, clock):
    filed, officer, _ = both
    second = town.logged_in("officer")
    for browser in (officer, second):
        browser.go(f"/tickets/{filed.number}")
    clock.go_on(minutes=1)
    officer.press("签收")
    second.press("退回", reason=DUTY, note="不归我们")
    assert second.answer.status_code == 409
    assert "刚才有别人也在改" in second.page.words
    since = second.page.words.partition("您打开这一页以后，别人做了")[2].partition("下面已经是")[0]
    assert "签收" in since
    assert "登记" not in since
    assert "不归我们" in second.page.html
    second.press("退回", reason=DUTY, note="不归我们")  # seen now, and sent again
    assert second.answer.status_code == 200


def test_a_lead_waits_for_its_helper_or_has_it_let_go(town, ports):
    filed = town.understood(helpers=(town.offices[1],))
    officer = town.logged_in("officer")
    officer.go(f"/tickets/{filed.number}")
    officer.press("签收")
    officer.go(f"/tickets/{filed.number}")
    page = officer.press("答复群众", text="已经整改")
    assert "还有协办单位没有办完" in page.words
    assert "已经整改" in page.html
    supervisor = town.logged_in("supervisor")
    supervisor.go(f"/overview/{filed.number}")
    supervisor.press(f"{town.offices[1].name}不用再协办")
    officer.go(f"/tickets/{filed.number}")
    officer.press("答复群众", text="已经整改")
    assert status.look_up(filed.receipt, ports=ports).state == "answered"


def test_supervision_goes_up_three_levels(town):
    filed = town.understood()
    supervisor = town.logged_in("supervisor")
    for level in ("日常督办", "挂牌督办", "约谈"):
        supervisor.go(f"/overview/{filed.number}")
        supervisor.press(level, note="久拖不办")
        assert level in supervisor.go(f"/overview/{filed.number}").words
    assert "已经到最高一级" in supervisor.page.words


def test_a_helper_can_be_added_and_sees_the_ticket(town):
    filed = town.understood()
    supervisor = town.logged_in("supervisor")
    supervisor.go(f"/overview/{filed.number}")
    supervisor.press("加上", office=town.offices[1].office)
    assert filed.number in town.logged_in("charlie").go("/tickets").html


def test_what_may_happen_is_published(public):
    rows = public.get("/api/v1/transitions").json()
    sign = {"thing": "ticket", "source": "dispatched", "step": "sign", "target": "signed"}
    assert sign.items() <= rows[0].items()
