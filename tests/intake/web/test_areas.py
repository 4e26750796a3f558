"""A county's people, a contractor's people, and two people for one decision: what pages offer."""

import pytest

from intake.domain.rising import Rise, Subject
from intake.domain.staff import StaffRole
from tests.support.builders import MONDAY

COUNTY = "140105"


@pytest.fixture
def county(town):
    for role in (StaffRole.DISPATCHER, StaffRole.SUPERVISOR, StaffRole.AUDITOR):
        town.hire(f"county {role}", role, area=COUNTY)
    return town


def test_a_county_sees_its_own_alone(county):
    there, elsewhere = (county.understood(area=area) for area in (COUNTY, "140108"))
    waits, other = (county.at_desk(area=area) for area in (COUNTY, "140108"))
    board = county.logged_in("county supervisor")
    page = board.go("/overview")
    assert (there.number in page.words, elsewhere.number in page.words) == (True, False)
    assert "没办完的 2" in page.words
    desk = county.logged_in("county dispatcher")
    page = desk.go("/desk")
    assert (waits.number in page.words, other.number in page.words) == (True, False)
    for browser, path in (
        (board, f"/overview/{elsewhere.number}"),
        (desk, f"/desk/{other.number}"),
    ):
        browser.go(path)
        assert browser.answer.status_code == 404
    facts = county.logged_in("county auditor").go("/audit").words
    assert (there.number in facts, elsewhere.number in facts) == (True, False)
    assert "county dispatcher" in facts
    assert "agent" not in facts


def test_a_county_finds_its_own_alone(county):
    there, elsewhere = (county.understood(area=area) for area in (COUNTY, "140108"))
    browser = county.logged_in("county supervisor")
    browser.go("/search")
    found = browser.press("搜索", words="油烟").words
    assert (there.number in found, elsewhere.number in found) == (True, False)
    assert "没有" in browser.press("搜索", words=elsewhere.number).words
    browser.press("搜索", words="油烟", area="140108")
    assert elsewhere.number not in browser.page.words


def test_a_county_joins_nothing_to_what_it_may_not_see(county):
    waits = county.at_desk(area=COUNTY)
    elsewhere = county.understood(area="140108")
    browser = county.logged_in("county dispatcher")
    browser.go(f"/desk/{waits.number}")
    assert "没有这个编号的诉求" in browser.press("并到一起", other=elsewhere.number).words


def test_a_county_is_warned_of_its_own_alone(county):
    places = {"here": "140105001", "there": "140108001"}
    with county.ports.uow() as uow:
        for id, code in places.items():
            name = f"街道{id}"
            uow.rising.add(Rise(id, Subject.PLACE, code, name, MONDAY.date(), MONDAY, [0, 6]))
        uow.rising.add(
            Rise("firm", Subject.FIRM, "某公司@1401", "某公司", MONDAY.date(), MONDAY, [0, 6])
        )
        uow.commit()
    browser = county.logged_in("county supervisor")
    words = browser.go("/rising").words
    assert [name in words for name in ("街道here", "街道there", "某公司")] == [True, False, False]
    for id, status in (("here", 200), ("there", 404), ("firm", 404)):
        browser.go(f"/rising/{id}")
        assert browser.answer.status_code == status


@pytest.fixture
def supervised(town):
    filed = town.understood()
    town.hire("wang", StaffRole.SUPERVISOR)
    browser = town.logged_in("wang")
    browser.go(f"/overview/{filed.number}")
    browser.press("日常督办", note="拖了一个月")
    return filed.number, browser


def test_one_supervisor_proposes_and_another_agrees(town, supervised):
    number, wang = supervised
    page = wang.press("提出结束督办", note="净化器装好了，老板 13812345678 也在")
    assert "您自己不能同意" in page.words
    assert not page.has("同意结束")
    other = town.logged_in("supervisor")
    assert "等第二个人同意结束督办 1" in other.go("/overview").words
    page = other.go(f"/overview/{number}")
    assert "净化器装好了" in page.words
    assert "13812345678" not in page.words
    page = other.press("同意结束")
    assert "两人同意，结束督办" in page.words
    assert not page.has("提出结束督办")
    assert "等第二个人" not in other.go("/overview").words


def test_a_proposal_taken_back_leaves_the_supervision(town, supervised):
    _, wang = supervised
    wang.press("提出结束督办", note="装好了")
    page = wang.press("收回提议")
    assert "没有结束督办" in page.words
    assert page.has("提出结束督办")


def test_agreeing_to_what_is_decided_says_so(town, supervised):
    number, wang = supervised
    wang.press("提出结束督办", note="装好了")
    first, second = (town.logged_in("supervisor") for _ in range(2))
    for browser in (first, second):
        browser.go(f"/overview/{number}")
    first.press("不同意，接着督办")
    assert "刷新后再看" in second.press("同意结束").words
    assert second.answer.status_code == 409


def test_a_contractors_people_are_told_who_can(town, supervised):
    number, _ = supervised
    for role in (StaffRole.DISPATCHER, StaffRole.OFFICER, StaffRole.SUPERVISOR):
        town.hire(f"hired {role}", role, outsourced=True)
    waits = town.at_desk().number
    page = town.logged_in("hired dispatcher").go(f"/desk/{waits}")
    assert "服务外包人员不能答复办结" in page.words
    assert not page.has("答复群众")
    officer = town.logged_in("hired officer")
    officer.go(f"/tickets/{number}")
    page = officer.press("签收")
    assert "服务外包人员不能答复办结" in page.words
    assert not page.has("答复群众")
    page = town.logged_in("hired supervisor").go(f"/overview/{number}")
    assert "服务外包人员不能结束督办" in page.words
    assert not page.has("提出结束督办")
    assert page.has("挂牌督办")
    assert "服务外包人员" in officer.go("/account").words
