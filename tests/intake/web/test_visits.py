"""The call-back desk, the survey behind a link, the queue of exclusions."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from intake.service import handling, status
from tests.intake.service.test_visiting import linked
from tests.intake.web.conftest import Town
from tests.intake.web.reading import Browser
from tests.intake.web.test_access import answered_in
from tests.support.sites import public_site, staff_site

PHONE = "13812345678"


@pytest.fixture
def ports(ports):
    return replace(ports, public_url="https://12345.example")


@pytest.fixture
def town(ports):
    return Town(ports, staff_site(ports))


@pytest.fixture
def citizen(ports):
    return Browser(TestClient(public_site(ports), raise_server_exceptions=False))


def answered(town, text="楼下饭店油烟直排"):
    officer = town.member("officer")
    filed = town.understood(text, contact=PHONE)
    handling.sign(filed.number, officer, ports=town.ports)
    handling.answer(filed.number, "油烟机装好了", officer, ports=town.ports)
    return filed


def state(town, filed):
    return status.look_up(filed.receipt, ports=town.ports).state


def look_up(citizen, filed):
    citizen.go("/status")
    return citizen.press("查一查", receipt=filed.receipt)


def usual(browser, number, key):
    """Press one key of the call-back desk."""
    form = browser.go(f"/visits/{number}").form("1解决了，很满意")
    data = form.fields | {"outcome": str(key)}
    return browser.client.post(form.action, data=data)


def test_a_visitor_starts_at_the_desk_and_one_key_ends_a_call(town):
    filed, other = answered(town), answered(town, "路灯不亮")
    browser = town.logged_in("visitor")
    page = browser.go("/visits")
    assert "未核实" in page.words
    assert PHONE not in page.html
    answer = usual(browser, filed.number, 1)
    assert "记下了，这件事办结了" in answer.text
    assert other.number in answer.text
    assert state(town, filed) == "closed"
    assert browser.client.get(f"/visits/{filed.number}").status_code == 404


def test_unsolved_asks_what_is_missing_with_what_was_heard_filled_in(town):
    filed = answered(town)
    browser = town.logged_in("visitor")
    asked = usual(browser, filed.number, 4)
    assert "要重新办" in asked.text
    assert "群众说没解决，不满意。" in asked.text
    assert state(town, filed) == "answered"
    browser.page = type(browser.page)(asked.text)
    browser.press("重新办", note="群众说没解决，不满意。晚上照样冒烟。")
    assert state(town, filed) == "at_desk"
    page = town.logged_in("dispatcher").go(f"/desk/{filed.number}")
    assert "第 1 次重办" in page.words
    assert "晚上照样冒烟" in page.words


def test_three_calls_nobody_takes_and_a_form_half_filled(town, clock):
    filed = answered(town)
    browser = town.logged_in("visitor")
    half = browser.go(f"/visits/{filed.number}").form("记下")
    refused = browser.client.post(
        half.action, data=half.fields | {"contacted": "yes", "solved": "yes"}
    )
    assert refused.status_code == 422
    assert "三个问题都要选" in refused.text
    for _ in range(3):
        usual(browser, filed.number, 5)
        clock.go_on(days=1)
        browser = town.logged_in("visitor")
    assert "现在没有要回访的" in browser.go("/visits").words
    assert state(town, filed) == "answered"


def test_the_office_contacts_first_answers_and_calls_back_itself(town):
    filed = town.understood()
    browser = town.logged_in("officer")
    page = browser.go(f"/tickets/{filed.number}")
    assert not page.has("联系过了")
    browser.press("签收")
    page = browser.press("联系过了")
    assert "联系过群众" in page.words
    assert not page.has("联系过了")
    browser.press("答复群众", text="油烟机装好了")
    page = browser.press("记下", contacted="yes", solved="no", satisfied="1")
    assert "没解决、不满意的，要写还差什么" in page.words
    page = browser.press("记下", contacted="yes", solved="yes", satisfied="5")
    assert "承办单位）：解决了，很满意" in page.words
    assert not page.has("记下")


def test_what_an_office_cannot_solve_the_supervisor_settles(town):
    filed = town.understood()
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{filed.number}")
    browser.press("签收")
    page = browser.press("提级", note=" ")
    assert "请写为什么办不了" in page.words
    browser.press("提级", note="要省里定标准")
    supervisor = town.logged_in("supervisor")
    assert "提级，等您定由谁办" in supervisor.go("/overview/to-decide").words
    page = supervisor.go(f"/overview/{filed.number}")
    assert "要省里定标准" in page.words
    page = supervisor.press("定下来", office=town.offices[1].office, note="住建办到底")
    assert "单位正在办" in page.words
    assert "住建办到底" in town.logged_in("charlie").go(f"/tickets/{filed.number}").words


def test_the_queue_of_exclusions_asks_for_a_reason_and_keeps_it(town):
    filed = answered_in(town)
    browser = town.logged_in("supervisor")
    page = browser.go("/exclusions")
    assert "说过三回" in page.words
    page = browser.press("不同意", note=" ")
    assert "还没有写内容" in page.words
    page = browser.press("不同意", note="以前没有办结过")
    assert "没有同意，照样算" in page.words
    assert "没有等着定的申请" in page.words
    officer = town.logged_in("officer").go(f"/tickets/{filed.number}")
    assert "以前没有办结过" in officer.words
    assert "没有同意" in officer.words


def test_whoever_took_part_is_told_that_another_must_decide(town):
    filed = town.understood(contact=PHONE)
    supervisor, officer = town.logged_in("supervisor"), town.logged_in("officer")
    supervisor.go(f"/overview/{filed.number}")
    supervisor.press("日常督办", note="快办")
    officer.go(f"/tickets/{filed.number}")
    officer.press("签收")
    officer.press("答复群众", text="装好了")
    officer.press("申请", reason="no_grounds", note="没有依据")
    supervisor.go("/exclusions")
    page = supervisor.press("同意剔除", note="我看行")
    assert "您经手过这件事" in page.words
    assert "我看行" in page.html


def test_a_link_asks_and_shows_nothing_of_the_matter(town, citizen):
    filed = answered(town)
    token = linked(town.ports, filed)
    page = citizen.go(f"/survey/{token}")
    assert filed.number in page.words
    for secret in ("油烟", PHONE, filed.receipt, town.offices[0].name):
        assert secret not in page.html
    half = citizen.client.post(f"/survey/{token}", data={"note": "还在冒烟"})
    assert half.status_code == 422
    assert "还在冒烟" in half.text
    form = {"solved": "no", "satisfied": "1", "note": "还在冒烟"}
    done = citizen.client.post(f"/survey/{token}", data=form)
    assert "这件事重新办" in done.text
    again = citizen.client.post(f"/survey/{token}", data=form)
    assert again.status_code == 410
    assert "已经用过，或者过期了" in again.text
    assert state(town, filed) == "at_desk"


def test_the_receipts_page_says_what_is_redone_and_until_when(town, citizen):
    filed = answered(town)
    page = look_up(citizen, filed)
    assert "没解决的，打 1、2 星的，会重新办" in page.words
    page = citizen.press("提交评价", solved="yes", stars="2")
    assert "这件事重新交给派单员去办" in page.words
    assert "（重办）" in page.words


def test_two_matters_are_split_at_the_desk_and_shown_as_one_whole(town, citizen):
    filed = town.at_desk("饭店油烟大，路灯也不亮")
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{filed.number}")
    page = browser.press("拆成两件", text="路灯不亮")
    assert f"{filed.number}-2" in page.words
    page = look_up(citizen, filed)
    assert "另外一件" in page.words
    assert f"{filed.number}-2" in page.words


def test_every_fact_of_call_backs_has_words_on_the_audit_page(town):
    filed = answered_in(town)
    browser = town.logged_in("visitor")
    usual(browser, filed.number, 2)
    page = town.logged_in("auditor").go("/audit")
    assert "热线：解决了，一般" in page.words
    assert "申请剔除" in page.words
