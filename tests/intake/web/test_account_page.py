"""The own account as its owner sees it, and the door with two locks."""

from dataclasses import replace
from xml.etree import ElementTree

import pyotp
import pytest
from starlette.testclient import TestClient

from intake.domain.staff import StaffRole
from intake.ports.accounts import AccountRules
from intake.web.dependencies import DEVICE_COOKIE, STAFF_COOKIE
from tests.intake.web.conftest import Town
from tests.intake.web.reading import Browser, secret_on
from tests.support.sites import staff_site

GOOD = "correct horse battery staple"


def turned_on(town, name="auditor"):
    """A browser that is in, the app on the phone, and the page with the codes for recovery."""
    browser = town.logged_in(name)
    browser.go("/account")
    browser.press("开启验证码", password=town.passwords[name])
    app = pyotp.TOTP(secret_on(browser.page))
    return browser, app, browser.press("确认开启", code=app.at(town.ports.clock()))


def codes_on(page):
    return [word for word in page.words.split() if len(word) == 11 and word[5] == "-"]


def test_a_member_turns_it_on_and_logs_in_with_it(town, clock):
    _, app, page = turned_on(town)
    assert len(codes_on(page)) == 8
    clock.go_on(minutes=1)
    at_door = town.logged_in("auditor")
    assert "再输一个验证码" in at_door.page.words
    assert DEVICE_COOKIE not in at_door.client.cookies
    assert at_door.go("/audit").has("登录")
    at_door.go("/login/code")
    assert "验证码不对" in at_door.press("登录", code="000000").words
    assert at_door.answer.status_code == 403
    assert "发生过的事" in at_door.press("登录", code=app.at(clock())).words
    assert DEVICE_COOKIE in at_door.client.cookies
    assert "开启登录验证码" in at_door.page.words  # the auditor sees that it happened


def test_the_picture_holds_the_secret_and_no_style(town):
    browser = town.logged_in("auditor")
    browser.go("/account")
    page = browser.press("开启验证码", password=town.passwords["auditor"])
    drawn = page.html[page.html.index("<svg viewBox") :]
    drawn = drawn[: drawn.index("</svg>") + 6]
    ElementTree.fromstring(drawn)  # noqa: S314 - our own
    assert "style" not in drawn
    assert browser.answer.headers["cache-control"] == "no-store"
    assert secret_on(page) not in str(browser.answer.url)


def test_a_wrong_code_shows_the_same_picture_again(town):
    browser = town.logged_in("auditor")
    browser.go("/account")
    before = secret_on(browser.press("开启验证码", password=town.passwords["auditor"]))
    page = browser.press("确认开启", code="000000")
    assert "验证码不对" in page.words
    assert secret_on(page) == before


def test_what_was_turned_on_is_never_shown_again(town):
    browser, _, page = turned_on(town)
    codes = codes_on(page)
    page = browser.go("/account")
    assert "备用码还剩 8 个" in page.words
    assert not any(code in page.html for code in codes)
    browser.client.post("/account/code", data={"csrf": page.form("退出").fields["csrf"]})
    again = browser.press("关掉验证码", password=town.passwords["auditor"], code=codes[0])
    assert "验证码关掉了" in again.words


def test_going_to_the_second_step_without_the_first_is_the_door(town):
    stranger = Browser(TestClient(town.app))
    assert "用户名" in stranger.go("/login/code").words
    answer = stranger.client.post("/login/code", data={"code": "1"}, follow_redirects=False)
    assert answer.headers["location"] == "/login"


def test_the_cookie_of_a_device_lives_long_and_is_for_no_script(town):
    client = TestClient(town.app)
    form = {"name": "agent", "password": town.passwords["agent"]}
    given = client.post("/login", data=form, follow_redirects=False).headers.get_list("set-cookie")
    [device] = [cookie for cookie in given if cookie.startswith(DEVICE_COOKIE)]
    assert "HttpOnly" in device
    assert "SameSite=strict" in device
    assert "Max-Age=34560000" in device
    assert "agent" not in device
    [session] = [cookie for cookie in given if cookie.startswith(STAFF_COOKIE)]
    assert "Max-Age" not in session


def test_where_the_role_needs_a_code_there_is_no_work_before(ports):
    rules = AccountRules(frozenset({StaffRole.AUDITOR}))
    strict = replace(ports, account_rules=rules)
    town = Town(strict, staff_site(strict))
    browser = town.logged_in("auditor")
    assert "要先开启登录验证码" in browser.page.words
    assert "我的账号" in browser.go("/audit").words
    assert browser.client.get("/desk").status_code == 404  # not theirs, with or without
    browser.press("开启验证码", password=town.passwords["auditor"])
    app = pyotp.TOTP(secret_on(browser.page))
    browser.press("确认开启", code=app.at(strict.clock()))
    assert "发生过的事" in browser.go("/").words
    assert not browser.go("/account").has("关掉验证码")
    assert "等人工的群众" in town.logged_in("agent").page.words


def test_a_new_password_is_typed_twice_and_the_old_one_once(town):
    browser = town.logged_in("agent")
    old = town.passwords["agent"]
    browser.go("/account")
    for typed, said, status in (
        ({"old": old, "new": GOOD, "again": "x"}, "两次输的新密码不一样", 422),
        ({"old": "x", "new": GOOD, "again": GOOD}, "现在的密码不对", 403),
        ({"old": old, "new": "short", "again": "short"}, "太容易猜", 422),
    ):
        page = browser.press("换密码", **typed)
        assert said in page.words
        assert browser.answer.status_code == status
        assert GOOD not in page.html
    assert "密码换好了" in browser.press("换密码", old=old, new=GOOD, again=GOOD).words
    town.passwords["agent"] = GOOD
    assert "等人工的群众" in town.logged_in("agent").page.words


def test_a_handler_is_told_why_not_here(town):
    browser = town.logged_in("handler")
    page = browser.go("/account")
    assert "yihao staff password" in page.words
    assert not page.has("换密码")
    form = {
        "csrf": page.form("退出").fields["csrf"],
        "old": town.passwords["handler"],
        "new": GOOD,
        "again": GOOD,
    }
    answer = browser.client.post("/account/password", data=form)
    assert answer.status_code == 409
    assert "网页上改不了" in answer.text


def test_one_sees_days_and_times_and_ends_the_others(town, clock):
    first = town.logged_in("agent")
    clock.go_on(minutes=5)
    second = town.logged_in("agent")
    page = second.go("/account")
    assert page.words.count("用过") == 2
    assert page.words.count("就是这里") == 1
    assert "testclient" not in page.html  # no address, no browser's name
    assert "别处的登录都退出了" in second.press("退出别处的登录").words
    assert first.go("/chats").has("登录")
    assert second.go("/chats").has("退出")


def test_a_page_that_looks_by_itself_goes_to_the_door_when_idle(town, clock):
    browser = town.logged_in("agent")
    for _ in range(7):
        clock.go_on(minutes=10)
        answer = browser.client.get("/chats", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/login"
    assert answer.text == ""


@pytest.mark.parametrize("name", ["agent", "auditor", "handler"])
def test_everybody_has_an_account_page_and_sees_nobody_elses(town, name):
    page = town.logged_in(name).go("/account")
    for other in town.passwords:
        assert other == name or other not in page.words
