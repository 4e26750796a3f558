"""The agent's desk: presence by one key, the call on the screen, the list of those to ring back."""

from dataclasses import replace

import pytest

from intake.domain.seats import CallerTag, EmergencyLine, SeatState
from intake.service import calling, repeat_callers, ring_backs, ringing, seats
from intake.staff_app import create_app as create_staff_app
from intake.vault.opening import BoxOpener
from intake.worker.vault import open_looks
from tests.intake.phone.scripted import WORDS, by_phone
from tests.intake.web.conftest import Town

NUMBER = "13800138000"
TAG = CallerTag("2026Q4", "d" * 64)
TOKEN = "p" * 32


@pytest.fixture
def ports(ports):
    lines = {
        "119": EmergencyLine("119", "消防", "sip:119@127.0.0.1"),
        "110": EmergencyLine("110", "公安", ""),
    }
    return replace(ports, seat_rules=replace(ports.seat_rules, emergency=lines))


@pytest.fixture
def town(ports):
    town = Town(ports, create_staff_app(ports))
    admin = town.member("admin")
    seats.give_extension("agent", "agent-1", admin, ports=ports)
    return town


@pytest.fixture
def agent(town):
    browser = town.logged_in("agent")
    browser.go("/chats")
    return browser


def rung(town, *said, number=NUMBER, tags=(TAG,)):
    phone = by_phone(town.ports)
    for words in said:
        calling.hear(TOKEN, words, ports=phone)
    calling.tap(TOKEN, "human", ports=phone)
    conv = calling.look(TOKEN, ports=phone)
    return ringing.ask("call-1", conv, number, tags, ports=phone)


def popped(town):
    return ringing.has_popped("call-1", ports=town.ports)


def test_an_administrator_gives_the_extension_and_without_one_no_call_comes(town):
    boss = town.logged_in("admin")
    boss.go("/admin/staff?name=agent")
    assert "小写字母" in boss.press("记下分机", extension="Agent 1").words
    assert "分机记下了" in boss.press("记下分机", extension="").words
    agent = town.logged_in("agent")
    assert "还没有分机" in agent.go("/chats").words
    assert rung(town) == ""


def test_one_key_each_way(agent, town):
    assert "歇着" in agent.page.words
    assert 'data-key="o"' in agent.page.html
    agent.press("o准备好了")
    assert "等电话" in agent.page.words
    agent.press("p歇一下")
    assert "歇着" in agent.page.words
    assert seats.look(town.member("agent"), ports=town.ports).state is SeatState.PAUSED


def test_the_call_is_on_the_screen_once_the_desk_asked_for_itself(agent, town):
    agent.press("o准备好了")
    assert rung(town, "楼下饭店油烟直排，老板电话 13912345678") == "agent-1"
    assert not popped(town)
    page = agent.go("/chats")
    assert popped(town)
    assert "电话来了" in page.words
    assert "138****8000" in page.words
    assert "油烟" in page.words
    assert "这事发生在哪里" in page.words  # still to be asked
    for number in (NUMBER, "13912345678"):
        assert number not in page.html


def test_a_withheld_number_is_called_anonymous(agent, town):
    agent.press("o准备好了")
    rung(town, "路灯不亮", number="", tags=())
    page = agent.go("/chats")
    assert "匿名" in page.words
    assert "这个号码在办的" not in page.words


def test_open_matters_of_the_same_caller_are_named_without_their_words(agent, town):
    known = town.understood("路灯坏了三天")
    repeat_callers.note([known.number], (TAG,), ports=town.ports)
    agent.press("o准备好了")
    rung(town)
    page = agent.go("/chats")
    assert "有 1 件在办" in page.words
    assert known.number in page.words
    assert "路灯" not in page.words


def test_a_colleague_sees_that_somebody_telephones_and_no_card(agent, town):
    town.hire("zhao", town.member("agent").role)
    agent.press("o准备好了")
    rung(town, "楼下饭店油烟直排")
    other = town.logged_in("zhao").go("/chats")
    assert not popped(town)
    assert "来电" not in other.words
    assert "电话" in other.words


def talking(agent, town):
    agent.press("o准备好了")
    rung(town, "楼下饭店油烟直排")
    ringing.answered("call-1", ports=town.ports)
    return agent.go("/chats")


def test_from_the_call_to_the_complaint_to_the_wrap_up(agent, town):
    talking(agent, town)
    id = calling.look(TOKEN, ports=town.ports).id
    page = agent.go(f"/chats/{id}")
    assert "他在电话里" in page.words
    assert "发送" not in page.words
    assert "交还给智能助手" not in page.words
    page = agent.press("登记", by_sms="true")
    assert "编号" in page.words
    ringing.ended("call-1", ports=town.ports)
    page = agent.go(f"/chats/{id}")
    assert "挂断了，记一句" in page.words
    form = page.form("1登记了")
    agent.client.post(form.action, data=form.fields | {"code": "filed"})
    assert "等电话" in agent.go("/chats").words


def test_a_made_up_code_ends_nothing(agent, town):
    talking(agent, town)
    ringing.ended("call-1", ports=town.ports)
    form = agent.go("/chats").form("1登记了")
    answer = agent.client.post(form.action, data=form.fields | {"code": "x"})
    assert (answer.status_code, "请从列出来的里面选" in answer.text) == (422, True)
    assert "挂断了，记一句" in agent.go("/chats").words


def test_sending_on_is_confirmed_and_refused_where_no_line_is_connected(agent, town):
    talking(agent, town)
    page = agent.go("/seat/transfer/110")
    assert "这条线还没有接通" in page.words
    csrf = page.form("退出").fields["csrf"]
    answer = agent.client.post("/seat/transfer/110", data={"csrf": csrf})
    assert (answer.status_code, "还没有接通" in answer.text) == (409, True)
    assert not ringing.is_sent_on("call-1", ports=town.ports)
    assert "请不要挂机" in agent.go("/seat/transfer/119").words
    assert "正在转 119" in agent.press("1转过去").words
    assert ringing.is_sent_on("call-1", ports=town.ports)
    assert agent.client.get("/seat/transfer/911").status_code == 404


@pytest.fixture
def missed(town):
    calling.leave_message("暖气不热", NUMBER, WORDS, call="call-1", ports=town.ports)
    [row], _ = ring_backs.listed(ports=town.ports)
    return row.ring_back.id


def test_the_list_says_who_when_why_and_what_and_no_number(agent, missed, clock):
    clock.go_on(minutes=30)
    page = agent.go("/ring-backs")
    for words in ("138****8000", "没人接，留了话", "暖气不热", "还没有核实"):
        assert words in page.words
    assert NUMBER not in page.html


def test_a_number_is_seen_by_its_taker_for_a_purpose_once_the_vault_has_opened_it(
    agent, town, missed, contact_key
):
    town.hire("zhao", town.member("agent").role)
    other = town.logged_in("zhao")
    agent.go(f"/ring-backs/{missed}")
    page = agent.press("t我来打")
    assert "已加密" in page.words
    assert "要选一个用途" in agent.press("查看").words
    assert "正在打开" in agent.press("查看", purpose="contact").words
    open_looks(ports=town.ports, opener=BoxOpener(bytes(contact_key)))
    assert NUMBER in agent.go(f"/ring-backs/{missed}").words
    assert NUMBER not in other.go(f"/ring-backs/{missed}").html
    again = town.logged_in("agent")  # the same person in another browser
    assert NUMBER not in again.go(f"/ring-backs/{missed}").html


def test_not_reached_counts_and_reached_takes_it_off_the_list(agent, missed):
    agent.go(f"/ring-backs/{missed}")
    agent.press("t我来打")
    assert "没打通" in agent.press("x没打通").words
    assert "打过 1 次" in agent.go("/ring-backs").words
    agent.go(f"/ring-backs/{missed}")
    form = agent.press("t我来打").form("1说清楚了")
    agent.client.post(form.action, data=form.fields | {"outcome": "helped"})
    assert "没有要回的电话" in agent.go("/ring-backs").words
    assert agent.client.get(f"/ring-backs/{missed}").status_code == 404
    assert agent.client.get("/ring-backs/999").status_code == 404
