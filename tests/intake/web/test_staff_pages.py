"""A day at the workplace, role by role."""

from datetime import timedelta

import pytest

from intake.adapters.memory import MemoryEvents
from intake.domain.complaint import ComplaintState, Kind
from intake.domain.events import BY_NAME, TextRevealed
from intake.domain.staff import StaffRole
from intake.service import account, conversation, escalation, handling, status
from intake.service.dispatching import dispatch
from intake.service.protected import file_protected, sealed_reports
from intake.service.revealing import Purpose
from intake.vault.handler_keys import Suite
from intake.vault.reports import DESK, open_item, read_bundle
from intake.web.dependencies import STAFF_COOKIE
from intake.web.pages import ENVIRONMENT
from tests.intake.web.conftest import TEXT
from tests.intake.web.reading import Browser
from tests.support.builders import CUSTODIAN, FixedRouter, an_assignment

# -- logging in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("agent", "等人工的群众"),
        ("dispatcher", "待派单"),
        ("officer", "的工单"),
        ("supervisor", "没办完的"),
        ("auditor", "发生过的事"),
        ("custodian", "保密举报"),
    ],
)
def test_each_role_starts_at_its_own_work(town, name, title):
    assert title in town.logged_in(name).page.words


def test_the_session_cookie_is_for_this_site_and_no_script(town):
    browser = town.logged_in("agent")
    answer = browser.client.post(
        "/login",
        data={"name": "agent", "password": town.passwords["agent"]},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(STAFF_COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize("name", ["agent", "nobody", ""])
def test_a_wrong_password_and_an_unknown_name_look_the_same(town, name):
    browser = town.logged_in("agent")
    browser.go("/login")
    page = browser.press("登录", name=name, password="wrong")
    assert browser.answer.status_code == 401
    assert "用户名或密码不对" in page.words
    assert "wrong" not in page.html


def test_guessing_makes_strangers_wait_and_nobody_else(town, clock):
    at_home = town.logged_in("agent")
    browser = town.logged_in("auditor")
    browser.go("/login")
    for _ in range(5):
        browser.press("登录", name="agent", password="wrong")
        clock.go_on(seconds=0.5)
    page = browser.press("登录", name="agent", password=town.passwords["agent"])
    assert browser.answer.status_code == 429
    assert "请等 2 秒" in page.words
    at_home.press("退出")
    assert "等人工的群众" in at_home.press(
        "登录", name="agent", password=town.passwords["agent"]
    ).words  # fmt: skip
    device = account.let_in("agent", ports=town.ports)
    page = browser.press(
        "登录", name="agent", password=town.passwords["agent"], device=f" {device} "
    )
    assert "等人工的群众" in page.words


def test_logging_out_ends_the_session_on_the_server(town):
    browser = town.logged_in("agent")
    token = browser.client.cookies[STAFF_COOKIE]
    browser.press("退出")
    browser.client.cookies.set(STAFF_COOKIE, token)
    assert browser.client.get("/chats", follow_redirects=False).headers["location"] == "/login"


def test_a_session_ends_with_the_shift(town, clock):
    browser = town.logged_in("agent")
    clock.go_on(hours=11)
    assert browser.go("/chats").has("登录")


# -- the desk ---------------------------------------------------------------------------------


def test_the_desk_shows_urgent_first_and_why_it_is_here(town):
    town.at_desk("路灯不亮")
    urgent = town.at_desk("井盖丢了", urgent=True)
    page = town.logged_in("dispatcher").page
    assert page.html.index(urgent.number) < page.html.index("路灯不亮")
    assert "急" in page.words
    assert "拿不准派给谁" in page.words
    assert [given["value"] for given in page.all("meter")] == ["0.93", "0.93"]


def test_a_dispatcher_follows_a_suggestion(town, ports):
    filed = town.at_desk()
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{filed.number}")
    browser.press(town.offices[1].name)
    with ports.view() as uow:
        [ticket] = uow.complaints.get(filed.number).tickets
    assert ticket.office == town.offices[1].office
    assert "都派出去了" in browser.page.words


def test_a_dispatcher_may_choose_any_office_of_any_area(town, ports):
    filed = town.at_desk(suggestions=())
    browser = town.logged_in("dispatcher")
    page = browser.go(f"/desk/{filed.number}")
    area = ports.directory.areas()[-1][0]
    page = browser.press("换地区", area=area)
    office = ports.directory.offices_of(area)[0]
    assert office.name in page.words
    browser.press("派单", office=office.office)
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).tickets[0].office == office.office


def test_a_dispatcher_joins_what_is_the_same_matter(town, ports):
    first, second = town.at_desk("平阳路的灯全灭了"), town.at_desk("平阳路路灯不亮")
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{second.number}")
    page = browser.press("并到一起", other="20200101-000001")
    assert browser.answer.status_code == 422
    assert "没有这个编号" in page.words
    browser.press("并到一起", other=first.number)
    page = browser.go(f"/desk/{first.number}")
    assert "另有 1 人说了同样的事" in page.words
    assert "平阳路路灯不亮" in page.words
    assert status.look_up(second.receipt, ports=ports).state == "joined"


def test_an_office_that_does_not_exist_is_refused(town):
    filed = town.at_desk()
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{filed.number}")
    page = browser.press("派单", office="mars-water")
    assert browser.answer.status_code == 422
    assert "没有这个单位" in page.words


def test_a_dispatcher_answers_directly(town, ports):
    filed = town.at_desk()
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{filed.number}")
    assert "还没有写内容" in browser.press("答复群众", text=" ").words
    browser.press("答复群众", text="这件事请打 12388。")
    assert "请打 12388" in status.look_up(filed.receipt, ports=ports).answers[0][2]


def test_what_is_dispatched_can_be_read_but_not_sent_again(town):
    filed = town.understood()
    browser = town.logged_in("dispatcher")
    page = browser.go(f"/desk/{filed.number}")
    assert "只能看" in page.words
    assert not page.has("派单")
    token = page.form("退出").fields["csrf"]
    form = {"csrf": token, "office": town.offices[1].office}
    assert browser.client.post(f"/desk/{filed.number}/dispatch", data=form).status_code == 409


def test_what_routing_could_not_read_is_shown_without_suggestions(town, ports):
    filed = town.filed()
    with ports.uow() as uow:
        uow.complaints.get(filed.number).not_understood(ports.clock())
        uow.commit()
    page = town.logged_in("dispatcher").go(f"/desk/{filed.number}")
    assert "分派程序没能运行" in page.words
    assert "建议派给" not in page.words


# -- an office --------------------------------------------------------------------------------


def test_an_officer_signs_and_answers(town, ports):
    filed = town.understood()
    browser = town.logged_in("officer")
    page = browser.go(f"/tickets/{filed.number}")
    assert not page.has("答复群众")
    page = browser.press("签收")
    assert not page.has("签收")
    assert "还没有写内容" in browser.press("答复群众", text="").words
    page = browser.press("答复群众", text="已经装了净化器。")
    assert "本单位的答复" in page.words
    assert not page.has("答复群众")
    assert status.look_up(filed.receipt, ports=ports).state == "answered"
    assert "按时" in browser.go("/tickets?tab=ended").words


def test_only_legal_steps_are_offered_and_others_are_refused(town):
    filed = town.understood()
    browser = town.logged_in("officer")
    token = browser.go(f"/tickets/{filed.number}").form("签收").fields["csrf"]
    answer = browser.client.post(
        f"/tickets/{filed.number}/answer", data={"csrf": token, "text": "办好了"}
    )
    assert answer.status_code == 409
    assert "不能做这一步" in answer.text


def test_sending_back_needs_a_reason_and_a_note(town, ports):
    filed = town.understood()
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{filed.number}")
    page = browser.press("退回", reason="", note="归市里管")
    assert browser.answer.status_code == 422
    assert page.form("退回").fields["note"] == "归市里管"
    assert "要选一个理由" in browser.press("退回", reason="higher_level", note=" ").words
    browser.press("退回", reason="higher_level", note="归市里管")
    page = town.logged_in("dispatcher").go(f"/desk/{filed.number}")
    assert "单位退回来了" in page.words
    assert "要由上级单位办" in page.words
    assert "归市里管" in page.words


def test_numbers_that_lead_to_a_person_are_masked_for_offices(town):
    filed = town.understood(TEXT + "，身份证 140105199003071234")
    for name, path in (("officer", "/tickets/"), ("supervisor", "/overview/")):
        browser = town.logged_in(name)
        for page in (browser.page, browser.go(path + filed.number)):
            assert "13812345678" not in page.html
            assert "140105199003071234" not in page.html
        assert "老板电话 〔电话〕" in page.words
        assert "身份证 〔身份证号〕" in page.words


def test_material_from_the_citizen_reaches_the_office_masked(town, ports):
    filed = town.understood()
    status.add_material(filed.receipt, "也可以打 13987654321", ports=ports)
    page = town.logged_in("officer").go(f"/tickets/{filed.number}")
    assert "也可以打 〔电话〕" in page.words


SAID = "我叫王建国，<b>平阳路</b>12号3栋1801室漏水，电话 13812345678"


@pytest.mark.parametrize(
    ("name", "path"),
    [("officer", "/tickets/"), ("supervisor", "/overview/"), ("dispatcher", "/desk/")],
)
def test_names_numbers_and_doors_are_masked_for_everybody_at_work(town, name, path):
    filed = town.understood(SAID)
    browser = town.logged_in(name)
    for page in (browser.page, browser.go(path + filed.number)):
        for words in ("王建国", "13812345678", "1801"):
            assert words not in page.html
    assert "〔姓名〕" in page.words
    assert "12号〔住址或工号〕漏水" in page.words


# -- what is masked, shown whole --------------------------------------------------------------


def revealing_of(town, text=SAID):
    filed = town.understood(text)
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{filed.number}")
    return filed, browser


def facts_of(filed, ports):
    with ports.view() as uow:
        return [type(event).__name__ for event in uow.events.of(filed.number)]


def test_an_officer_says_what_for_and_reads_the_words_on_that_page_alone(town):
    filed, browser = revealing_of(town)
    page = browser.press("查看", purpose="place")
    assert SAID in page.words
    assert page.all("b") == []
    assert browser.answer.headers["cache-control"] == "no-store"
    assert browser.answer.request.method == "POST"
    assert browser.answer.history == []
    for page in (browser.go(f"/tickets/{filed.number}"), browser.go("/tickets")):
        assert "王建国" not in page.html


def test_the_citizen_reads_who_looked_and_what_for(town, public, clock):
    filed, browser = revealing_of(town)
    clock.go_on(minutes=50)
    browser.press("查看", purpose="identity")
    citizen = Browser(public)
    citizen.go("/status")
    page = citizen.press("查一查", receipt=filed.receipt)
    office = town.offices[0].name
    assert f"09:50{office}查看了您的完整内容（用途：依法核对身份）" in page.words.replace(" ", "")
    timeline = town.logged_in("supervisor").go(f"/overview/{filed.number}").words
    assert "（用途：依法核对身份）" in timeline


@pytest.mark.parametrize(
    "typed",
    [
        {"purpose": "", "note": "想看看"},
        {"purpose": "curious", "note": "想看看"},
        {"purpose": "other", "note": " "},
        {"purpose": "contact", "note": "字" * 101},
    ],
)
def test_without_a_purpose_nothing_is_shown_and_nothing_on_record(town, ports, typed):
    filed, browser = revealing_of(town)
    page = browser.press("查看", **typed)
    assert browser.answer.status_code == 422
    assert "要选一个用途" in page.words
    assert page.form("查看").fields["note"] == typed["note"]
    assert "王建国" not in page.html
    assert "TextRevealed" not in facts_of(filed, ports)


def test_after_five_looks_the_office_waits_for_the_next_day(town, ports):
    filed, browser = revealing_of(town)
    for _ in range(5):
        browser.press("查看", purpose="contact")
    page = browser.press("查看", purpose="contact")
    assert browser.answer.status_code == 429
    assert "请明天再看" in page.words
    assert "王建国" not in page.html
    assert facts_of(filed, ports).count("TextRevealed") == 5


def test_who_has_answered_is_offered_no_look_and_gets_none(town, ports):
    filed, browser = revealing_of(town)
    form = browser.page.form("查看").fields | {"purpose": "contact"}
    officer = town.member("officer")
    handling.sign(filed.number, officer, ports=ports)
    handling.answer(filed.number, "修好了", officer, ports=ports)
    assert not browser.go(f"/tickets/{filed.number}").has("查看")
    answer = browser.client.post(f"/tickets/{filed.number}/reveal", data=form)
    assert answer.status_code == 409
    assert "王建国" not in answer.text


def test_every_purpose_has_a_word():
    words = ENVIRONMENT.get_template("words.html").module.PURPOSE
    assert set(words) == set(Purpose)


@pytest.mark.parametrize(
    ("later", "words", "sign"),
    [
        (timedelta(0), "还剩", "●"),
        (timedelta(days=6, hours=20), "只剩", "◆"),
        (timedelta(days=30), "已超期", "▲"),
    ],
    ids=["calm", "soon", "late"],
)
def test_a_clock_speaks_in_words_and_a_sign_not_in_colour_alone(
    town, clock, ports, later, words, sign
):
    town.understood(due_at=clock() + timedelta(days=7))
    clock.now += later
    page = town.logged_in("officer").page
    assert words in page.words
    assert sign in page.words


def test_the_rule_behind_the_clock_is_named(town, ports):
    filed = town.understood()
    limit = ports.directory.time_limit("ordinary", ports.clock())
    page = town.logged_in("officer").go(f"/tickets/{filed.number}")
    assert limit.name in page.words
    assert limit.article in page.words


def test_a_redone_ticket_can_be_answered_again(town, ports, clock):
    filed = town.understood()
    officer = town.member("officer")
    handling.sign(filed.number, officer, ports=ports)
    handling.answer(filed.number, "办了", officer, ports=ports)
    status.rate(filed.receipt, solved=False, stars=1, ports=ports)
    dispatcher = town.logged_in("dispatcher")
    page = dispatcher.go(f"/desk/{filed.number}")
    assert "没解决，要重办" in page.words
    dispatcher.press("派单", office=town.offices[0].office)
    assert town.logged_in("officer").go(f"/tickets/{filed.number}").has("签收")


# -- agents -----------------------------------------------------------------------------------


def test_an_agent_takes_talks_files_and_hands_back(town, ports):
    town.waiting_chat()
    browser = town.logged_in("agent")
    assert "我家漏水两个月了" in browser.page.words
    link = next(href for href in browser.page.links.values() if href.startswith("/chats/"))
    page = browser.go(link)
    assert not page.has("发送")
    page = browser.press("接这个对话")
    assert "不填就照群众的原话登记" in page.words
    assert "我在听" in browser.press("发送", text="我在听").words
    page = browser.press("登记", what="漏水，物业不管")
    assert "这次对话里登记过" in page.words
    conv = conversation.look("W" * 32, ports=ports)
    receipt = conversation.unseen_receipt(conv, ports=ports).receipt
    assert receipt[:4] + " " + receipt[4:8] not in page.words
    page = browser.press("交还给智能助手")
    assert "现在没有人在等" in page.words


@pytest.mark.parametrize(("says", "name"), [("发送", "text"), ("登记", "what")])
def test_what_an_agent_typed_stays_when_it_is_too_long(town, says, name):
    id = town.waiting_chat()
    browser = town.logged_in("agent")
    browser.go(f"/chats/{id}")
    browser.press("接这个对话")
    page = browser.press(says, **{name: "字" * 5001})
    assert browser.answer.status_code == 422
    assert page.form(says).fields[name] == "字" * 5001


def test_a_colleague_can_look_but_not_interrupt(town):
    id = town.waiting_chat()
    town.hire("second", StaffRole.AGENT)
    first, second = town.logged_in("agent"), town.logged_in("second")
    first.go(f"/chats/{id}")
    first.press("接这个对话")
    page = second.go(f"/chats/{id}")
    assert "agent 正在接这个对话" in page.words
    form = {"csrf": page.form("退出").fields["csrf"], "text": "我也说一句"}
    for step in ("take", "say", "file", "hand-back", "reveal"):
        form["purpose"] = "contact"
        assert second.client.post(f"/chats/{id}/{step}", data=form).status_code == 409


TOLD = "我叫王建国，电话13800138000，3号楼2单元1801漏水"


def test_an_agent_sees_masked_what_was_typed_and_files_the_whole(town, ports):
    town.waiting_chat(said=TOLD)
    browser = town.logged_in("agent")
    link = next(href for href in browser.page.links.values() if href.startswith("/chats/"))
    for page in (browser.page, browser.go(link), browser.press("接这个对话")):
        assert "漏水" in page.words
        for secret in ("王建国", "13800138000", "1801"):
            assert secret not in page.html
    browser.press("登记")
    conv = conversation.look("W" * 32, ports=ports)
    with ports.view() as uow:
        assert TOLD in uow.complaints.get(conv.number).text


def test_an_officer_gives_a_ticket_to_a_colleague_and_the_list_says_who_does_it(town):
    town.hire("zhou", StaffRole.OFFICER)
    filed = town.understood()
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{filed.number}")
    page = browser.press("交给他", to="zhou")
    assert "交给同事" in page.words
    assert "经办 zhou" in town.logged_in("zhou").page.words
    browser.press("签收")
    assert "经办 officer" in browser.go("/tickets").words


@pytest.mark.parametrize("to", ["charlie", "supervisor", "nobody", "", "gone"])
def test_nobody_but_an_officer_of_the_office_gets_a_ticket(town, ports, to):
    town.hire("zhou", StaffRole.OFFICER)
    town.hire("gone", StaffRole.OFFICER)
    with ports.uow() as uow:
        uow.staff.get("gone").disabled = True
        uow.commit()
    filed = town.understood()
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{filed.number}")
    page = browser.press("交给他", to=to)
    assert browser.answer.status_code == 422
    assert "没有这个同事" in page.words
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).tickets[0].officer is None


def _with_a_caller(town, name="agent", said=TOLD):
    id = town.waiting_chat(said=said)
    browser = town.logged_in(name)
    browser.go(f"/chats/{id}")
    browser.press("接这个对话")
    return browser


def _filed(ports):
    with ports.view() as uow:
        return uow.complaints.get(conversation.look("W" * 32, ports=ports).number)


def test_an_agent_writes_parts_over_and_the_rest_stays_as_it_was_told(town, ports):
    browser = _with_a_caller(town)
    browser.press("登记", where="小店区坞城路 3 号楼", wish="修好水管", kind="request", then="")
    filed = _filed(ports)
    assert TOLD in filed.text
    assert "希望：修好水管" in filed.text
    assert (filed.place, filed.kind) == ("小店区坞城路 3 号楼", Kind.REQUEST)


def test_an_agent_answers_on_the_spot_and_routing_only_names_the_matter(town, ports):
    browser = _with_a_caller(town, said="公积金怎么提取")
    browser.press("登记", then="answer", answer="带身份证到柜台，当天办好。")
    filed = _filed(ports)
    assert (filed.state, filed.tickets) == (ComplaintState.ANSWERED, [])
    citizen = conversation.look("W" * 32, ports=ports)
    assert citizen.turns[-1].text == "带身份证到柜台，当天办好。"
    router = FixedRouter(an_assignment(lead=town.offices[0]))
    dispatch(filed.number, ports=ports, router=router)
    with ports.view() as uow:
        filed = uow.complaints.get(filed.number)
    assert (filed.state, filed.tickets) == (ComplaintState.ANSWERED, [])
    assert filed.category
    assert dispatch(filed.number, ports=ports, router=router) is None


def test_an_answer_on_the_spot_that_says_nothing_keeps_what_was_written(town, ports):
    browser = _with_a_caller(town)
    page = browser.press("登记", then="answer", answer=" ", where="坞城路")
    assert "还没有写内容" in page.words
    fields = page.form("登记").fields
    assert (fields["then"], fields["where"]) == ("answer", "坞城路")
    assert conversation.look("W" * 32, ports=ports).number is None


def test_a_contractors_agent_files_and_does_not_answer(town, ports):
    town.hire("hired", StaffRole.AGENT, outsourced=True)
    browser = _with_a_caller(town, "hired")
    assert "当场答复" not in browser.page.words
    token = browser.page.form("登记").fields["csrf"]
    path = browser.page.form("登记").action
    sent = browser.client.post(path, data={"csrf": token, "then": "answer", "answer": "好"})
    assert sent.status_code == 403
    assert conversation.look("W" * 32, ports=ports).number is None


def test_an_agent_joins_a_caller_to_those_who_said_the_same(town, ports):
    shared = {"category": "08.07", "area": "140105", "area_name": "太原市小店区"}
    first = town.understood("小店区坞城路口的路灯坏了，晚上看不见路", **shared)
    browser = _with_a_caller(town, said="小店区坞城路口路灯坏了，晚上黑得很")
    assert first.number in browser.page.words
    browser.press("登记", then=f"join:{first.number}")
    assert _filed(ports).joins == first.number


def test_an_agent_who_looks_says_what_for_and_the_citizen_reads_it_at_once(town, ports):
    id = town.waiting_chat(said=TOLD)
    browser = town.logged_in("agent")
    browser.go(f"/chats/{id}")
    browser.press("接这个对话")
    assert "要选一个用途" in browser.press("查看").words
    for _ in range(5):
        page = browser.press("查看", purpose="place")
        assert TOLD in page.words
        assert page.form("登记").fields["what"] == TOLD
    assert TOLD not in browser.go(f"/chats/{id}").words
    page = browser.press("查看", purpose="place")
    assert (browser.answer.status_code, "1801" in page.words) == (429, False)
    said = [turn.text for turn in conversation.look("W" * 32, ports=ports).turns]
    assert said.count("人工坐席为了找到地点，看了您打的完整内容。") == 5
    with ports.view() as uow:
        looks = [one for _, one in uow.events.latest() if isinstance(one, TextRevealed)]
    assert [(one.number, one.officer, one.purpose) for one in looks] == [(id, "agent", "place")] * 5


def test_waiting_time_is_shown_and_the_longest_wait_comes_first(town, clock):
    town.waiting_chat("A" * 32, "我家漏水")
    clock.go_on(minutes=7)
    town.waiting_chat("B" * 32, "路灯不亮")
    page = town.logged_in("agent").page
    assert page.words.index("我家漏水") < page.words.index("路灯不亮")
    assert "等了 7 分钟" in page.words


# -- looking on -------------------------------------------------------------------------------


def test_the_supervisor_sees_what_is_late(town, clock, ports):
    filed = town.understood()
    town.at_desk("路灯不亮")
    clock.go_on(days=40)
    escalation.raise_overdue(ports=ports)
    browser = town.logged_in("supervisor")
    assert "2 超期" in browser.page.words
    page = browser.go(f"/overview/{filed.number}")
    assert "已超期" in page.words
    assert not page.has("签收")


def test_the_auditor_sees_facts_and_a_whole_chain(town):
    filed = town.understood()
    page = town.logged_in("auditor").page
    assert "记录链完整" in page.words
    assert filed.number in page.words
    assert "油烟" not in page.words


def test_the_auditor_is_told_where_the_chain_breaks(town, monkeypatch):
    monkeypatch.setattr(MemoryEvents, "broken_link", lambda _: 2)
    assert "从第 2 行起对不上" in town.logged_in("auditor").page.words


def test_every_kind_of_fact_has_a_word():
    words = ENVIRONMENT.get_template("words.html").module.FACT
    assert set(words) == set(BY_NAME)


# -- sealed reports ---------------------------------------------------------------------------


def test_a_custodian_fetches_a_report_still_sealed_and_opens_it_at_home(town, ports, report_key):
    file_protected("账在三楼财务室", ports=ports)
    browser = town.logged_in("custodian")
    assert "账在三楼" not in browser.page.html
    assert "python -m intake.vault open" in browser.page.words
    [report] = sealed_reports(CUSTODIAN, ports=ports)
    browser.go(f"/sealed/{report.id}")
    link = browser.page.links["下载（仍然密封）"]
    answer = browser.client.get(link)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "attachment" in answer.headers["content-disposition"]
    id, items = read_bundle(answer.content)
    desk = bytes([Suite.X25519]) + bytes(report_key)
    assert open_item(id, items[0], DESK, desk) == "账在三楼财务室"


def test_a_report_that_is_not_there_is_not_found(town):
    browser = town.logged_in("custodian")
    browser.go("/sealed/BXXXXXXXXXX.bin")
    assert browser.answer.status_code == 404
