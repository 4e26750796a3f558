"""What is true of every page, whoever it is for."""

import json
import re

import pyotp
import pytest
from starlette.testclient import TestClient

from intake.domain.conversation import SLOTS
from intake.domain.staff import StaffRole
from intake.service import handling
from intake.service.protected import file_protected, sealed_reports
from intake.web.pages import ENVIRONMENT, HERE, STATIC
from tests.intake.attachments.media_files import jpeg
from tests.intake.conftest import Clock, SilentDialogue, in_memory
from tests.intake.web.conftest import Town
from tests.intake.web.reading import Browser, Page, secret_on
from tests.support.attaching import sent, uploaded
from tests.support.builders import CUSTODIAN
from tests.support.sites import public_site, staff_site

pytestmark = pytest.mark.slow

STORY = ("<b>楼上</b>砸墙", "平阳路", "上周", "不知道", "别砸了")


def citizens_pages(public, town):
    filed = town.understood()
    officer = town.member("officer")
    handling.sign(filed.number, officer, ports=town.ports)
    handling.answer(filed.number, "已经装了净化器。", officer, ports=town.ports)
    b = Browser(public)
    yield "home", b.go("/")
    for said in STORY:
        yield "talking", b.press("发送", text=said)
    yield "read back", b.press("不留电话")
    yield "receipt", b.press("对，提交")
    yield "status in the chat", b.press("发送", text=filed.receipt)
    yield "too long", b.press("发送", text="字" * 6000)
    yield "large", b.press("大字")
    yield "status", b.go("/status")
    yield "wrong receipt", b.press("查一查", receipt="1")
    yield "answered", b.press("查一查", receipt=filed.receipt)
    yield "half rated", b.press("提交评价", solved="no")
    yield "unsolved", b.press("提交评价", solved="no", stars="1")
    yield "withdraw", b.press("撤回这件事")
    yield "withdrawn", b.press("确定撤回")
    sealed = file_protected("账", ports=town.ports).receipt
    b.go("/status")
    yield "sealed", b.press("查一查", receipt=sealed)
    yield "protected", b.go("/protected")
    yield "protected empty", b.press("下一步，先看一遍", text="")
    yield "protected reviewed", b.press("下一步，先看一遍", text="我是财务科的会计，账在三楼")
    yield "protected filed", b.press("加密提交", identity="王某")
    receipt = b.page.receipt()
    yield "inbox", b.go("/protected/inbox")
    yield "letters", b.press("打开", receipt=receipt)
    yield "letter sent", b.press("加密发送", text="钥匙在门卫那里")
    uploaded(receipt, b"account", "a.txt", ports=town.ports)
    sent(receipt, jpeg(), ports=town.ports)
    b.go("/protected/inbox")
    yield "files", b.press("打开", receipt=receipt)
    upload = b.page.form("加密上传，先看看里面带着什么")
    file = {"file": ("照片.jpg", jpeg())}
    yield "file looked at", b._look(public.post(upload.action, data=upload.fields, files=file))
    yield "file sent", b.press("送出")
    yield "withdrawing", b.press("撤回这份举报")
    yield "letters withdrawn", b.press("确定撤回")
    yield "not found", b.go("/nowhere")


def staff_pages(town):
    chat, waiting, ticket = town.waiting_chat(), town.at_desk(), town.understood(urgent=True)
    sent(file_protected("账在三楼", ports=town.ports).receipt, jpeg(), ports=town.ports)
    yield "login", Browser(town.logged_in("agent").client).go("/login")
    browser = town.logged_in("supervisor")
    browser.go("/account")
    yield "account, refused", browser.press("换密码", old="x", new="y", again="z")
    yield "code", browser.press("开启验证码", password=town.passwords["supervisor"])
    app = pyotp.TOTP(secret_on(browser.page))
    yield "recovery codes", browser.press("确认开启", code=app.at(town.ports.clock()))
    yield "account", browser.go("/account")
    yield "second step", town.logged_in("supervisor").page
    town.hire("supervisor", StaffRole.SUPERVISOR)  # begins anew
    places = {
        "agent": ("/chats", f"/chats/{chat}"),
        "dispatcher": ("/desk", f"/desk/{waiting.number}", f"/desk/{ticket.number}"),
        "officer": ("/tickets", f"/tickets/{ticket.number}", "/tickets?done=1", "/search"),
        "supervisor": ("/overview", f"/overview/{ticket.number}"),
        "auditor": ("/audit", "/nowhere"),
        "custodian": ("/sealed", f"/sealed/{sealed_reports(CUSTODIAN, ports=town.ports)[0].id}"),
    }
    for name, paths in places.items():
        browser = town.logged_in(name)
        for path in paths:
            yield f"{name} {path.split('?')[0].rsplit('/', 1)[0]}", browser.go(path)
    agent = town.logged_in("agent")
    agent.go(f"/chats/{chat}")
    yield "agent taken", agent.press("接这个对话")
    officer = town.logged_in("officer")
    officer.go(f"/tickets/{ticket.number}")
    yield "officer signed", officer.press("签收")
    yield "officer empty", officer.press("答复群众", text="")
    yield "officer unreasoned", officer.press("退回", reason="")
    officer.go("/search")
    yield "officer found", officer.press("搜索", words="油烟")


@pytest.fixture(scope="module")
def tour(wiring, tmp_path_factory):
    """Taken once; the tests only read."""
    ports = in_memory(wiring, tmp_path_factory.mktemp("tour"), Clock(), SilentDialogue())
    town = Town(ports, staff_site(ports))
    public = TestClient(public_site(ports), raise_server_exceptions=False)
    pages = (*citizens_pages(public, town), *staff_pages(town))
    assert len(pages) > 35
    return pages


def test_no_page_needs_an_exception_from_the_content_policy(tour):
    for name, page in tour:
        assert page.all("style") == [], name
        for tag, given in page.tags:
            where = (name, tag, given)
            assert "style" not in given, where
            assert not any(
                attribute.startswith(("on", "hx-on", "hx-vals")) for attribute in given
            ), where
            assert not given.get("href", "").startswith("javascript"), where
            if tag == "script":
                assert given["src"].startswith("/static/"), where
        assert "<script>" not in page.html, name


def test_nothing_comes_from_elsewhere(tour):
    for name, page in tour:
        for tag in ("script", "link", "img", "iframe", "form"):
            for given in page.all(tag):
                address = given.get("src") or given.get("href") or given.get("action") or "/"
                assert address.startswith("/"), (name, tag, address)
                assert not address.startswith("//")


def test_every_page_says_its_language_and_has_one_heading(tour):
    for name, page in tour:
        assert [given["lang"] for given in page.all("html")] == ["zh-CN"], name
        assert len(page.all("h1")) == 1, name
        assert page.all("main"), name
        assert page.all("title"), name
        assert "/static/yihao.css" in page.html


def test_every_field_has_a_label_and_every_button_words(tour):
    for name, page in tour:
        inside = [id(given) for given in page.wrapped]
        for tag in ("input", "textarea", "select"):
            for given in page.all(tag):
                if given.get("type") == "hidden":
                    continue
                named = given.get("id") in page.labelled or id(given) in inside
                assert named, (name, given)
        for form in page.forms:
            assert form.says, (name, form.action)


def test_ids_are_unique_and_described_by_something(tour):
    for name, page in tour:
        ids = [given["id"] for _, given in page.tags if "id" in given]
        assert len(ids) == len(set(ids)), (name, ids)
        for _, given in page.tags:
            for id in given.get("aria-describedby", "").split():
                assert id in ids, (name, id)


def test_pictures_without_meaning_are_silent(tour):
    for name, page in tour:
        assert all(given["alt"] == "" for given in page.all("img")), name


def test_what_people_wrote_never_becomes_markup(tour):
    for name, page in tour:
        assert page.all("b") == [], name


def test_receipts_are_in_no_address_of_any_page(tour):
    for name, page in tour:
        addresses = [
            given.get(a, "")
            for _, given in page.tags
            for a in ("href", "action", "src", "hx-get", "sse-connect")
        ]
        assert not any(re.search(r"\d{12}", address) for address in addresses), name


def test_what_stands_in_templates_is_chinese_and_plain():
    """No sentence in the code: what people read is in the templates."""
    for file in sorted(HERE.glob("*.py")):
        code = re.sub(r'""".*?"""|#[^\n]*', "", file.read_text("utf-8"), flags=re.S)
        found = re.findall(r"[\u4e00-\u9fff]{3,}", code)
        assert [words for words in found if words != "一二三四五六日"] == [], file.name


def test_htmx_is_told_to_keep_no_history_and_evaluate_nothing(public):
    [given] = [m for m in Page(public.get("/").text).all("meta") if m.get("name") == "htmx-config"]
    settings = json.loads(given["content"])
    for name in ("includeIndicatorStyles", "allowEval", "allowScriptTags", "historyEnabled"):
        assert settings[name] is False


def test_scripts_and_styles_are_served_and_small(public):
    for path in (
        "yihao.css",
        "staff.css",
        "chat.js",
        "staff.js",
        "seal.svg",
        "stroke.svg",
        "htmx/htmx-2.min.js",
        "htmx/ext/hx-sse-2.min.js",
    ):
        assert public.get(f"/static/{path}").status_code == 200, path
    assert len((STATIC / "yihao.css").read_text("utf-8").splitlines()) < 500


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (ink, ground)
        for ground in ("paper", "sheet", "room")
        for ink in ("ink", "soft", "pine", "red", "amber")
    ]
    + [
        ("red", "red-soft"),
        ("amber", "amber-soft"),
        ("pine-deep", "pine-soft"),
        ("pine", "pine-soft"),
        ("soft", "line"),
        ("soft", "pine-soft"),
    ],
)
def test_letters_stand_out_from_their_ground(ink, ground):
    """WCAG AA: 4.5 to 1."""
    css = (STATIC / "yihao.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_words_for_every_slot_are_there():
    assert set(SLOTS) <= set(ENVIRONMENT.get_template("words.html").module.SLOT)
