"""Lists as files: made in the background, for the asker alone, for a day."""

import csv
import io
from datetime import timedelta

import pytest

from intake.domain import lists
from intake.domain.events import ExportAsked, ListExported
from intake.domain.sheets import plain
from intake.domain.staff import StaffRole
from intake.service import exporting, handling, performance, status
from intake.web import sheets
from intake.worker import tasks
from intake.worker.relay import AFTER
from tests.support.builders import MONDAY, a_dispatched_complaint

MONTH = "since=2026-11-01&until=2026-11-30"


@pytest.fixture
def officer(town):
    return town.logged_in("officer")


def worker(ports):
    """What the worker does with what was asked for."""
    with ports.view() as uow:
        asked = [e.number for _, e in uow.events.latest() if isinstance(e, ExportAsked)]
    for id in asked:
        exporting.make(id, sheets.rows, ports=ports)
    return asked


def link(page):
    return next(a["href"] for a in page.all("a") if a["href"].endswith(".csv"))


def rows(answer):
    assert answer.status_code == 200
    assert answer.content.startswith("\ufeff".encode())
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def taken(browser, address, ports):
    ports.clock.go_on(seconds=1)  # the newest is on top
    browser.go(address)
    browser.press("做成表格")
    worker(ports)
    return rows(browser.client.get(link(browser.go("/exports"))))


def test_a_list_becomes_a_file_without_a_script(town, officer, ports):
    filed = town.understood()
    town.understood("楼上漏水", due_at=MONDAY - timedelta(days=1))
    officer.go("/tickets?tab=late")
    page = officer.press("做成表格")
    assert "正在做" in page.words
    assert 'hx-trigger="every 2s"' in page.html
    worker(ports)
    page = officer.go("/exports")
    assert "本单位的工单：超期" in page.words
    assert "1 行" in page.words
    assert "hx-trigger" not in page.html
    head, late = rows(officer.client.get(link(page)))
    assert head[:2] == ["编号", "说的事"]
    assert late[1] == "楼上漏水"
    assert late[-1] == "是"
    assert filed.number != late[0]


def test_the_file_shows_what_the_page_shows_and_no_more(town, officer, ports):
    town.understood("老板电话 13812345678，楼下饭店油烟直排")
    [_, row] = taken(officer, "/tickets", ports)
    assert "13812345678" not in "".join(row)
    assert "投诉" in row
    assert "待签收" in row


def test_every_list_has_one(town, ports):
    town.understood(due_at=MONDAY + timedelta(days=1))
    town.at_desk()
    [_, *board] = taken(town.logged_in("supervisor"), "/overview", ports)
    assert len(board) == 2
    [head, desk] = taken(town.logged_in("dispatcher"), "/desk", ports)
    assert desk[head.index("为什么在派单台")] == "拿不准派给谁"


def test_a_file_of_a_list_is_narrowed_as_the_list_is(town, ports, clock):
    town.at_desk(confidence=0.4)
    town.at_desk("路灯不亮", confidence=0.9)
    dispatcher, supervisor = town.logged_in("dispatcher"), town.logged_in("supervisor")
    [_, row] = taken(dispatcher, "/desk?below=50&why=unsure", ports)
    assert "路灯不亮" not in row
    page = dispatcher.page
    assert "把握低于 50%" in page.words
    assert "拿不准的" in page.words
    assert taken(dispatcher, "/desk?below=50&why=sent_back", ports)[1:] == []
    assert taken(dispatcher, "/desk?repeated=1", ports)[1:] == []
    assert taken(dispatcher, "/desk?soon=1", ports)[1:] == []
    town.understood("楼上漏水", due_at=clock() + timedelta(minutes=30))
    [_, row] = taken(supervisor, "/overview?tab=soon", ports)
    assert "楼上漏水" in row
    assert "督办：两小时内到期" in supervisor.page.words


def test_a_list_of_several_pages_is_whole(town, officer, ports, monkeypatch):
    monkeypatch.setattr(lists, "AT_ONCE", 7)
    with ports.uow() as uow:
        for n in range(24):
            complaint = a_dispatched_complaint()
            complaint.tickets[0].office = town.offices[0].office
            complaint.tickets[0].due_at = MONDAY + timedelta(days=n // 5)
            uow.complaints.add(complaint)
        uow.commit()
    [_, *found] = taken(officer, "/tickets", ports)
    assert len(found) == len({row[0] for row in found}) == 24


def test_whoever_moved_meanwhile_gets_nothing(town, officer, ports):
    town.understood()
    officer.go("/tickets")
    officer.press("做成表格")
    with ports.uow() as uow:
        uow.staff.get("officer").office = town.offices[1].office
        uow.commit()
    worker(ports)
    assert "没有做成" in officer.go("/exports").words
    officer.go("/tickets")
    officer.press("做成表格")
    worker(ports)
    made = link(officer.go("/exports"))
    with ports.uow() as uow:
        uow.staff.get("officer").office = town.offices[0].office
        uow.commit()
    assert officer.client.get(made).status_code == 404


def test_nobody_else_gets_it_and_after_a_day_nobody(town, officer, ports, clock):
    town.understood()
    officer.go("/tickets")
    officer.press("做成表格")
    worker(ports)
    made = link(officer.go("/exports"))
    town.hire("wang", StaffRole.OFFICER)
    assert town.logged_in("wang").client.get(made).status_code == 404
    with ports.view() as uow:
        [name] = uow.exports.files()
    clock.go_on(days=1)
    officer = town.logged_in("officer")
    assert officer.client.get(made).status_code == 404
    exporting.forget(ports=ports)
    with pytest.raises(Exception, match="not_found"):
        ports.exports.open(name)
    assert "没有表格" in officer.go("/exports").words


def test_it_is_made_once_and_written_down_with_its_rows(town, officer, ports):
    town.understood()
    for _ in range(2):  # pressed twice
        officer.go("/tickets")
        officer.press("做成表格")
    assert len(worker(ports)) == 1
    worker(ports)  # a task may run twice
    with ports.view() as uow:
        [fact] = [e for _, e in uow.events.latest() if isinstance(e, ListExported)]
    assert (fact.number, fact.sheet, fact.rows) == ("officer", "tickets", 1)
    assert "导出一张表 officer 本单位的工单 1 行" in town.logged_in("auditor").go("/audit").words
    assert AFTER[ExportAsked] == ("intake.export",)


def test_there_is_an_end_to_asking(town, officer):
    for tab in ("open", "to_sign", "late"):
        officer.go(f"/tickets?tab={tab}")
        officer.press("做成表格")
    officer.go("/tickets?tab=today")
    assert "已经有 3 张表在做了" in officer.press("做成表格").words


@pytest.fixture
def answered(town, ports):
    filed, other = town.understood(), town.understood()
    who = town.member("officer")
    for one in (filed, other):
        handling.sign(one.number, who, ports=ports)
        handling.answer(one.number, "已经整改", who, ports=ports)
    status.rate(filed.receipt, solved=True, stars=4, ports=ports)
    performance.catch_up(ports=ports)
    return filed


def test_figures_and_what_they_are_made_of_go_into_a_spreadsheet(town, answered, ports):
    browser, office = town.logged_in("supervisor"), town.offices[0]
    head, whole, own = taken(browser, f"/performance?{MONTH}", ports)
    assert len(head) == len(whole) == len(own)
    assert own[:2] == [office.office, office.name]
    at = head.index("按时办结率（%）")
    assert own[at : at + 4] == ["100.0", "2.0", "2", "0"]
    [head, *points] = taken(browser, f"/performance/{office.office}/on_time?{MONTH}", ports)
    assert [answered.number, "2026-11-23", "按时答复", "100"] in points


def test_what_is_left_out_of_a_figure_is_not_in_its_file(town, answered, ports):
    office = town.offices[0].office
    with ports.uow() as uow:
        found = uow.performance.of([answered.number])
        for fact in found[answered.number]:
            fact.left_out = "granted"
        uow.commit()
    address = f"/performance/{office}/on_time?{MONTH}"
    [_, *points] = taken(town.logged_in("supervisor"), address, ports)
    assert answered.number not in [row[0] for row in points]
    assert len(points) == 1


def test_no_file_of_a_bad_period_or_of_another_office(town, answered, ports):
    browser = town.logged_in("charlie")
    token = browser.go("/").form("退出").fields["csrf"]

    def ask(**form):
        return browser.client.post("/exports", data={"csrf": token} | form).status_code

    assert ask(sheet="figures", since="2026-12-02", until="2026-12-01") == 422
    month = {"since": "2026-11-01", "until": "2026-11-30"}
    theirs = {"office": town.offices[0].office, "what": "on_time"}
    assert ask(sheet="points", **month, **theirs) == 404
    assert ask(sheet="points", **month, office="x", what="none") == 404
    assert ask(sheet="overview") == 404
    assert ask(sheet="everything") == 404
    assert worker(ports) == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", " =1", "＝1"]
)
def test_a_name_is_never_a_formula(cell):
    assert plain(cell) == f"'{cell}"
    assert plain("太原市") == "太原市"
    assert plain(-1) == -1


def test_the_task_takes_an_id_and_what_breaks_is_told_without_its_words(
    town, officer, ports, monkeypatch, caplog
):
    monkeypatch.setattr(tasks, "ports", lambda: ports)
    town.understood()
    officer.go("/tickets")
    officer.press("做成表格")
    broken = ValueError("楼下饭店油烟直排")
    monkeypatch.setattr(sheets, "mask", lambda _: (_ for _ in ()).throw(broken))
    with ports.view() as uow:
        [asked] = uow.exports.of("officer", MONDAY - timedelta(days=1))
    tasks.export(asked.id)
    assert "没有做成" in officer.go("/exports").words
    assert "ValueError" in caplog.text
    assert "油烟" not in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(tasks, "ports", lambda: ports)
    officer.go("/tickets")
    officer.press("做成表格")
    with ports.view() as uow:
        ids = [one.id for one in uow.exports.of("officer", MONDAY - timedelta(days=1))]
    for id in ids:
        tasks.export(id)
    assert "1 行" in officer.go("/exports").words
