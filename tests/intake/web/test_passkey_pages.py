"""Passkeys as pages and forms: what the browser's script sends is all there is to it."""

import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from intake.adapters.passkeys import WebAuthn
from intake.domain.staff import StaffRole
from intake.ports.accounts import AccountRules
from intake.web.passkeys import ASKED_COOKIE
from tests.intake.web.conftest import Town
from tests.intake.web.reading import Browser
from tests.support.authenticator import Authenticator
from tests.support.sites import staff_site

SITE = "https://staff.example.cn"


@pytest.fixture
def town(ports):
    here = replace(ports, passkeys=WebAuthn(SITE))
    return Town(here, staff_site(here))


def at_door(town, site=SITE):
    browser = Browser(TestClient(town.app, base_url=site, raise_server_exceptions=False))
    browser.go("/login")
    return browser


def inside(town, name):
    browser = at_door(town)
    browser.press("登录", name=name, password=town.passwords[name])
    return browser


def options_on(page):
    return html.unescape(re.search(r'data-options="([^"]*)"', page.html)[1])


def added(town, browser, name="agent"):
    device = Authenticator(SITE)
    browser.go("/account")
    page = browser.press("加一把通行密钥", password=town.passwords[name])
    assert (
        "加好了"
        in browser.press("加上", answer=device.create(options_on(page)), label="我的手机").words
    )
    return device


def test_added_and_used_at_the_door(town):
    browser = inside(town, "agent")
    device = added(town, browser)
    assert "我的手机" in browser.page.words
    door = at_door(town)
    page = door.press("用通行密钥登录")
    [cookie] = [c for c in door.answer.headers.get_list("set-cookie") if ASKED_COOKIE in c]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=strict"))
    door.press("验一验", answer=device.get(options_on(page)))
    assert door.go("/chats").has("退出")


def test_a_wrong_answer_is_one_sentence_at_the_door(town):
    added(town, inside(town, "agent"))
    door = at_door(town)
    door.press("用通行密钥登录")
    assert "通行密钥没有对上" in door.press("验一验", answer="{}").words
    assert door.answer.status_code == 403


def test_after_the_password_comes_the_passkey(town):
    device = added(town, inside(town, "agent"))
    door = inside(town, "agent")
    assert "再验一下通行密钥" in door.page.words
    assert door.go("/chats").has("登录")
    door.go("/login/code")
    page = door.press("用通行密钥")
    door.press("验一验", answer=device.get(options_on(page)))
    assert door.go("/chats").has("退出")


def test_a_wrong_password_and_a_missing_name_are_said_on_the_account_page(town):
    browser = inside(town, "agent")
    browser.go("/account")
    assert "现在的密码不对" in browser.press("加一把通行密钥", password="x").words
    browser.press("加一把通行密钥", password=town.passwords["agent"])
    browser.press("加上", answer="{}", label=" ")
    assert browser.answer.status_code == 422


def test_under_another_name_pages_say_where_passkeys_work(town):
    added(town, inside(town, "agent"))
    elsewhere = at_door(town, "https://another.example.cn")
    assert not elsewhere.page.has("用通行密钥登录")
    elsewhere.press("登录", name="agent", password=town.passwords["agent"])
    assert f"只在 {SITE} 上能用" in elsewhere.page.words


def test_a_passkey_is_the_second_step_that_a_role_needs(ports):
    rules = AccountRules(frozenset({StaffRole.AUDITOR}))
    strict = replace(ports, passkeys=WebAuthn(SITE), account_rules=rules)
    town = Town(strict, staff_site(strict))
    browser = inside(town, "auditor")
    assert "要先加一把通行密钥，或者开启登录验证码" in browser.page.words
    added(town, browser, "auditor")
    assert "发生过的事" in browser.go("/audit").words


def test_limits_of_sessions_are_the_operators(ports):
    rules = AccountRules(most_sessions=1)
    town = Town(strict := replace(ports, account_rules=rules), staff_site(strict))
    first = town.logged_in("agent")
    second = town.logged_in("agent")
    assert "最多同时 1 处" in second.go("/account").words
    assert first.go("/account").has("登录")
