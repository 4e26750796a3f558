"""The supervisor's board: what to look after first, how offices do, who asks for more time."""

from datetime import datetime, timedelta

import pytest

from intake.domain.days import CHINA
from intake.domain.staff import StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import dispatching, escalation, handling, status
from intake.service.performance import catch_up
from tests.intake.web.test_lists import shown
from tests.support.builders import MONDAY

DUTY = ReturnReason.NOT_OUR_DUTY


def asking(town, days=5, **given):
    filed, officer = town.understood(**given), town.member("officer")
    handling.sign(filed.number, officer, ports=town.ports)
    handling.ask_extension(filed.number, days, "等检测", officer, ports=town.ports)
    return filed


def contested(town):
    filed = town.understood()
    handling.send_back(filed.number, DUTY, "不归我", town.member("officer"), ports=town.ports)
    other = town.offices[1].office
    dispatching.dispatch_by_hand(filed.number, other, by="dispatcher", ports=town.ports)
    handling.send_back(filed.number, DUTY, "也不归我", town.member("charlie"), ports=town.ports)
    return filed


def redone(town):
    filed, officer = town.understood(), town.member("officer")
    handling.sign(filed.number, officer, ports=town.ports)
    handling.answer(filed.number, "装好了", officer, ports=town.ports)
    status.rate(filed.receipt, solved=False, stars=1, ports=town.ports)
    return filed


def test_each_card_is_the_list_of_what_it_counts(town, clock):
    clock.now = datetime(2026, 11, 27, 16, 30, tzinfo=CHINA)  # a Friday
    tonight, monday = (clock.now.replace(hour=0, minute=0) + timedelta(days=n) for n in (1, 3))
    near = [
        town.understood(due_at=tonight),
        town.understood(due_at=monday + timedelta(hours=8, minutes=30)),
    ]
    town.understood(due_at=monday + timedelta(hours=12))
    late = town.understood(due_at=clock.now - timedelta(hours=1))
    disputed, again = contested(town), redone(town)
    browser = town.logged_in("supervisor")
    cards = {
        "两小时内到期": near,  # ninety minutes are left today, thirty are on Monday
        "超期": [late],
        "退回两次以上": [disputed],
        "重办": [again],
        "等会商": [disputed],
    }
    for name, found in cards.items():
        assert f"{len(found)} {name}" in browser.page.words
        page = browser.go(browser.page.links[name])
        assert shown(page) == [one.number for one in found], name


def test_offices_are_shown_with_what_they_have_and_how_they_did_this_month(town, ports, clock):
    one, other = town.offices
    late = town.understood(due_at=MONDAY + timedelta(hours=1))
    town.understood()
    done = town.understood()
    officer = town.member("officer")
    handling.sign(done.number, officer, ports=ports)
    handling.answer(done.number, "装好了", officer, ports=ports)
    status.rate(done.receipt, solved=True, stars=5, ports=ports)
    given_back = town.understood(lead=other)
    handling.send_back(given_back.number, DUTY, "不归我", town.member("charlie"), ports=ports)
    clock.go_on(hours=2)
    escalation.raise_overdue(ports=ports)
    catch_up(ports=ports)
    browser = town.logged_in("supervisor")
    page = browser.go(browser.page.links["各单位"])
    labels = [a["aria-label"] for a in page.all("a") if "aria-label" in a]
    assert f"{one.name}在办 2 件" in labels
    assert f"{one.name}超期 1 件" in labels
    assert f"{other.name}在办 0 件" in labels
    assert f"{one.name}按时办结率 50.0%" in labels
    assert f"{one.name}解决率 100.0%" in labels
    assert f"{other.name}退单率 100.0%" in labels
    address = next(a["href"] for a in page.all("a") if a.get("aria-label") == labels[1])
    page = browser.go(address)
    assert shown(page) == [late.number]
    assert browser.go(f"/overview/{late.number}").has("加上")
    for a in town.logged_in("supervisor").go("/overview/offices").all("a"):
        if "/performance/" in a["href"]:
            assert browser.client.get(a["href"]).status_code == 200


@pytest.mark.parametrize("office", ["1401-nothing", "x", "140108-housing"])
def test_an_office_that_is_not_theirs_or_nobodys_has_no_list(town, office):
    town.hire("county", StaffRole.SUPERVISOR, area="140105")
    answer = town.logged_in("county").client.get(f"/overview/offices/{office}")
    assert answer.status_code == 404


def test_more_time_is_granted_or_refused_in_a_queue_with_a_reason(town, ports):
    first, second = asking(town), asking(town, days=9)
    browser = town.logged_in("supervisor")
    page = browser.go(browser.page.links["申请延期的"])
    assert "申请延期的 2" in page.words
    assert "申请延 5 天：等检测" in page.words
    assert [one.get("data-key") for one in page.all("button") if "data-key" in one] == [
        "y",
        "n",
    ] * 2
    page = browser.press("同意延期", note="检测要五天")
    assert "往后推了" in page.words
    page = browser.press("不同意", note="上个月就该送检")
    assert "还是原来的日子" in page.words
    assert "没有等着定的申请" in page.words
    with ports.view() as uow:
        stays = [uow.complaints.get(one.number).tickets[0] for one in (first, second)]
        notes = [[n.text for n in uow.notes.of(one.number)] for one in (first, second)]
    assert [bool(stay.extended_at) for stay in stays] == [True, False]
    assert notes == [["检测要五天"], ["上个月就该送检"]]
    assert "上个月就该送检" in town.logged_in("officer").go(f"/tickets/{second.number}").words


@pytest.mark.parametrize("path", ["/extensions", "/overview/{number}"])
def test_nothing_is_decided_without_a_reason(town, ports, path):
    filed = asking(town)
    browser = town.logged_in("supervisor")
    browser.go(path.format(number=filed.number))
    browser.press("不同意", note=" ")
    assert browser.answer.status_code == 422
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).tickets[0].is_asked


def test_a_second_supervisor_is_told_that_it_was_decided(town):
    filed = asking(town)
    one, two = town.logged_in("supervisor"), town.logged_in("supervisor")
    for browser in (one, two):
        browser.go("/extensions")
    one.press("同意延期", note="检测要五天")
    page = two.press("不同意", note="太久了")
    assert two.answer.status_code == 409
    assert "刚才有别人也在改" in page.words
    assert filed.number not in page.words  # it left the queue
