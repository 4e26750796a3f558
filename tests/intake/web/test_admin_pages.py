"""An administrator's day, in a browser without JavaScript."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from intake.adapters.book import FileBook
from intake.adapters.directory import CatalogueDirectory
from intake.adapters.live_catalogue import LiveCatalogue
from intake.domain.staff import StaffRole
from intake.service import opening, trying
from routing import catalogue
from tests.intake.web.reading import Browser
from tests.support.builders import MONDAY, FixedRouter, a_dispatched_complaint, an_assignment
from tests.support.sites import public_site


@pytest.fixture(scope="module")
def shipped():
    return CatalogueDirectory(catalogue.load())


class Begun(LiveCatalogue):
    """Begins with the shipped catalogue, which takes half a second to read."""

    def __init__(self, folder, shipped):
        self._shipped = shipped
        super().__init__(folder, {"directory": CatalogueDirectory})

    def _build(self):
        return super()._build() if self._folder.exists() else {"directory": self._shipped}


@pytest.fixture
def ports(ports, tmp_path, shipped):
    folder = tmp_path / "catalogue"
    live = Begun(folder, shipped)
    return replace(ports, book=FileBook(folder), directory=live.part("directory"))


@pytest.fixture
def admin(town):
    return town.logged_in("admin")


@pytest.fixture
def second(town):
    town.hire("王敏", StaffRole.ADMIN)
    return town.logged_in("王敏")


def send(browser, path, **form):
    form |= {"csrf": browser.page.form("退出").fields["csrf"]}
    return browser.client.post(path, data=form)


def test_an_administrator_begins_at_the_overview_and_sees_no_complaint(town, admin):
    filed = town.at_desk()
    assert admin.go("/").words.count("管理")
    for path in (f"/desk/{filed.number}", f"/overview/{filed.number}", "/search", "/audit"):
        assert admin.client.get(path).status_code == 404


def test_a_new_member_gets_a_password_and_logs_in(town, admin):
    admin.go("/admin/staff")
    admin.press("加上", name="李雷", role="officer", area="140105", department="housing")
    password = admin.page.words.split("李雷 的密码")[1].split()[0]
    town.passwords["李雷"] = password
    assert "待签收" in town.logged_in("李雷").go("/tickets").words


def test_what_did_not_work_is_said_and_stays_on_the_page(town, admin):
    admin.go("/admin/staff")
    admin.press("加上", name="agent", role="dispatcher")
    assert admin.answer.status_code == 409
    assert "已经有人用这个姓名" in admin.page.words
    assert admin.page.form("加上").fields["name"] == "agent"


def test_a_stopped_member_is_logged_out_at_once(town, admin):
    agent = town.logged_in("agent")
    admin.go("/admin/staff?name=agent")
    admin.press("停用")
    assert "停用了" in admin.page.words
    answer = agent.client.get("/chats", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_the_own_account_has_no_buttons(admin):
    assert "这是您自己" in admin.go("/admin/staff?name=admin").words
    assert [form.says for form in admin.page.forms if "停用" in form.says] == []


def test_two_administrators_change_a_file(town, ports, admin, second):
    admin.go("/admin/files/shared_matters.yml")
    text = ports.book.text("shared_matters.yml")
    admin.press("看看会变什么，提请改", text=text + '- "01.01"\n')
    change = admin.answer.url.path
    assert "加 1 行，去 0 行" in admin.page.words
    assert "同意，马上生效" not in admin.page.words
    assert not ports.directory.is_shared("01.01")
    assert "改 shared_matters.yml" in second.go("/admin").words
    second.go(change)
    second.press("同意，马上生效")
    assert ports.directory.is_shared("01.01")
    assert "本市改过" in admin.go("/admin/catalogue").words
    admin.go(change)
    admin.press("提请改回原来的")
    second.go(admin.answer.url.path)
    second.press("同意，马上生效")
    assert not ports.directory.is_shared("01.01")


def test_a_file_can_be_uploaded(ports, admin):
    admin.go("/admin/files/shared_matters.yml")
    token = admin.page.form("退出").fields["csrf"]
    for content, says in ((b'- "07.06"\n', "去 16 行"), (b"\xff\xfe\xff", "读不进去")):
        files = {"upload": ("shared_matters.yml", content)}
        form = {"csrf": token, "text": "x"}
        answer = admin.client.post("/admin/files/shared_matters.yml", data=form, files=files)
        assert says in answer.text


def test_a_mistake_in_a_file_is_shown_where_it_is_and_nothing_is_lost(ports, admin):
    admin.go("/admin/files/shared_matters.yml")
    admin.press("看看会变什么，提请改", text='- "99.99"\n')
    assert admin.answer.status_code == 422
    assert "shared_matters.yml" in admin.page.words.split("问题在")[1]
    assert '"99.99"' in admin.page.html.replace("&#34;", '"')


def test_a_file_that_is_none_does_not_exist(admin):
    for name in ("facts.yml", "README.md", "..%2f..%2fetc%2fpasswd"):
        assert admin.client.get(f"/admin/files/{name}").status_code == 404


def test_the_calendar_tells_a_make_up_day_and_a_year_nobody_published(admin):
    assert "10月10日(周六) ：调休上班" in admin.go("/admin/calendar?day=2026-10-10").words
    assert "还没有公布" in admin.go("/admin/calendar?year=2027").words
    assert "还没有公布" not in admin.go("/admin/calendar?year=2026").words
    for odd in ("year=0", "year=99999", "year=x", "day=x", "day=1850-01-01", "day=9999-12-31"):
        assert admin.client.get(f"/admin/calendar?{odd}").status_code == 200


def test_time_limits_say_how_sure_we_are(admin):
    words = admin.go("/admin/time-limits").words
    for says in ("读过条文", "只读过节选", "未核实", "2026-04-14 止", "已经过去"):
        assert says in words


def test_the_catalogue_is_searched_by_words_and_codes(admin):
    assert "供热公司" in admin.go("/admin/catalogue?q=供热").words
    assert "07.06" in admin.go("/admin/catalogue?q=07.06").words
    assert "没有找到" in admin.go("/admin/catalogue?q=不会有这几个字").words


def test_the_answer_to_a_trial_comes_from_the_worker(ports, admin, clock):
    admin.go("/admin/trial")
    admin.press("试一试", text="商场不给退款")
    assert "正在想" in admin.page.words
    path = admin.answer.url.path
    clock.go_on(minutes=1)
    assert "后台程序好像没有在运行" in admin.go(path).words
    trying.answer(path.rsplit("/", 1)[1], ports=ports, router=FixedRouter())
    assert "直接派给：太原市市场监督管理局" in admin.go(path).words
    fragment = admin.client.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "消费退换赔" in fragment


def test_nothing_is_tried_without_words(admin):
    admin.go("/admin/trial")
    admin.press("试一试", text=" ")
    assert "还没有写内容" in admin.page.words


def test_a_key_is_seen_once_and_works_until_it_is_revoked(ports, admin):
    admin.go("/admin/keys")
    token = admin.page.form("退出").fields["csrf"]
    form = {"csrf": token, "name": "数据局", "scopes": ["figures:read", "complaints:write"]} | {
        "channel": "city_app"
    }
    shown = admin.client.post("/admin/keys", data=form).text
    key = shown.split('class="whole">')[1].split("<")[0]
    assert key not in admin.go("/admin/keys").html
    public = TestClient(public_site(ports), raise_server_exceptions=False)
    mine = {"Authorization": f"Bearer {key}"}
    assert public.get("/api/v1/key", headers=mine).json() == {
        "name": "数据局",
        "scopes": ["complaints:write", "figures:read"],
        "office": "",
        "channel": "city_app",
    }
    admin.go("/admin/keys")
    admin.press("作废")
    for headers in (mine, {}, {"Authorization": "Bearer x"}, {"Authorization": key}):
        assert public.get("/api/v1/key", headers=headers).status_code == 401


def test_a_key_needs_a_name_and_a_use(admin):
    admin.go("/admin/keys")
    for form, says in (
        ({"name": "数据局"}, "至少选一项"),
        ({"scopes": ["figures:read"]}, "姓名要"),
        ({"name": "x", "scopes": ["complaints:read"]}, "要选一个单位"),
        ({"name": "x", "scopes": ["complaints:write"], "channel": "web"}, "渠道要写"),
    ):
        assert says in send(admin, "/admin/keys", **form).text
    assert send(admin, "/admin/keys", name="x", scopes=["all"]).status_code == 422


def filled(ports):
    with ports.uow() as uow:
        for area, count in (("140105", 9), ("140106", 7), ("140121", 3)):
            for _ in range(count):
                got = an_assignment(area=area)
                complaint = a_dispatched_complaint(area=area)
                complaint.area = got.area
                uow.complaints.add(complaint)
        uow.commit()
    opening.refresh(ports=ports)


def test_everybody_reads_the_figures(ports, public):
    citizen = Browser(public)
    assert "还没有算好" in citizen.go("/open").words
    assert public.get("/open/data.csv").status_code == 404
    filled(ports)
    words = citizen.go("/open").words
    assert "19" in words
    assert "太原市清徐县 少于 5" in words
    assert "太原市迎泽区 不公布" in words  # or 19 less the others would tell the three


def test_the_files_hold_months_that_are_over_and_a_licence(ports, public, clock):
    filled(ports)
    assert public.get("/open/data.json").json()["requests"] == []
    clock.go_on(days=10)
    opening.refresh(ports=ports)
    found = public.get("/open/data.json").json()
    assert "CC BY 4.0" in found["licence"]
    assert {row["month"] for row in found["requests"]} == {"2026-11"}
    assert all(row["count"] >= 5 for row in found["requests"])
    sheet = public.get("/open/data.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.text.startswith("\ufeffmonth,area,area_name,category")
    assert f"{MONDAY:%Y%m%d}" not in sheet.text


def test_how_short_messages_look_is_shown_with_their_length(town):
    page = town.logged_in("admin").go("/admin/texts")
    assert "【一号】您反映的事（编号 20261123-000001）有一份文书给您" in page.words
    assert "53 字" in page.words
    assert "114 字，2 条" in page.words
