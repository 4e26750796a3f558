"""Li's account from the first day on: the phone, the password, and strangers at the door."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.errors import (
    CodeRequired,
    DeskUnderPassword,
    NotAllowedNow,
    NotFound,
    NotLoggedIn,
    TooManyTries,
    WeakPassword,
    WrongCode,
    WrongPassphrase,
    WrongPassword,
)
from intake.domain.staff import StaffMember, StaffRole
from intake.ports.accounts import AccountRules
from intake.service import account, staffing
from intake.service.staffing import take_code
from tests.support.builders import MONDAY

GOOD = "correct horse battery staple"


@pytest.fixture
def password(ports):
    return staffing.add("li", StaffRole.DISPATCHER, ports=ports)


def phone(ports, password):
    """Turn it on; returns the app and the codes for recovery."""
    app = pyotp.TOTP(account.begin_code("li", password, ports=ports).secret)
    return app, account.confirm_code("li", app.at(ports.clock()), ports=ports)


def facts(ports, name="li"):
    with ports.view() as uow:
        return [type(event).__name__ for event in uow.events.of(name)]


def guess(ports, times, name="li", known_by=""):
    """Wrong passwords, as fast as they are looked at."""
    looked_at = 0
    while looked_at < times:
        try:
            staffing.log_in(name, "wrong", known_by=known_by, ports=ports)
        except NotLoggedIn:
            looked_at += 1
        except TooManyTries:
            ports.clock.go_on(seconds=1)


def wait_of(ports, name="li", **given):
    with pytest.raises(TooManyTries) as caught:
        staffing.log_in(name, "wrong", ports=ports, **given)
    return caught.value.values["seconds"]


# -- strangers at the door --------------------------------------------------------------------


def test_a_stranger_who_never_stops_does_not_keep_li_out(ports, password):
    cookie = staffing.log_in("li", password, ports=ports).devices
    guess(ports, 60)
    assert wait_of(ports) <= 8
    inside = staffing.log_in("li", password, known_by=cookie, ports=ports)
    assert staffing.who_is(inside.token, ports=ports)[0].name == "li"
    ports.clock.go_on(seconds=8)  # and a new browser waits no longer than this
    assert staffing.log_in("li", password, ports=ports)


def test_tries_that_come_too_early_are_not_counted(ports, password):
    guess(ports, 10)
    first = wait_of(ports)
    for _ in range(50):
        wait_of(ports)
    assert wait_of(ports) == first


def test_a_known_browser_waits_for_its_own_tries(ports, password):
    cookie = staffing.log_in("li", password, ports=ports).devices
    guess(ports, 6, known_by=cookie)
    assert wait_of(ports, known_by=cookie) == 8
    assert staffing.log_in("li", password, ports=ports)  # from anywhere else


def test_a_device_code_of_the_operator_does_not_wait_and_opens_nothing(ports, password):
    guess(ports, 10)
    device = account.let_in("li", ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.log_in("li", "wrong", known_by=device, ports=ports)
    wait_of(ports)
    assert staffing.log_in("li", password, known_by=device, ports=ports)
    with pytest.raises(NotFound):
        account.let_in("nobody", ports=ports)


@pytest.mark.parametrize("cookie", ["~", ".", "li.x", "é~文", "x" * 5000])
def test_a_made_up_cookie_is_a_stranger(ports, password, cookie):
    guess(ports, 5)
    assert wait_of(ports, known_by=cookie)


def test_anothers_cookie_is_a_strangers_and_one_browser_knows_several(ports, password):
    others = staffing.add("wang", StaffRole.AUDITOR, ports=ports)
    wangs = staffing.log_in("wang", others, ports=ports).devices
    guess(ports, 5)
    assert wait_of(ports, known_by=wangs)
    ports.clock.go_on(seconds=8)
    both = staffing.log_in("li", password, known_by=wangs, ports=ports).devices
    guess(ports, 5)
    guess(ports, 5, name="wang")
    assert staffing.log_in("li", password, known_by=both, ports=ports)
    assert staffing.log_in("wang", others, known_by=both, ports=ports)


def test_nobody_and_a_wrong_password_look_wait_and_cost_the_same(ports, password):
    checked = []

    class Counting:
        def fits(self, stored, typed):
            checked.append(stored[:9])
            return False

    counted = replace(ports, passwords=Counting())
    seen = {}
    for name in ("li", "nobody"):
        said = []
        for _ in range(12):
            try:
                staffing.log_in(name, "wrong", ports=counted)
            except (NotLoggedIn, TooManyTries) as error:
                said.append((repr(error), error.values))
            ports.clock.go_on(seconds=0.7)
        seen[name] = said, checked[:]
        checked.clear()
    assert seen["li"] == seen["nobody"]


# -- the code on the phone --------------------------------------------------------------------


def test_with_a_phone_the_password_alone_opens_nothing(ports, password):
    app, recovery = phone(ports, password)
    assert len(set(recovery)) == 8
    ports.clock.go_on(minutes=1)
    half = staffing.log_in("li", password, ports=ports)
    assert half.needs_code
    assert half.devices == ""  # a browser is known only after both
    with pytest.raises(NotLoggedIn):
        staffing.who_is(half.token, ports=ports)
    with pytest.raises(WrongCode):
        staffing.enter_code(half.token, "000000", ports=ports)
    typed = app.at(ports.clock())
    inside = staffing.enter_code(half.token, f" {typed[:3]} {typed[3:]}", ports=ports)
    assert staffing.who_is(inside.token, ports=ports)[0].name == "li"
    assert inside.token != half.token
    assert staffing.half_way(inside.token, ports=ports) is None
    with pytest.raises(NotLoggedIn):
        staffing.enter_code(half.token, typed, ports=ports)
    assert facts(ports) == ["CodeTurnedOn", "StaffLoggedIn"]


def test_a_code_seen_over_the_shoulder_is_used_up(ports, password):
    app, _ = phone(ports, password)
    code = app.at(ports.clock())  # it turned the second step on
    half = staffing.log_in("li", password, ports=ports)
    with pytest.raises(WrongCode):
        staffing.enter_code(half.token, code, ports=ports)


def test_a_recovery_code_works_once(ports, password):
    _, recovery = phone(ports, password)
    half = staffing.log_in("li", password, ports=ports)
    assert staffing.enter_code(half.token, f" {recovery[3].upper()} ", ports=ports)
    half = staffing.log_in("li", password, ports=ports)
    with pytest.raises(WrongCode):
        staffing.enter_code(half.token, recovery[3], ports=ports)
    assert staffing.enter_code(half.token, recovery[0].replace("-", ""), ports=ports)
    assert facts(ports).count("RecoveryCodeUsed") == 2
    with ports.view() as uow:
        member = uow.staff.get("li")
        assert len(member.recovery) == 6
        assert not {*recovery} & {*member.recovery}
        assert "recovery" not in repr(member)


def test_guessing_codes_gets_slow_and_five_minutes_are_all_there_is(ports, password):
    app, _ = phone(ports, password)
    half = staffing.log_in("li", password, ports=ports)
    for _ in range(3):
        with pytest.raises(WrongCode):
            staffing.enter_code(half.token, "000000", ports=ports)
    with pytest.raises(TooManyTries):
        staffing.enter_code(half.token, app.at(ports.clock()), ports=ports)
    ports.clock.go_on(minutes=6)
    with pytest.raises(NotLoggedIn):
        staffing.enter_code(half.token, app.at(ports.clock()), ports=ports)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-2, 2)), min_size=1, max_size=12))
def test_no_code_is_ever_taken_twice(wiring, moves):
    now, taken = MONDAY, []
    member = StaffMember("li", StaffRole.AUDITOR, "hash")
    member.code_secret = wiring.codes.new_secret("li")
    app = pyotp.TOTP(wiring.codes.secret("li", member.code_secret))
    with wiring.uow() as uow:
        for seconds, off in moves:
            now += timedelta(seconds=seconds)
            at = now + timedelta(seconds=30 * off)
            try:
                take_code(member, app.at(at), uow, ports=replace(wiring, clock=lambda: now))  # noqa: B023
            except WrongCode:
                continue
            taken.append(app.timecode(at))
    assert taken == sorted(set(taken))


def test_turning_it_off_needs_password_and_code(ports, password):
    app, recovery = phone(ports, password)
    with pytest.raises(NotAllowedNow):
        account.begin_code("li", password, ports=ports)  # or an open browser could replace it
    with pytest.raises(WrongPassword):
        account.turn_off_code("li", "wrong", recovery[0], ports=ports)
    with pytest.raises(WrongCode):
        account.turn_off_code("li", password, "000000", ports=ports)
    account.turn_off_code("li", password, recovery[0], ports=ports)
    assert not staffing.log_in("li", password, ports=ports).needs_code
    assert facts(ports)[:3] == ["CodeTurnedOn", "RecoveryCodeUsed", "CodeTurnedOff"]
    with pytest.raises(NotAllowedNow):
        account.confirm_code("li", app.at(ports.clock()), ports=ports)


def test_codes_are_not_asked_for_before_one_was_shown_to_work(ports, password):
    account.begin_code("li", password, ports=ports)
    with pytest.raises(WrongCode):
        account.confirm_code("li", "000000", ports=ports)
    assert not staffing.log_in("li", password, ports=ports).needs_code


def test_where_the_role_needs_it_nobody_turns_it_off(ports, password):
    strict = replace(ports, account_rules=AccountRules(frozenset({StaffRole.DISPATCHER})))
    _, recovery = phone(strict, password)
    with pytest.raises(CodeRequired):
        account.turn_off_code("li", password, recovery[0], ports=strict)


def test_whoever_lost_the_phone_begins_anew_with_the_operator(ports, password):
    phone(ports, password)
    token = staffing.log_in("li", password, ports=ports).token
    fresh = staffing.add("li", StaffRole.DISPATCHER, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.enter_code(token, "", ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.log_in("li", password, ports=ports)
    assert not staffing.log_in("li", fresh, ports=ports).needs_code
    assert facts(ports)[1:3] == ["PasswordChanged", "CodeTurnedOff"]


# -- the password -----------------------------------------------------------------------------


def test_a_new_password_ends_other_sessions_and_forgets_browsers(ports, password):
    other = staffing.log_in("li", password, ports=ports)
    here = staffing.log_in("li", password, ports=ports)
    account.change_password("li", password, GOOD, token=here.token, ports=ports)
    assert staffing.who_is(here.token, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.who_is(other.token, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.log_in("li", password, ports=ports)
    assert staffing.log_in("li", GOOD, ports=ports)
    guess(ports, 5)
    assert wait_of(ports, known_by=here.devices)
    assert "PasswordChanged" in facts(ports)


def test_the_old_password_is_asked_for_and_cannot_be_guessed_in_an_open_browser(ports, password):
    for _ in range(3):
        with pytest.raises(WrongPassword):
            account.change_password("li", "wrong", GOOD, ports=ports)
    with pytest.raises(TooManyTries):
        account.change_password("li", password, GOOD, ports=ports)
    ports.clock.go_on(seconds=1)
    with pytest.raises(WeakPassword):
        account.change_password("li", password, "password1234", ports=ports)
    assert staffing.log_in("li", password, ports=ports)


def test_a_handlers_password_is_changed_with_the_key_or_not_at_all(ports):
    password = staffing.add("han", StaffRole.HANDLER, office="1401-market", ports=ports)
    with pytest.raises(DeskUnderPassword):
        account.change_password("han", password, GOOD, ports=ports)

    def broken(desk, old, new):
        raise WrongPassphrase

    with pytest.raises(WrongPassphrase):
        account.change_password("han", password, GOOD, relock=broken, ports=ports)
    assert staffing.log_in("han", password, ports=ports)
    asked = []
    account.change_password(
        "han", password, GOOD, relock=lambda *given: asked.append(given), ports=ports
    )
    assert asked == [("han", password, GOOD)]
    assert staffing.log_in("han", GOOD, ports=ports)


# -- sessions ---------------------------------------------------------------------------------


def ended(token, ports):
    try:
        staffing.who_is(token, ports=ports)
    except NotLoggedIn:
        return True
    return False


def test_a_session_ends_with_the_shift_and_with_logging_out(ports, password):
    token = staffing.log_in("li", password, ports=ports).token
    staffing.log_out(token, ports=ports)
    assert ended(token, ports)
    token = staffing.log_in("li", password, ports=ports).token
    for _ in range(19):
        ports.clock.go_on(minutes=30)
        assert not ended(token, ports)
    ports.clock.go_on(minutes=30)
    assert ended(token, ports)


def test_an_idle_session_ends_and_a_page_that_looks_by_itself_is_idle(ports, password):
    token = staffing.log_in("li", password, ports=ports).token
    for _ in range(11):
        ports.clock.go_on(minutes=5)
        staffing.who_is(token, awake=False, ports=ports)
    ports.clock.go_on(minutes=4)
    assert not ended(token, ports)  # somebody clicked
    ports.clock.go_on(minutes=59)
    assert not ended(token, ports)
    ports.clock.go_on(minutes=60)
    assert ended(token, ports)


def test_the_fourth_login_ends_the_first(ports, password):
    tokens = []
    for _ in range(4):
        tokens.append(staffing.log_in("li", password, ports=ports).token)
        ports.clock.go_on(minutes=2)
    assert [ended(token, ports) for token in tokens] == [True, False, False, False]


def test_one_sees_where_one_is_logged_in_and_ends_the_others(ports, password):
    other = staffing.log_in("li", password, ports=ports).token
    ports.clock.go_on(minutes=10)
    here = staffing.log_in("li", password, ports=ports).token
    seen = account.sessions("li", here, ports=ports)
    assert [(one.opened_at, one.is_this) for one in seen] == [
        (MONDAY + timedelta(minutes=10), True),
        (MONDAY, False),
    ]
    account.end_others("li", here, ports=ports)
    assert [ended(token, ports) for token in (other, here)] == [True, False]


def test_half_a_login_is_no_session_and_ends_none(ports, password):
    app, _ = phone(ports, password)
    ports.clock.go_on(minutes=1)
    half = staffing.log_in("li", password, ports=ports)
    inside = staffing.enter_code(half.token, app.at(ports.clock()), ports=ports).token
    for _ in range(9):
        staffing.log_in("li", password, ports=ports)
    assert not ended(inside, ports)
    assert len(account.sessions("li", inside, ports=ports)) == 1
