"""The desk: part of it, suggestions accepted one by one or several at once, what comes next."""

from datetime import timedelta

import pytest

from intake.domain.lists import PAGE
from intake.domain.ticket import ReturnReason
from intake.service import dispatching, handling, joining
from routing.assignment import Candidate
from tests.intake.web.test_lists import shown
from tests.support.builders import MONDAY, a_complaint, an_assignment


def row_of(browser, number):
    """Number and version, as the list has them now."""
    page = browser.go("/desk")
    return next(
        one["value"] for one in page.all("input") if one.get("value", "").startswith(f"{number}@")
    )


def send(browser, path="/desk/accept", **form):
    csrf = browser.go("/desk").form("退出").fields["csrf"]
    return browser._look(browser.client.post(path, data={"csrf": csrf} | form))


def tickets(ports, *filed):
    with ports.view() as uow:
        return [[t.office for t in uow.complaints.get(one.number).tickets] for one in filed]


def test_a_desk_is_narrowed_in_its_address(town, ports, clock):
    unsure, sure = town.at_desk(confidence=0.41), town.at_desk("路灯不亮", confidence=0.77)
    back = town.understood("井盖丢了")
    with ports.uow() as uow:
        uow.complaints.get(back.number).send_back(
            town.offices[0].office, ReturnReason.NOT_OUR_DUTY, "不归我们", by="li", at=clock()
        )
        uow.commit()
    joined = town.at_desk()
    joining.join_by_hand(joined.number, unsure.number, town.member("dispatcher"), ports=ports)
    browser = town.logged_in("dispatcher")
    assert "另有 1 人说" in browser.page.words
    for asked, found in (
        ({"below": "50"}, [unsure]),
        ({"below": "80"}, [unsure, sure]),
        ({"why": "sent_back"}, [back]),
        ({"repeated": "1"}, [unsure]),
        ({"below": "80", "why": "unsure", "repeated": "1"}, [unsure]),
        ({"soon": "1"}, []),
    ):
        page = browser.press("筛选", **asked)
        assert shown(page) == [one.number for one in found], asked
        assert page.has("筛选")
        browser.go("/desk")
    clock.now += timedelta(days=30)
    browser = town.logged_in("dispatcher")
    assert len(shown(browser.press("筛选", soon="1"))) == 3


@pytest.mark.parametrize("query", ["below=0", "below=abc", "below=100", "why=nothing", "why=%27"])
def test_a_part_of_the_desk_that_there_is_not_is_all_of_it(town, query):
    filed = town.at_desk()
    assert shown(town.logged_in("dispatcher").go(f"/desk?{query}")) == [filed.number]


def test_a_row_shows_where_it_would_go_how_sure_that_is_and_what_it_is_like(town):
    town.at_desk(
        confidence=0.52, reasons=("像办结过的 20261101-000007，那件由住建局办。", "写到了“油烟”")
    )
    browser = town.logged_in("dispatcher")
    assert f"建议 {town.offices[0].name} 52%" in browser.page.words
    assert [one["value"] for one in browser.page.all("meter")] == ["0.52"]
    assert "像办结过的 1 件" in browser.page.words
    assert "还剩" in browser.page.words
    assert "以前签收" in browser.page.words
    page = browser.go(f"/desk/{shown(browser.page)[0]}")
    assert page.links["20261101-000007"] == "/desk/20261101-000007"


def test_one_is_accepted_from_its_row_and_the_list_goes_on_at_the_next(town, ports):
    first, second, third = (town.at_desk(confidence=0.4) for _ in range(3))
    town.at_desk(confidence=0.9)
    browser = town.logged_in("dispatcher")
    form = {"only": row_of(browser, first.number), "picked": row_of(browser, third.number)}
    browser.go("/desk?below=50")
    assert "from=below%3D50" in browser.page.html
    answer = browser.client.post(
        "/desk/accept?from=below%3D50",
        data=form | {"csrf": browser.page.form("退出").fields["csrf"]},
        follow_redirects=False,
    )
    place = f"/desk?below=50&finished={first.number}#n-{second.number}"
    assert answer.headers["location"] == place
    assert f"{first.number} 办好了，不在这里了" in browser.go(place).words
    assert f'id="n-{second.number}"' in browser.page.html
    assert tickets(ports, first, second, third) == [[town.offices[0].office], [], []]


def test_what_is_chosen_is_accepted_each_by_itself_and_what_was_not_is_named(town, ports):
    good, stale, gone, bare, other = (town.at_desk() for _ in range(5))
    browser = town.logged_in("dispatcher")
    rows = [row_of(browser, one.number) for one in (good, stale, gone, other)]
    with ports.uow() as uow:
        uow.complaints.get(stale.number).add_material("又冒烟了", MONDAY)
        uow.complaints.get(bare.number).suggestions = []
        uow.commit()
    rows.append(f"{bare.number}@2")
    dispatching.dispatch_by_hand(gone.number, town.offices[1].office, by="dai", ports=ports)
    page = send(browser, picked=[*rows, rows[0], "20990101-000001@1", "nothing"])
    assert "2 件派了，4 件没有" in page.words
    assert f"{stale.number} ：刚才有别人也在改" in page.words
    assert f"{gone.number} ：刚才有别人也在改" in page.words
    assert f"{bare.number} ：这一件没有建议的单位" in page.words
    assert tickets(ports, good, stale, gone, bare, other) == [
        [town.offices[0].office], [], [town.offices[1].office], [], [town.offices[0].office],
    ]  # fmt: skip
    again = send(browser, picked=rows[:1])  # the same form sent twice
    assert again.words.count("刚才有别人也在改") == 1
    assert tickets(ports, good) == [[town.offices[0].office]]


def test_an_office_that_is_no_more_is_not_accepted(town, ports):
    filed = town.at_desk(suggestions=(Candidate("1401-abolished", "原来的局", 0.9, ""),))
    browser = town.logged_in("dispatcher")
    page = send(browser, only=row_of(browser, filed.number))
    assert "没有这个单位" in page.words
    assert tickets(ports, filed) == [[]]


def test_nothing_chosen_is_said_in_a_sentence(town):
    town.at_desk()
    browser = town.logged_in("dispatcher")
    page = send(browser)
    assert browser.answer.status_code == 422
    assert "一件也没有选" in page.words


def test_no_more_than_a_page_is_accepted_at_once(town, ports):
    with ports.uow() as uow:
        for _ in range(PAGE + 3):
            complaint = a_complaint()
            complaint.understand(
                an_assignment(disposition="desk", lead=None, suggestions=tuple(town.offices)),
                MONDAY,
            )
            uow.complaints.add(complaint)
        uow.commit()
        version = complaint.version
        numbers = [one.number for one in uow.lists.desk(limit=PAGE + 3)]
    browser = town.logged_in("dispatcher")
    page = send(browser, picked=[f"{one}@{version}" for one in numbers])
    assert f"{PAGE} 件派了" in page.words


def test_what_changed_since_the_page_was_opened_is_not_dispatched_from_it(town, ports):
    filed = town.at_desk()
    browser = town.logged_in("dispatcher")
    browser.go(f"/desk/{filed.number}")
    with ports.uow() as uow:
        uow.complaints.get(filed.number).add_material("又冒烟了", MONDAY)
        uow.commit()
    page = browser.press(town.offices[0].name)
    assert browser.answer.status_code == 409
    assert "刚才有别人也在改" in page.words
    assert "又冒烟了" in page.words
    browser.press(town.offices[0].name)  # seen now
    assert tickets(ports, filed) == [[town.offices[0].office]]


# -- what comes next ---------------------------------------------------------------------------


def test_who_goes_on_comes_from_one_to_the_next_of_the_part_they_work_on(town, ports):
    first, other, second = (town.at_desk(confidence=sure) for sure in (0.4, 0.9, 0.4))
    browser = town.logged_in("dispatcher")
    browser.go("/desk?below=50")
    page = browser.press("改成接着打开下一件")
    assert shown(page) == [first.number, second.number]
    assert page.has("改成不接着")
    browser.go(next(a["href"] for a in page.all("a") if first.number in a["href"]))
    page = browser.press(town.offices[0].name)
    assert str(browser.answer.url.path) == f"/desk/{second.number}"
    assert f"{first.number} 办好了，这是下一件" in page.words
    page = browser.press("答复群众", text="您说的归电力公司管，请拨打 95598")
    assert str(browser.answer.url.path) == "/desk"
    assert "below=50" in str(browser.answer.url)
    assert f"{second.number} 办好了，不在这里了" in page.words
    assert other.number not in page.html


def test_who_does_not_go_on_comes_back_to_the_part_they_work_on(town):
    filed, _ = town.at_desk(confidence=0.4), town.at_desk(confidence=0.4)
    browser = town.logged_in("dispatcher")
    page = browser.go("/desk?below=50")
    browser.go(next(a["href"] for a in page.all("a") if filed.number in a["href"]))
    browser.press(town.offices[0].name)
    assert str(browser.answer.url).endswith(f"/desk?below=50&finished={filed.number}")


def test_the_choice_stays_with_the_member_and_is_nobody_elses(town):
    town.at_desk()
    town.logged_in("dispatcher").press("改成接着打开下一件")
    assert town.logged_in("dispatcher").page.has("改成不接着")
    town.understood()
    assert town.logged_in("officer").page.has("改成接着打开下一件")


def test_an_officer_goes_on_from_signing_answering_and_sending_back(town, ports):
    first, second, third = (town.understood(due_at=MONDAY + timedelta(days=n)) for n in (1, 2, 3))
    browser = town.logged_in("officer")
    browser.press("改成接着打开下一件")
    page = browser.go("/tickets?tab=to_sign")
    browser.go(next(a["href"] for a in page.all("a") if first.number in a["href"]))
    page = browser.press("签收")
    assert str(browser.answer.url.path) == f"/tickets/{second.number}"
    assert "from=tab%3Dto_sign" in str(browser.answer.url)
    browser.press("退回", reason="not_our_duty", note="三定方案没有")
    assert str(browser.answer.url.path) == f"/tickets/{third.number}"
    browser.press("签收")
    assert str(browser.answer.url.path) == "/tickets"
    assert "tab=to_sign" in str(browser.answer.url)
    browser.go(f"/tickets/{first.number}")
    browser.press("答复群众", text="装了净化器")
    assert str(browser.answer.url.path) == f"/tickets/{third.number}"
    assert f"{first.number} 办好了" in browser.page.words


def test_the_list_is_known_on_every_page_of_one_ticket_and_after_every_form(town, ports):
    town.understood("别人的", due_at=MONDAY + timedelta(days=1))
    mine, other, next_one = (town.understood(due_at=MONDAY + timedelta(days=n)) for n in (2, 3, 4))
    for one in (mine, next_one):
        handling.sign(one.number, town.member("officer"), ports=ports)
    browser = town.logged_in("officer")
    page = browser.go("/tickets?mine=1")
    assert shown(page) == [mine.number, next_one.number]
    page = browser.go(next(a["href"] for a in page.all("a") if mine.number in a["href"]))
    assert page.links["下一件 →"] == f"/tickets/{next_one.number}?from=mine%3D1"
    assert other.number not in page.html
    for address in (page.links["群众看到的"], page.links["办理"]):
        assert browser.go(address).links["← 工单"] == "/tickets?mine=1"
    address = next(a["href"] for a in browser.page.all("a") if "events=" in a["href"])
    assert browser.go(address).links["← 工单"] == "/tickets?mine=1"
    browser.press("存草稿", text="先写一半")
    assert "先写一半" in browser.page.html
    assert browser.page.links["← 工单"] == "/tickets?mine=1"
    browser.press("答复群众", text="")  # nothing was written
    assert browser.page.links["← 工单"] == "/tickets?mine=1"
    browser.press("联系过了")
    assert browser.page.links["← 工单"] == "/tickets?mine=1"


@pytest.mark.parametrize("finished", ["<b>", "20261123", "javascript:alert(1)"])
def test_what_was_done_is_only_ever_a_number(town, finished):
    town.at_desk()
    page = town.logged_in("dispatcher").go(f"/desk?finished={finished}")
    assert "不在这里了" not in page.words


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/chats", ""])
def test_the_choice_leads_to_no_other_place(town, back):
    town.at_desk()
    browser = town.logged_in("dispatcher")
    csrf = browser.page.form("退出").fields["csrf"]
    answer = browser.client.post(
        "/account/goes-on", data={"csrf": csrf, "list": back}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"
