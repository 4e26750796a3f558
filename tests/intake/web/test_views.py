"""Views an officer keeps: found again, shared with the office, gone when they are deleted."""

import pytest

from intake.domain.views import MOST
from intake.service import handling


@pytest.fixture
def officer(town):
    return town.logged_in("officer")


def chips(page):
    return [a["href"] for a in page.all("a") if a.get("class") == "chip"]


def save(browser, address, name, **more):
    browser.go(address)
    return browser.press("存下", name=name, **more)


def test_a_view_is_the_tab_and_the_filters_under_a_name(town, officer):
    page = save(officer, "/tickets?tab=late&urgent=1&after=x", "急的超期")
    assert chips(page) == ["/tickets?tab=late&urgent=1"]
    assert 'aria-current="true"' in page.html
    assert chips(officer.go("/tickets")) == ["/tickets?tab=late&urgent=1"]
    assert officer.go(chips(officer.page)[0]).has("存下")


def test_it_is_their_own_until_it_is_shared_with_those_at_the_same_desk(town, officer):
    town.hire("wang", officer_role(town))
    save(officer, "/tickets?tab=late", "超期")
    assert chips(town.logged_in("wang").go("/tickets")) == []
    save(officer, "/tickets?tab=late", "超期", shared="1")  # the same name: put in place of it
    found = town.logged_in("wang").go("/tickets")
    assert chips(found) == ["/tickets?tab=late"]
    assert "超期 officer" in found.words
    assert chips(town.logged_in("charlie").go("/tickets")) == []  # of another office
    assert chips(town.logged_in("supervisor").go("/overview")) == []


def officer_role(town):
    return town.member("officer").role


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(town, officer, ports):
    save(officer, "/tickets?tab=late", "超期", shared="1")
    town.hire("wang", officer_role(town))
    wang = town.logged_in("wang")
    with ports.view() as uow:
        [view] = uow.views.of("officer", "")
    token = wang.go("/").form("退出").fields["csrf"]
    for step in ("rename", "remove"):
        answer = wang.client.post(f"/views/{view.id}/{step}", data={"csrf": token, "name": "x"})
        assert answer.status_code == 404
    officer.go("/views")
    assert "很晚的" in officer.press("改名", name="很晚的").words
    officer.press("删掉")
    assert chips(officer.go("/tickets")) == []


@pytest.mark.parametrize("name", ["", "  ", "字" * 21, "，"])
def test_a_view_needs_a_name_and_what_was_chosen_is_not_lost(officer, name):
    page = save(officer, "/tickets?tab=late", name)
    assert "起个名字" in page.words
    assert chips(officer.press("再存一次", name="超期")) == ["/tickets?tab=late"]


def test_two_of_a_list_have_two_names(officer):
    save(officer, "/tickets?tab=late", "一")
    save(officer, "/tickets?tab=today", "二")
    officer.go("/views")
    assert "已经有一个叫这个名字的" in officer.press("改名", name="二").words


def test_there_is_an_end_to_views(officer):
    for n in range(MOST):
        save(officer, "/tickets", f"第 {n}")
    page = save(officer, "/tickets", "再一个")
    assert f"最多存 {MOST} 个" in page.words


def test_a_view_of_what_is_no_more_says_so_and_shows_the_rest(town, officer):
    filed = town.understood()
    page = officer.go("/tickets?tab=gone&area=999999&urgent=")
    assert "标签页和地区现在没有了" in page.words
    assert filed.number in page.html
    assert town.logged_in("supervisor").go("/overview?tab=gone").has("存下")
    assert "地区现在没有了" in town.logged_in("dispatcher").go("/desk?area=11").words


def test_a_view_of_the_desk_keeps_what_it_was_narrowed_by(town):
    unsure, sure = town.at_desk(confidence=0.4), town.at_desk("路灯不亮", confidence=0.9)
    narrowed = "/desk?below=50&why=unsure"
    dispatcher = town.logged_in("dispatcher")
    assert chips(save(dispatcher, f"{narrowed}&soon=&repeated=", "拿不准的")) == [narrowed]
    page = dispatcher.go(chips(dispatcher.go("/desk"))[0])
    assert unsure.number in page.html
    assert sure.number not in page.html
    page = save(dispatcher, "/desk?soon=1&repeated=1", "快到期的")
    assert "/desk?soon=1&repeated=1" in chips(page)


def test_only_what_they_signed(town, officer, ports):
    mine, other = town.understood(), town.understood()
    handling.sign(mine.number, town.member("officer"), ports=ports)
    page = officer.go("/tickets?mine=1")
    assert mine.number in page.html
    assert other.number not in page.html
