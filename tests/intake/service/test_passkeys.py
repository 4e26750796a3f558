"""Li's passkeys: added once, good for two steps, and of no use to whoever listens or copies."""

import copy
import json
from dataclasses import replace

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.adapters.passkeys import WebAuthn
from intake.domain.errors import (
    AccountStopped,
    BadPasskey,
    EmptyText,
    LastSecondStep,
    NotFound,
    PasskeyCopied,
    TooLong,
    TooManyPasskeys,
    WrongPassword,
)
from intake.domain.passkeys import MOST, Passkey
from intake.domain.staff import StaffRole
from intake.ports.accounts import AccountRules
from intake.service import account, passkeys, staffing
from tests.support.authenticator import Authenticator
from tests.support.builders import MONDAY

SITE = "https://staff.example.cn"


@pytest.fixture
def ports(ports):
    return replace(ports, passkeys=WebAuthn(SITE))


@pytest.fixture
def li(ports):
    """Li's password, and the token of a session."""
    password = staffing.add("li", StaffRole.DISPATCHER, ports=ports)
    return password, staffing.log_in("li", password, ports=ports).token


def added(ports, li, name="li", label="钥匙", **kind):
    device = Authenticator(SITE, **kind)
    password, token = li
    options = passkeys.begin(name, password, token=token, ports=ports)
    passkeys.finish(name, device.create(options), label, token=token, ports=ports)
    return device


def entered(ports, device, token=""):
    asked = passkeys.begin_login(token, ports=ports)
    return passkeys.log_in(asked.token, device.get(asked.options), ports=ports)


def facts(ports, name="li"):
    with ports.view() as uow:
        return [type(event).__name__ for event in uow.events.of(name)]


def test_one_passkey_is_a_login(ports, li):
    device = added(ports, li)
    who, _ = staffing.who_is(entered(ports, device).token, ports=ports)
    assert who.name == "li"
    [kept] = passkeys.mine("li", ports=ports)
    assert (kept.label, kept.used_at, kept.count) == ("钥匙", MONDAY, device.count)
    assert facts(ports) == ["StaffLoggedIn", "PasskeyAdded", "StaffLoggedIn"]


def test_after_the_password_only_the_members_own_passkey_is_taken(ports, li):
    device = added(ports, li)
    password = staffing.add("wang", StaffRole.AGENT, ports=ports)
    wangs = added(ports, (password, staffing.log_in("wang", password, ports=ports).token), "wang")
    half = staffing.log_in("li", li[0], ports=ports)
    assert half.needs_code
    asked = passkeys.begin_login(half.token, ports=ports)
    assert len(json.loads(asked.options)["allowCredentials"]) == 1
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, wangs.get(asked.options), ports=ports)
    inside = entered(ports, device, half.token)
    assert staffing.who_is(inside.token, ports=ports)[0].name == "li"


def test_an_answer_works_once(ports, li):
    device = added(ports, li, counts=False)
    asked = passkeys.begin_login("", ports=ports)
    answer = device.get(asked.options)
    passkeys.log_in(asked.token, answer, ports=ports)
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, answer, ports=ports)


def test_a_wrong_answer_uses_the_question_up(ports, li):
    device = added(ports, li)
    asked = passkeys.begin_login("", ports=ports)
    answer = device.get(asked.options)
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, "{}", ports=ports)
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, answer, ports=ports)


def test_an_answer_to_another_browsers_question_is_refused(ports, li):
    device = added(ports, li)
    mine, other = (passkeys.begin_login("", ports=ports) for _ in range(2))
    with pytest.raises(BadPasskey):
        passkeys.log_in(mine.token, device.get(other.options), ports=ports)


def test_a_question_is_forgotten_after_five_minutes(ports, li):
    device = added(ports, li)
    asked = passkeys.begin_login("", ports=ports)
    ports.clock.go_on(minutes=5)
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, device.get(asked.options), ports=ports)


def test_a_question_about_a_new_passkey_belongs_to_its_session(ports, li):
    password, token = li
    elsewhere = staffing.log_in("li", password, ports=ports).token
    options = passkeys.begin("li", password, token=token, ports=ports)
    answer = Authenticator(SITE).create(options)
    with pytest.raises(BadPasskey):
        passkeys.finish("li", answer, "钥匙", token=elsewhere, ports=ports)
    passkeys.finish("li", answer, "钥匙", token=token, ports=ports)
    with pytest.raises(BadPasskey):
        passkeys.finish("li", answer, "又一把", token=token, ports=ports)
    assert len(passkeys.mine("li", ports=ports)) == 1


@pytest.mark.parametrize(
    "device", [Authenticator("https://evil.example"), Authenticator(SITE, verifies=False)]
)
def test_another_site_and_a_device_that_does_not_ask_who_holds_it_are_refused(ports, li, device):
    password, token = li
    options = passkeys.begin("li", password, token=token, ports=ports)
    with pytest.raises(BadPasskey):
        passkeys.finish("li", device.create(options), "钥匙", token=token, ports=ports)
    real = added(ports, li)
    device.key, device.id, device.count = real.key, real.id, real.count
    with pytest.raises(BadPasskey):
        entered(ports, device)


def test_a_copy_that_counts_backwards_blocks_the_passkey(ports, li):
    device = added(ports, li)
    copied = copy.copy(device)
    entered(ports, device)
    with pytest.raises(PasskeyCopied):
        entered(ports, copied)
    with pytest.raises(BadPasskey):
        entered(ports, device)
    assert "PasskeyBlocked" in facts(ports)
    # Or whoever copied it would have taken the second step away.
    assert staffing.log_in("li", li[0], ports=ports).needs_code


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_goes_on_or_is_never_kept(before, now):
    passkey = Passkey("c", "li", "钥匙", b"", MONDAY, count=before)
    assert passkey.counts_on(now) == (now > before or (before, now) == (0, 0))


def test_adding_and_removing_need_the_password(ports, li):
    added(ports, li)
    [kept] = passkeys.mine("li", ports=ports)
    with pytest.raises(WrongPassword):
        passkeys.begin("li", "wrong", token=li[1], ports=ports)
    with pytest.raises(WrongPassword):
        passkeys.remove("li", kept.id, "wrong", ports=ports)
    passkeys.remove("li", kept.id, li[0], ports=ports)
    assert passkeys.mine("li", ports=ports) == []
    assert not staffing.log_in("li", li[0], ports=ports).needs_code


def test_names_can_be_changed_and_say_something(ports, li):
    added(ports, li)
    [kept] = passkeys.mine("li", ports=ports)
    passkeys.rename("li", kept.id, " 办公室电脑 ", ports=ports)
    for label, error in ((" ", EmptyText), ("长" * 41, TooLong)):
        with pytest.raises(error):
            passkeys.rename("li", kept.id, label, ports=ports)
    assert [one.label for one in passkeys.mine("li", ports=ports)] == ["办公室电脑"]


def test_nobody_reaches_another_members_passkey(ports, li):
    added(ports, li)
    [kept] = passkeys.mine("li", ports=ports)
    password = staffing.add("wang", StaffRole.AGENT, ports=ports)
    with pytest.raises(NotFound):
        passkeys.rename("wang", kept.id, "我的", ports=ports)
    with pytest.raises(NotFound):
        passkeys.remove("wang", kept.id, password, ports=ports)


def test_no_more_than_ten(ports, li):
    for _ in range(MOST):
        added(ports, li)
    with pytest.raises(TooManyPasskeys):
        passkeys.begin("li", li[0], token=li[1], ports=ports)


def test_a_role_that_needs_a_second_step_keeps_its_last_one(ports, li):
    strict = replace(ports, account_rules=AccountRules(frozenset({StaffRole.DISPATCHER})))
    added(strict, li)
    [kept] = passkeys.mine("li", ports=strict)
    with pytest.raises(LastSecondStep):
        passkeys.remove("li", kept.id, li[0], ports=strict)
    app = pyotp.TOTP(account.begin_code("li", li[0], ports=strict).secret)
    account.confirm_code("li", app.at(ports.clock()), ports=strict)
    passkeys.remove("li", kept.id, li[0], ports=strict)


def test_whoever_is_stopped_or_begins_anew_has_no_use_of_it(ports, li):
    device = added(ports, li)
    token = entered(ports, device).token
    staffing.disable("li", ports=ports)
    with pytest.raises(staffing.NotLoggedIn):
        staffing.who_is(token, ports=ports)
    with pytest.raises(AccountStopped):
        entered(ports, device)
    with pytest.raises(AccountStopped):
        staffing.log_in("li", li[0], ports=ports)
    staffing.enable("li", ports=ports)
    entered(ports, device)
    staffing.add("li", StaffRole.DISPATCHER, ports=ports)
    with pytest.raises(BadPasskey):
        entered(ports, device)
    assert facts(ports)[-2:] == ["PasswordChanged", "PasskeyRemoved"]


@pytest.mark.parametrize("answer", ["", "[]", "null", '{"id": 1}', '{"rawId": "x"}', "钥" * 30_000])
def test_what_is_no_answer_is_refused_in_one_sentence(ports, li, answer):
    added(ports, li)
    asked = passkeys.begin_login("", ports=ports)
    with pytest.raises(BadPasskey):
        passkeys.log_in(asked.token, answer, ports=ports)
    options = passkeys.begin("li", li[0], token=li[1], ports=ports)
    assert options
    with pytest.raises(BadPasskey):
        passkeys.finish("li", answer, "钥匙", token=li[1], ports=ports)
