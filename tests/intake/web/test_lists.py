"""Lists of many: tabs with numbers, narrowing, one page after the other."""

import re
from datetime import timedelta

import pytest

from intake.domain.lists import PAGE
from intake.service import handling
from tests.support.builders import MONDAY, a_complaint, an_assignment


@pytest.fixture
def many(town, ports):
    """More than a page for the first office and at the desk, a tenth of them urgent."""
    numbers = []
    with ports.uow() as uow:
        for n in range(2 * (PAGE + 6)):
            due_at = MONDAY + timedelta(days=1 + n % 20)
            complaint = a_complaint(area=("140105", "140106")[n // 2 % 2])
            given = {"lead": town.offices[0]} if n % 2 else {"disposition": "desk", "lead": None}
            complaint.understand(
                an_assignment(area=complaint.area, urgent=n % 10 < 2, due_at=due_at, **given),
                MONDAY,
            )
            uow.complaints.add(complaint)
            numbers.append(complaint.number)
        uow.commit()
    return {"officer": numbers[1::2], "dispatcher": numbers[::2], "supervisor": numbers}


def shown(page):
    paths = [a["href"].partition("?")[0] for a in page.all("a")]
    return [path.rsplit("/", 1)[1] for path in paths if re.fullmatch(r"/\w+/\d{8}-\d+", path)]


def walk(browser):
    seen = [shown(browser.page)]
    while "下一页 →" in browser.page.links:
        seen.append(shown(browser.go(browser.page.links["下一页 →"])))
    return seen


@pytest.mark.parametrize("name", ["officer", "dispatcher", "supervisor"])
def test_page_after_page_shows_each_once(town, many, name):
    seen = walk(town.logged_in(name))
    assert all(len(page) == PAGE for page in seen[:-1])
    assert sorted(number for page in seen for number in page) == sorted(many[name])


def test_the_desks_pages_go_from_the_urgent_to_the_rest(town, many):
    browser = town.logged_in("dispatcher")
    assert browser.page.html.index("急</span>") < browser.page.html.index("下一页")
    browser.go(browser.page.links["下一页 →"])
    assert "急</span>" not in browser.page.html
    assert browser.go(browser.page.links["回到第一页"]).has("筛选")


def test_tabs_tell_an_office_how_much_waits_where(town, clock, ports):
    officer = town.member("officer")
    signed, ended, *_ = [town.understood() for _ in range(4)]
    town.understood(due_at=MONDAY + timedelta(hours=15))
    town.understood(due_at=MONDAY - timedelta(days=1))
    for one in (signed, ended):
        handling.sign(one.number, officer, ports=ports)
    handling.answer(ended.number, "办好了", officer, ports=ports)
    browser = town.logged_in("officer")
    for said, rows in (
        ("在办 5", 5), ("待签收 4", 4), ("办理中 1", 1), ("今天到期 1", 1), ("超期 1", 1),
        ("办完和退回的 1", 1),
    ):  # fmt: skip
        assert said in browser.page.words
        assert len(shown(browser.go(browser.page.links[said.split()[0]]))) == rows


def test_the_board_tells_what_is_late_and_what_is_to_be_decided(town, clock, ports):
    late, asks = town.understood(), town.understood()
    officer = town.member("officer")
    handling.sign(asks.number, officer, ports=ports)
    handling.ask_extension(asks.number, 5, "等检测", officer, ports=ports)
    town.at_desk()
    clock.go_on(days=40)
    browser = town.logged_in("supervisor")
    assert "0 两小时内到期 3 超期 0 退回两次以上 0 重办 0 等会商" in browser.page.words
    assert "没办完的 3 等您定的 1" in browser.page.words
    assert late.number in browser.go(browser.page.links["超期"]).html
    page = browser.go(browser.page.links["等您定的"])
    assert shown(page) == [asks.number]
    assert "申请延期" in page.words
    assert "这里没有要办的" in browser.go(browser.page.links["等会商"]).words


def test_what_a_list_is_narrowed_to_stays_while_one_goes_about_it(town, many):
    browser = town.logged_in("officer")
    page = browser.press("筛选", area="140105", before="2026-12-04", urgent="1")
    narrowed = shown(page)
    assert 0 < len(narrowed) < PAGE
    assert "不随筛选变" in page.words
    page = browser.go(page.links["待签收"])
    assert shown(page) == narrowed
    assert page.form("筛选").fields["before"] == "2026-12-04"
    assert page.form("筛选").fields["tab"] == "to_sign"
    page = browser.go(page.links["不筛了"])
    assert len(shown(page)) == PAGE
    assert 'aria-current="page"' in page.html


def test_a_narrowed_list_is_turned_over_narrowed(town, many):
    browser = town.logged_in("supervisor")
    browser.press("筛选", area="140105")
    seen = walk(browser)
    assert len(seen) == 2
    assert sum(map(len, seen)) == len(many["supervisor"]) // 2


def test_a_day_that_is_none_is_said_and_the_rest_is_still_narrowed(town, many):
    page = town.logged_in("officer").go("/tickets?before=32.12.&urgent=1")
    assert "日期要写成" in page.words
    assert 0 < len(shown(page)) < PAGE


@pytest.mark.parametrize(
    "query",
    [
        "tab=nothing",
        "after=0",
        "after=99999999T999999999999.1",
        "after=20261123T010000000000.'",
        "area='; DROP",
        "area=%25",
        "area=１４",
    ],
)
@pytest.mark.parametrize("name", ["officer", "dispatcher", "supervisor"])
def test_an_address_somebody_made_up_shows_the_first_page(town, many, name, query):
    browser = town.logged_in(name)
    first = shown(browser.page)
    path = {"officer": "/tickets", "dispatcher": "/desk", "supervisor": "/overview"}[name]
    page = browser.go(f"{path}?{query}")
    assert browser.answer.status_code == 200
    assert shown(page) == first


def test_a_ticket_no_table_could_hold_begins_no_page(town, many):
    browser = town.logged_in("officer")
    first = shown(browser.page)
    page = browser.go("/tickets?after=20261123T010000000000.99999999999999999999")
    assert shown(page) == first


def test_an_empty_list_says_whether_there_was_ever_anything(town):
    browser = town.logged_in("officer")
    assert "现在没有在办的工单" in browser.page.words
    assert "这里没有工单" in browser.go("/tickets?tab=late").words
    assert "都派出去了" in town.logged_in("dispatcher").page.words
