"""The administrator looks at what was told, sends again, and leaves an address; an officer, too."""

import pytest

from intake.domain.delivery import DeliveryState, Wanted
from tests.support.telling import WEBHOOK, a_log, a_row


@pytest.fixture
def log(ports):
    a_log(ports)


@pytest.fixture
def admin(town):
    return town.logged_in("admin")


def states(ports):
    with ports.view() as uow:
        return [row.state for row in reversed(uow.deliveries.page(Wanted()))]


def test_before_anything_was_told_the_page_says_so(admin):
    page = admin.go("/deliveries")
    assert "还没有发出过通知" in page.words
    assert "还没有。运维把地址写进推送文件" in page.words


def test_each_row_says_who_how_and_what_became_of_it(admin, log):
    words = admin.go("/deliveries").words
    for said in (
        "有答复了", "短信 ***78", "送到", "谁在办", "对方没有这个邮箱（550）。试了 1 次，不再试了",
        "邮件给 officer（l***@***）", "对方太久没有回应。试了 1 次", "超期",
        "推送给 statistics", "推送地址 broken 停了",
        "轮到时已经不用说了", "example.net", "停下：对方答 503",
    ):  # fmt: skip
        assert said in words
    assert "c0ffee" not in admin.go("/deliveries").html


def test_the_list_is_narrowed_by_its_address(admin, log):
    for query, count in (
        ("state=failed", 1), ("state=dropped", 1), ("state=sent", 2), ("receiver=citizen", 3),
        ("name=statistics", 1),
        ("number=20261123-000003", 1), ("number=20261123-000003&state=sent", 0),
        ("state=nonsense&receiver=nobody&before=x&count=x", 5), ("before=999999999999999999999", 5),
    ):  # fmt: skip
        page = admin.go(f"/deliveries?{query}")
        assert page.html.count('class="second"') == count, query
    assert "没有这样的" in admin.go("/deliveries?state=sent&receiver=staff").words


def test_a_long_log_has_pages(admin, ports):
    rows = [a_row(n, WEBHOOK, "statistics", "ticket.overdue") for n in range(1, 121)]
    with ports.uow() as uow:
        uow.deliveries.plan(rows)
        uow.commit()
    page = admin.go("/deliveries?state=waiting")
    seen = []
    while True:
        seen += [n for n in range(1, 121) if f"20261123-{n:06d}" in page.words]
        if "下一页 →" not in page.links:
            break
        page = admin.go(page.links["下一页 →"])
    assert sorted(seen) == list(range(1, 121))
    assert "后面没有了" in page.words


def test_one_that_was_given_up_is_sent_again_once(admin, ports, log):
    page = admin.go("/deliveries?state=failed")
    [form] = [form for form in page.forms if form.action.endswith("/again")]
    answer = admin.client.post(form.action, data=form.fields)
    assert "排上队了" in answer.text
    assert states(ports)[1] is DeliveryState.WAITING
    answer = admin.client.post(form.action, data=form.fields)
    assert answer.status_code == 409
    assert "现在的状态不能做这一步" in answer.text


def test_days_are_pushed_again(admin, ports, log):
    admin.go("/deliveries")
    page = admin.press("再推一遍", since="2026-11-23", until="2026-11-23")
    assert "重新排队：1 条" in page.words
    assert states(ports)[3] is DeliveryState.WAITING
    admin.go("/deliveries")
    page = admin.press("再推一遍", since="2026-11-01", until="2026-11-02")
    assert "什么也没有重发" in page.words


@pytest.mark.parametrize(
    ("since", "until"), [("2026-11-23", "2026-11-22"), ("", "2026-11-22"), ("x", "二十三号")]
)
def test_days_that_make_no_sense_are_said_and_stay_on_the_page(admin, ports, log, since, until):
    before = states(ports)
    admin.go("/deliveries")
    page = admin.press("再推一遍", since=since, until=until, to="statistics")
    assert "请写清楚从哪天到哪天" in page.words
    assert 'aria-describedby="problem"' in page.html
    assert states(ports) == before


def test_a_disabled_endpoint_is_opened_again(admin, ports, log):
    admin.go("/deliveries")
    page = admin.press("重新打开")
    assert "打开了" in page.words
    with ports.view() as uow:
        assert uow.deliveries.hook("broken").disabled_at is None
    token = admin.go("/deliveries").form("筛选") and page.forms[0].fields["csrf"]
    answer = admin.client.post("/deliveries/hooks/nobody/enable", data={"csrf": token})
    assert answer.status_code == 404


def test_an_officer_leaves_an_address_that_the_page_never_shows_again(town, ports):
    officer = town.logged_in("officer")
    assert "现在不发" in officer.go("/account").words
    page = officer.press("保存", contact="li.si@example.org")
    assert "以后通知发到这里：l***@***" in page.words
    assert "li.si" not in page.html
    page = officer.press("保存", contact="没有号码")
    assert "这个号码好像不完整" in page.words
    assert "现在发到 l***@***" in page.words
    page = officer.press("保存", contact="")
    assert "不再发通知了" in page.words


def test_who_is_told_of_nothing_is_not_asked_where(town):
    agent = town.logged_in("agent")
    page = agent.go("/account")
    assert "通知发到哪里" not in page.words
    form = page.form("退出")
    answer = agent.client.post("/account/told-at", data=form.fields | {"contact": "13800138000"})
    assert answer.status_code == 404
