"""Accounts, as an administrator handles them."""

import pytest

from intake.domain.administration import Stage
from intake.domain.errors import (
    AccountStopped,
    ByOperator,
    KeyNeeded,
    NameTaken,
    NotAllowedNow,
    NotFound,
    NotLoggedIn,
    OwnAccount,
    SecondPersonNeeded,
    UnknownOffice,
)
from intake.domain.events import StaffChanged
from intake.domain.staff import StaffMember, StaffRole
from intake.service import administering, changing, keys, staffing

AGENT, OFFICER = StaffRole.AGENT, StaffRole.OFFICER


@pytest.fixture
def admin(ports):
    return a_member("admin", StaffRole.ADMIN, ports)


def a_member(name, role, ports) -> StaffMember:
    staffing.add(name, role, ports=ports)
    return member(name, ports)


def member(name, ports):
    with ports.view() as uow:
        return uow.staff.get(name)


def facts(ports):
    with ports.view() as uow:
        rows = [fact for _, fact in uow.events.latest() if isinstance(fact, StaffChanged)]
    return [(fact.number, fact.by, fact.what) for fact in reversed(rows)]


def hire(name, admin, ports, role=AGENT, area="", department=""):
    return administering.hire(name, role, area, department, admin, ports=ports)


def test_whoever_is_hired_logs_in_with_the_password_shown_once(ports, admin):
    password = hire("李雷", admin, ports, OFFICER, "140105", "housing")
    assert staffing.log_in("李雷", password, ports=ports).token
    assert member("李雷", ports).office == "140105-housing"
    assert facts(ports) == [("李雷", "admin", "hired")]


def test_where_an_area_has_no_such_office_the_one_above_is_taken(ports, admin):
    hire("韩梅", admin, ports, OFFICER, "140105", "customs")
    assert member("韩梅", ports).office.endswith("-customs")
    with pytest.raises(UnknownOffice):
        hire("林涛", admin, ports, OFFICER, "140105", "no_such")
    with pytest.raises(UnknownOffice):
        hire("林涛", admin, ports, OFFICER, "999999", "housing")
    assert member("林涛", ports) is None


def test_nobody_takes_over_an_account_by_hiring_its_name(ports, admin):
    password = hire("李雷", admin, ports)
    with pytest.raises(NameTaken):
        hire("李雷", admin, ports)
    assert staffing.log_in("李雷", password, ports=ports).token


def test_a_move_ends_what_was_open_in_the_old_role(ports, admin):
    entered = staffing.log_in("李雷", hire("李雷", admin, ports), ports=ports)
    administering.move("李雷", StaffRole.DISPATCHER, "", "", admin, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.who_is(entered.token, ports=ports)
    assert member("李雷", ports).role is StaffRole.DISPATCHER


def test_a_stopped_account_opens_nothing_and_is_told_so_to_who_proved_to_be_it(ports, admin):
    password = hire("李雷", admin, ports)
    entered = staffing.log_in("李雷", password, ports=ports)
    administering.stop("李雷", admin, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.who_is(entered.token, ports=ports)
    with pytest.raises(NotLoggedIn):
        staffing.log_in("李雷", "not the password", ports=ports)
    with pytest.raises(AccountStopped):
        staffing.log_in("李雷", password, ports=ports)
    with pytest.raises(NotAllowedNow):
        administering.stop("李雷", admin, ports=ports)
    administering.let_back("李雷", admin, ports=ports)
    assert staffing.log_in("李雷", password, ports=ports).token


def test_a_lost_telephone_is_no_way_into_what_is_sealed(ports, admin):
    for role in (StaffRole.CUSTODIAN, StaffRole.ADMIN):
        a_member(f"the {role}", role, ports)
        with pytest.raises(ByOperator):
            administering.turn_off_code(f"the {role}", admin, ports=ports)
    hire("李雷", admin, ports)
    with pytest.raises(NotAllowedNow):
        administering.turn_off_code("李雷", admin, ports=ports)
    with ports.uow() as uow:
        uow.staff.get("李雷").turn_on_code(1, [])
        uow.commit()
    administering.turn_off_code("李雷", admin, ports=ports)
    assert not member("李雷", ports).has_code


def test_one_person_makes_no_administrator(ports, admin):
    second = a_member("second", StaffRole.ADMIN, ports)
    hire("李雷", admin, ports)
    administering.move("李雷", StaffRole.ADMIN, "", "", admin, ports=ports)
    assert member("李雷", ports).role is AGENT
    [asked] = changing.history(admin, ports=ports)
    with pytest.raises(SecondPersonNeeded):
        changing.agree(asked.id, admin, ports=ports)
    with pytest.raises(NotAllowedNow):  # it is asked already
        administering.move("李雷", StaffRole.CUSTODIAN, "", "", second, ports=ports)
    changing.agree(asked.id, second, ports=ports)
    assert member("李雷", ports).role is StaffRole.ADMIN
    with pytest.raises(NotAllowedNow):
        changing.agree(asked.id, second, ports=ports)
    assert facts(ports)[1:] == [("李雷", "admin", "asked"), ("李雷", "second", "agreed")]


def test_what_was_asked_can_be_dropped(ports, admin):
    hire("李雷", admin, ports)
    administering.move("李雷", StaffRole.ADMIN, "", "", admin, ports=ports)
    [asked] = changing.history(admin, ports=ports)
    assert changing.drop(asked.id, admin, ports=ports).stage is Stage.DROPPED
    assert member("李雷", ports).role is AGENT


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.CUSTODIAN, StaffRole.HANDLER])
def test_trusted_roles_are_not_given_away_at_once(role, ports, admin):
    with pytest.raises(ByOperator):
        hire("李雷", admin, ports, role)
    a_member("somebody", StaffRole.CUSTODIAN, ports)
    with pytest.raises(ByOperator):
        administering.move("somebody", AGENT, "", "", admin, ports=ports)


@pytest.mark.parametrize(
    "act",
    [
        administering.stop,
        administering.let_back,
        administering.end_sessions,
        administering.turn_off_code,
    ],
)
def test_nothing_is_done_to_the_own_account_nor_by_somebody_else(act, ports, admin):
    with pytest.raises(OwnAccount):
        act("admin", admin, ports=ports)
    agent = a_member("agent", AGENT, ports)
    with pytest.raises(NotFound):
        act("admin", agent, ports=ports)
    with pytest.raises(NotFound):
        act("nobody", admin, ports=ports)


def test_the_own_role_stays(ports, admin):
    with pytest.raises(OwnAccount):
        administering.move("admin", AGENT, "", "", admin, ports=ports)


def test_a_key_is_shown_once_kept_as_a_digest_and_can_be_revoked(ports, admin, clock):
    key = keys.make("数据局", ["figures:read"], admin, ports=ports)
    [kept] = keys.every(admin, ports=ports)
    assert key not in repr(kept)
    assert key not in kept.digest
    assert kept.used_on is None
    assert keys.whose(key, ports=ports).name == "数据局"
    assert keys.every(admin, ports=ports)[0].used_on == clock().date()
    keys.revoke(kept.id, admin, ports=ports)
    with pytest.raises(KeyNeeded):
        keys.whose(key, ports=ports)
    with pytest.raises(NotAllowedNow):
        keys.revoke(kept.id, admin, ports=ports)
