"""While an officer is away, another of the office has their tickets among the own."""

import pytest

from intake.domain.events import StandInEnded, StandInNamed
from intake.domain.staff import StaffRole
from intake.service import handling

DAYS = {"since": "2026-11-23", "until": "2026-11-30"}


@pytest.fixture
def signed(town, ports):
    town.hire("wang", StaffRole.OFFICER)
    filed = town.understood()
    handling.sign(filed.number, town.member("officer"), ports=ports)
    return filed


def named(town):
    browser = town.logged_in("officer")
    browser.go("/stand-ins")
    return browser.press("定下", other="wang", **DAYS)


def sees(town, number, name="wang"):
    page = town.logged_in(name).go("/tickets?mine=1")
    return number in page.html


def test_the_stand_in_sees_what_the_other_signed_as_long_as_it_lasts(town, signed, clock):
    assert not sees(town, signed.number)
    assert "wang 代 officer 办 正在代办" in named(town).words
    assert sees(town, signed.number)
    assert "您代 officer 办" in town.logged_in("wang").go("/tickets").words
    clock.go_on(days=8)
    assert not sees(town, signed.number)


def test_it_ends_when_the_officer_says_so_and_both_are_facts(town, signed, ports):
    named(town)
    named(town)  # the form came twice
    browser = town.logged_in("officer")
    browser.go("/stand-ins")
    browser.press("不用代办了")
    assert not sees(town, signed.number)
    with ports.view() as uow:
        facts = [e for _, e in uow.events.latest() if isinstance(e, StandInNamed | StandInEnded)]
    assert [(type(e), e.number, e.by, e.name) for e in facts] == [
        (StandInEnded, "officer", "officer", "wang"),
        (StandInNamed, "officer", "officer", "wang"),
    ]
    assert "找人代办" in town.logged_in("auditor").go("/audit").words


def test_an_administrator_names_one_for_whoever_is_ill(town, signed):
    browser = town.logged_in("admin")
    browser.go("/stand-ins")
    browser.press("定下", absent="officer", other="wang", **DAYS)
    assert sees(town, signed.number)


def test_nobody_stands_in_for_another_office(town, signed, ports):
    browser = town.logged_in("officer")
    browser.go("/stand-ins")
    assert "要和他在同一个单位" in browser.press("定下", other="charlie", **DAYS).words
    browser.go("/stand-ins")
    assert "不能是他自己" in browser.press("定下", other="officer", **DAYS).words
    named(town)
    with ports.uow() as uow:  # moved meanwhile
        uow.staff.get("wang").office = town.offices[1].office
        uow.commit()
    assert not sees(town, signed.number)


def test_an_officer_says_it_of_nobody_else(town, signed, ports):
    browser = town.logged_in("wang")
    browser.go("/stand-ins")
    browser.press("定下", absent="officer", other="officer", **DAYS)  # the field is not theirs
    with ports.view() as uow:
        [one] = uow.stand_ins.not_over(ports.clock().date())
    assert (one.absent, one.name) == ("wang", "officer")


@pytest.mark.parametrize("days", [{"since": "x"}, {"since": "2026-12-01", "until": "2026-11-30"}])
def test_days_that_are_none_are_explained_and_nothing_typed_is_lost(town, signed, days):
    browser = town.logged_in("officer")
    browser.go("/stand-ins")
    page = browser.press("定下", other="wang", **DAYS | days)
    assert "日期不对" in page.words
    assert page.form("定下").fields["until"] == "2026-11-30"
