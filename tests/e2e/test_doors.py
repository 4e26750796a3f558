"""Passkeys in a real browser, with an authenticator that Chromium plays itself."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from intake.service import staffing

pytestmark = pytest.mark.browser

KIND = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def authenticator(page, **changes):
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = KIND | changes
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield tools, made["authenticatorId"]
    tools.detach()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def add(doors, page, name, label):
    page.goto(doors.staff + "/account")
    page.fill("#passkey-password", doors.town.passwords[name])
    press(page, "加一把通行密钥")
    page.fill("#label", label)
    press(page, "加上")
    page.get_by_text("通行密钥加好了").wait_for()


def test_the_life_of_a_passkey(doors):
    page = doors.staff_member("supervisor")
    with authenticator(page) as (tools, id):
        add(doors, page, "supervisor", "办公室电脑")
        press(page, "退出")
        # Alone: without a name and without a password.
        press(page, "用通行密钥登录")
        page.get_by_role("heading", name="督办").wait_for()
        press(page, "退出")
        # After the password, as the second step.
        page.fill("#name", "supervisor")
        page.fill("#password", doors.town.passwords["supervisor"])
        press(page, "登录")
        page.get_by_role("heading", name="再验一下通行密钥").wait_for()
        press(page, "用通行密钥")
        page.get_by_role("heading", name="督办").wait_for()
        # A finger that does not fit.
        press(page, "退出")
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": False})
        press(page, "用通行密钥登录")
        page.get_by_text("没有验成").wait_for()
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": True})
        press(page, "验一验")
        page.get_by_role("heading", name="督办").wait_for()
        page.goto(doors.staff + "/account")
        page.get_by_text("改名，或者去掉").click()
        page.get_by_label("名字").fill("新电脑")
        press(page, "改名")
        page.get_by_text("名字改好了").wait_for()
        page.get_by_text("新电脑").first.wait_for()
        page.get_by_text("改名，或者去掉").click()
        page.locator("[id^=remove-]").fill(doors.town.passwords["supervisor"])
        press(page, "去掉这一把")
        page.get_by_text("通行密钥去掉了").wait_for()
    assert doors.complaints == []


def test_the_same_device_is_not_taken_twice(doors):
    page = doors.staff_member("dispatcher")
    with authenticator(page):
        add(doors, page, "dispatcher", "一")
        page.get_by_text("加一把", exact=True).click()
        page.fill("#passkey-password", doors.town.passwords["dispatcher"])
        press(page, "加一把通行密钥")
        page.fill("#label", "二")
        press(page, "加上")
        page.get_by_text("这台设备上已经有您的通行密钥了").wait_for()
    assert doors.complaints == []


def test_under_another_name_the_page_says_where_they_work(doors):
    page = doors.visitor(1440)
    page.goto(doors.staff.replace("localhost", "127.0.0.1") + "/login")
    page.get_by_role("button", name="登录", exact=True).wait_for()
    expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)


def test_a_login_elsewhere_in_a_real_browser(doors):
    """Two sites, a redirect each way, and cookies as browsers keep them."""
    staffing.know_as("dispatcher", "sub-of-li", ports=doors.town.ports)
    page = doors.visitor(390)
    page.goto(doors.staff + "/login")
    page.get_by_role("link", name="用省政务认证登录").click()
    page.get_by_role("heading", name="待派单").wait_for()
    press(page, "退出")
    page.get_by_role("link", name="也退出省政务认证").click()
    page.get_by_label("用户名").wait_for()
    assert doors.complaints == []
