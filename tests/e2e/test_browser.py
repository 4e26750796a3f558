"""The whole way in a real browser: chat, receipt, desk, office, answer, rating."""

import re

import pytest
from playwright.sync_api import Page, expect

from intake.domain.attachment import LARGEST
from intake.service import handover
from intake.service.dispatching import dispatch
from tests.intake.attachments.media_files import jpeg
from tests.support.attaching import a_report
from tests.support.builders import FixedRouter, an_assignment
from tests.support.city import wait_for

pytestmark = pytest.mark.browser

STORY = (
    "楼下饭店油烟直排，窗户不敢开",
    "平阳路 12 号院",
    "上个月开始的",
    "一家新开的饭店",
    "装个净化器",
)
RECEIPT = re.compile(r"(?:\d{4} ){5}\d{4}-\d")
BOTH_WIDTHS = pytest.mark.parametrize("width", [390, 1440])


def unsure(town):
    offices = tuple(town.offices)
    return FixedRouter(
        an_assignment(disposition="desk", lead=None, suggestions=offices, confidence=0.52)
    )


def fits(shown):
    """Nothing is wider than the screen. `shown` is a page that was gone to, or what only the page
    after a click shows: that is waited for, as between two pages there is nothing to measure."""
    if isinstance(shown, Page):
        page = shown
    else:
        shown.first.wait_for()
        page = shown.page
    page.wait_for_load_state()
    wide = page.locator("html").evaluate("html => html.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url
    return shown


def say(page, words):
    page.fill("#text", words)
    page.get_by_role("button", name="发送").click()
    page.locator("#log .citizen:not(.sending)", has_text=words).wait_for()


def filed(page):
    """Through the interview to the receipt."""
    for words, question in zip(
        STORY, ("哪里", "什么时候", "有关", "怎么解决", "电话"), strict=True
    ):
        say(page, words)
        page.locator("#log .bot", has_text=question).last.wait_for()
        fits(page)
    page.get_by_role("button", name="不留电话").click()
    page.locator("#log .bot", has_text="我记下的是这样").wait_for()
    page.get_by_role("button", name="对，提交").click()
    card = page.locator(".receipt")
    card.wait_for()
    number = card.locator("dd").first.inner_text()
    return number, RECEIPT.search(card.inner_text().replace("\n", " ").replace("  ", " "))[0]


@BOTH_WIDTHS
@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_a_complaint_travels_from_the_chat_to_its_answer(sites, width, js):
    town = sites.town
    citizen = sites.visitor(width, js=js)
    citizen.goto(sites.public)
    number, receipt = filed(fits(citizen))
    dispatch(number, ports=town.ports, router=unsure(town))

    dispatcher = sites.staff_member("dispatcher", width, js=js)
    fits(dispatcher.get_by_role("link", name=number)).click()
    fits(dispatcher.get_by_role("button", name=town.offices[0].name)).click()
    dispatcher.get_by_text("都派出去了").wait_for()

    officer = sites.staff_member("officer", width, js=js)
    fits(officer.get_by_role("link", name=number)).click()
    fits(officer.get_by_role("button", name="签收", exact=True)).click()
    officer.get_by_label("写给群众的话").fill("净化器装好了，请看看还有没有味道。")
    officer.get_by_role("button", name="答复群众").click()
    fits(officer.get_by_text("本单位的答复"))

    citizen.get_by_role("link", name="查进度").first.click()
    fits(citizen.get_by_label("查询码")).fill(receipt)
    citizen.get_by_role("button", name="查一查").click()
    fits(citizen.get_by_text("净化器装好了"))
    citizen.get_by_label("解决了", exact=True).check()
    citizen.get_by_label("5 星", exact=True).check()
    citizen.get_by_role("button", name="提交评价").click()
    fits(citizen.get_by_role("heading", name="办好了"))
    assert receipt[:9] not in citizen.url


@BOTH_WIDTHS
def test_no_page_is_wider_than_the_screen(sites, width):
    town = sites.town
    ticket, desk, chat = town.understood(), town.at_desk(), town.waiting_chat()
    visitor = sites.visitor(width)
    for path in ("/", "/status", "/protected"):
        visitor.goto(sites.public + path)
        fits(visitor)
    pages = {
        "agent": ("/chats", f"/chats/{chat}"),
        "dispatcher": ("/desk", f"/desk/{desk.number}"),
        "officer": ("/tickets", f"/tickets/{ticket.number}"),
        "supervisor": ("/overview", f"/overview/{ticket.number}"),
        "auditor": ("/audit",),
        "custodian": ("/sealed",),
    }
    for name, paths in pages.items():
        page = sites.staff_member(name, width)
        for path in paths:
            page.goto(sites.staff + path)
            fits(page)


@BOTH_WIDTHS
@pytest.mark.parametrize("path", ["/", "/status"])
def test_large_type_is_a_third_larger_and_still_fits(sites, width, path):
    page = sites.visitor(width)
    page.goto(sites.public + path)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="小字").wait_for()
    page.wait_for_load_state()
    assert page.evaluate(size) / before == pytest.approx(1.35, abs=0.01)
    fits(page)


def test_large_type_on_the_protected_page_needs_neither_script_nor_cookie(sites):
    page = sites.visitor(js=False)
    page.goto(sites.public + "/protected")
    before = page.locator("h1").bounding_box()["height"]
    page.get_by_label("大字").check()
    assert page.locator("h1").bounding_box()["height"] > before
    assert page.context.cookies() == []


def test_what_can_be_tapped_is_large_enough_for_a_thumb(sites):
    page = sites.visitor()
    for path in ("/", "/status", "/protected"):
        page.goto(sites.public + path)
        for target in page.locator("button:visible, nav a:visible, input:visible, textarea").all():
            box = target.bounding_box()
            if target.get_attribute("type") == "checkbox":
                box = target.locator("xpath=..").bounding_box()  # its label is tapped
            assert box["height"] >= 44, (path, target.inner_text(), box)


def test_enter_sends_and_shift_enter_makes_a_new_line(sites):
    page = sites.visitor()
    page.goto(sites.public)
    page.fill("#text", "第一行")
    page.press("#text", "Shift+Enter")
    page.keyboard.type("second")
    page.press("#text", "Enter")
    bubble = page.locator("#log .citizen:not(.sending) .words")
    bubble.wait_for()
    assert bubble.inner_text() == "第一行\nsecond"
    expect(page.locator("#text")).to_have_value("")


def test_enter_while_choosing_a_character_does_not_send(sites):
    page = sites.visitor()
    page.goto(sites.public)
    page.fill("#text", "nihao")
    page.dispatch_event("#text", "keydown", {"key": "Enter", "isComposing": True})
    expect(page.locator("#text")).to_have_value("nihao")
    say(page, "你好")
    expect(page.locator("#log .citizen .words")).to_have_text(["你好"])


def test_an_agents_words_arrive_without_a_reload(sites):
    page = sites.visitor()
    page.goto(sites.public)
    say(page, "我家漏水")
    page.get_by_role("button", name="转人工").click()
    page.locator("#log .bot", has_text="已经请人工来接").wait_for()
    agent = sites.staff_member("agent")
    agent.get_by_role("link", name="我家漏水").click()
    agent.get_by_role("button", name="接这个对话").click()
    agent.get_by_label("回话").fill("您好，漏了几天了？")
    agent.locator("html.js").wait_for()  # before that, Enter is a new line
    agent.press("#text", "Enter")
    page.locator("#log .agent", has_text="漏了几天了").wait_for()
    say(page, "两个月了")
    agent.locator("#transcript .citizen", has_text="两个月了").wait_for()
    agent.locator("#file-what").fill("漏水两个月，物业不管")
    agent.get_by_role("button", name="登记", exact=True).click()
    page.locator(".receipt").wait_for()
    texts = page.locator("#log .turn .words").all_inner_texts()
    assert len(texts) == len(set(texts)), "a bubble came twice"


def test_words_come_back_when_the_line_is_broken(sites):
    page = sites.visitor(offline_ok=True)
    page.goto(sites.public)
    page.context.set_offline(True)
    page.fill("#text", "井盖丢了，很危险")
    page.get_by_role("button", name="发送").click()
    page.get_by_text("没有发出去").wait_for()
    expect(page.locator("#text")).to_have_value("井盖丢了，很危险")
    expect(page.locator(".sending")).to_have_count(0)
    page.context.set_offline(False)
    say(page, "井盖丢了，很危险")
    expect(page.get_by_text("没有发出去")).to_be_hidden()


def test_words_that_are_too_long_come_back_with_the_reason(sites):
    page = sites.visitor(offline_ok=True)
    page.goto(sites.public)
    page.fill("#text", "字" * 6000)
    page.get_by_role("button", name="发送").click()
    page.get_by_text("最多 5000 个字").wait_for()
    expect(page.locator("#text")).to_have_value("字" * 6000)


def test_a_reload_keeps_the_conversation_and_loses_the_receipt(sites):
    page = sites.visitor()
    page.goto(sites.public)
    _, receipt = filed(page)
    page.reload()
    page.locator("#log .bot", has_text="已经登记好了").wait_for()
    assert receipt not in page.content()
    storage = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "油烟" not in storage
    assert not RECEIPT.search(storage)
    assert not re.search(r"\d{6}", storage)


def test_the_receipt_gets_the_focus_and_can_be_copied(sites):
    page = sites.visitor()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(sites.public)
    _, receipt = filed(page)
    page.locator(".receipt:focus").wait_for()
    page.get_by_role("button", name="复制查询码").click()
    page.locator(".copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == receipt


def test_the_last_bubble_is_in_sight_above_the_text_box(sites):
    page = sites.visitor()
    page.goto(sites.public)
    for words in STORY[:4]:
        say(page, words)
    page.locator("#log .bot", has_text="怎么解决").wait_for()

    def in_sight():  # once it has scrolled
        bubble = page.locator("#log .turn").last.bounding_box()
        composer = page.locator(".composer").bounding_box()
        return (
            bubble["y"] > 0
            and bubble["y"] + bubble["height"] <= composer["y"] + 1
            and composer["y"] + composer["height"] <= 844 + 1
        )

    wait_for(in_sight, 10)


def test_the_keyboard_reaches_the_text_and_walks_a_list(sites):
    sites.town.at_desk("路灯不亮")
    sites.town.at_desk("井盖丢了")
    page = sites.visitor()
    page.goto(sites.public)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    desk = sites.staff_member("dispatcher")
    desk.locator("html.js").wait_for()  # the list listens once its script has run
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator(":focus")).to_contain_text("井盖丢了")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    desk.get_by_text("路灯不亮").wait_for()


def test_a_protected_report_leaves_no_cookie_and_asks_nobody_else(sites):
    page = sites.visitor(js=False)
    page.goto(sites.public + "/protected")
    page.get_by_label("您要举报的事").fill("我是调度室的记录员，登记本在第二个柜子")
    page.get_by_role("button", name="下一步，先看一遍").click()
    page.get_by_text("可能让人猜到是您").wait_for()
    page.get_by_role("button", name="加密提交").click()
    assert RECEIPT.search(page.locator(".receipt").inner_text().replace("\n", " "))
    assert page.context.cookies() == []


@BOTH_WIDTHS
def test_a_photo_is_looked_at_before_it_is_sent_without_a_script(sites, width):
    page = sites.visitor(width, js=False)
    page.goto(sites.public + "/protected")
    page.get_by_label("您要举报的事").fill("登记本在第二个柜子")
    page.get_by_role("button", name="下一步，先看一遍").click()
    page.get_by_role("button", name="加密提交").click()
    fits(page.get_by_role("button", name="接着加照片、文件")).click()
    photo = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    for answer in ("不要了", "送出"):
        fits(page.get_by_label("选一个文件")).set_input_files(photo)
        page.get_by_role("button", name="加密上传").click()
        fits(page.get_by_text("MARKER-model"))
        expect(page.locator("main")).to_contain_text("拍摄地点（定位）")
        page.get_by_role("button", name=answer).click()
        page.get_by_text("MARKER-model").wait_for(state="hidden")
    page.get_by_text("文件已经送出").wait_for()
    assert page.context.cookies() == []

    desk = sites.staff_member("custodian", width, js=False)
    desk.get_by_role("link", name=re.compile("^B")).click()
    for link in ("下载清理过的一份", "原件，留作证据"):
        with desk.expect_download() as got:
            fits(desk.get_by_role("link", name=link)).click()
        content = got.value.path().read_bytes()
        assert content.startswith(b'{"report"')
        assert b"MARKER" not in content


def test_a_file_too_large_is_told_in_the_browser_and_the_inbox_is_there(sites, tmp_path):
    page = sites.visitor(js=False, offline_ok=True)
    page.goto(sites.public + "/protected/inbox")
    page.get_by_label("查询码").fill(a_report(sites.town.ports))
    page.get_by_role("button", name="打开").click()
    large = tmp_path / "录音.wav"
    with large.open("wb") as stream:
        stream.truncate(LARGEST + 50_000_000)
    page.get_by_label("选一个文件").set_input_files(large)
    page.get_by_role("button", name="加密上传").click()
    page.get_by_text("超过 100 MB").wait_for()
    fits(page.get_by_label("选一个文件"))


def test_while_waiting_nothing_is_asked_twice(sites):
    page = sites.visitor()
    page.goto(sites.public)
    page.get_by_role("button", name="转人工").click()
    page.locator("#log .bot", has_text="已经请人工来接").wait_for()
    page.get_by_role("button", name="转人工").click()
    page.locator("#log .bot", has_text="已经在排队了").wait_for()
    assert len(handover.queue(ports=sites.town.ports)) == 1


def test_an_officers_usual_day_takes_six_keys_besides_typing(sites):
    """Open the list, then: first one, open, sign, contacted, answer, next."""
    town = sites.town
    first, second = town.understood("路灯不亮"), town.understood("井盖丢了")
    page = sites.staff_member("officer")
    page.goto(sites.staff + "/tickets")
    keys = []

    def press(key, shows):
        keys.append(key)
        page.keyboard.press(key)
        page.get_by_text(shows).filter(visible=True).first.wait_for()
        page.wait_for_load_state()  # a page listens to keys once its script has run

    press("j", first.number)
    press("Enter", "签收后由本单位办理")
    press("s", "联系过了")
    press("c", "联系过群众")
    page.locator("#answer:focus").wait_for()
    page.keyboard.type("今晚八点修好了。")
    press("Control+Enter", "本单位的答复")
    press("n", "签收后由本单位办理")
    page.wait_for_url(f"**/tickets/{second.number}*")
    assert len(keys) <= 6
    with town.ports.view() as uow:
        assert uow.complaints.get(first.number).state == "answered"


def test_a_dispatcher_accepts_and_chooses_by_single_keys(sites):
    one, two, three, four = (sites.town.at_desk(f"路灯不亮之{n}").number for n in range(4))
    page = sites.staff_member("dispatcher")
    page.locator("html.js").wait_for()
    page.keyboard.press("a")  # on no row: nothing happens
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_text("办好了，不在这里了").wait_for()
    page.locator("html.js").wait_for()
    assert page.evaluate("document.activeElement.id") == f"n-{two}"
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("x")  # not this one, after all
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name=re.compile("选中的照建议派.*2 件")).click()
    page.get_by_text("2 件派了").wait_for()
    with sites.town.ports.view() as uow:
        states = [uow.complaints.get(number).state.value for number in (one, two, three, four)]
    assert states == ["in_hand", "in_hand", "at_desk", "in_hand"]
    page.goto(f"{sites.staff}/desk/{three}")
    page.locator("html.js").wait_for()
    page.keyboard.press("a")
    page.get_by_text("都派出去了").wait_for()


def test_the_keys_of_a_page_are_listed_and_can_be_switched_off(sites):
    town = sites.town
    filed = town.understood()
    page = sites.staff_member("officer")
    page.goto(sites.staff + f"/tickets/{filed.number}")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="键盘")
    sheet.get_by_text("签收", exact=False).first.wait_for()
    sheet.get_by_label("不用单个键").check()
    sheet.get_by_role("button", name="关上").click()
    page.reload()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.keyboard.press("s")
    page.reload()
    page.get_by_role("button", name="签收", exact=True).wait_for()
    assert not [url for url in sent if url.endswith("/sign")]
