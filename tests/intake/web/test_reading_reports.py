"""A handler opens a protected report on the page, hands it on, or steps aside."""

import pytest

from intake.domain.staff import StaffRole
from intake.service.protected import file_protected, inbox, sealed_reports
from tests.intake.attachments.media_files import jpeg
from tests.intake.conftest import PASSPHRASE
from tests.support.attaching import sent

TEXT = "太原市政府的会议纪要是后补的，原件在二层"


@pytest.fixture
def handler(town, ports):
    file_protected(TEXT, ports=ports)
    return town.logged_in("handler")


def report_of(name, town, ports):
    return sealed_reports(town.member(name), ports=ports)[0]


def test_it_opens_for_one_page_with_the_passphrase(handler, town, ports):
    report = report_of("handler", town, ports)
    page = handler.go(f"/sealed/{report.id}")
    assert TEXT not in page.words
    opened = handler.press("打开看一次", passphrase=PASSPHRASE)
    assert TEXT in opened.words
    assert handler.answer.headers["cache-control"] == "no-store"
    assert TEXT not in handler.go(f"/sealed/{report.id}").words


def test_a_wrong_passphrase_opens_nothing_and_says_so(handler, town, ports):
    report = report_of("handler", town, ports)
    handler.go(f"/sealed/{report.id}")
    refused = handler.press("打开看一次", passphrase="1234")
    assert "口令不对" in refused.words
    assert TEXT not in refused.words


def test_it_is_not_handed_to_those_it_is_about(handler, town, ports):
    report = report_of("handler", town, ports)
    handler.go(f"/sealed/{report.id}")
    refused = handler.press("转过去", to="city", passphrase=PASSPHRASE)
    assert "不能转给这个单位" in refused.words


def test_the_last_one_hands_it_on_before_stepping_aside(town, ports):
    town.hire("city", StaffRole.HANDLER, "1401-discipline")
    file_protected("热线中心的接线员泄露了电话", ports=ports)
    handler = town.logged_in("handler")
    report = report_of("handler", town, ports)
    handler.go(f"/sealed/{report.id}")
    assert "只有您打得开" in handler.press("我回避").words
    handler.go(f"/sealed/{report.id}")
    assert "已经转过去" in handler.press("转过去", to="city", passphrase=PASSPHRASE).words
    handler.go(f"/sealed/{report.id}")
    handler.press("我回避")
    assert "还没有收到" in handler.go("/sealed").words
    assert report_of("city", town, ports).id == report.id


def test_files_open_with_the_passphrase_under_a_name_of_ours(town, ports):
    filed = file_protected(TEXT, ports=ports)
    sent(filed.receipt, jpeg(), "王建国拍的.jpg", ports=ports)
    handler = town.logged_in("handler")
    report = report_of("handler", town, ports)
    page = handler.go(f"/sealed/{report.id}")
    forms = [one["formaction"] for one in page.all("button") if "formaction" in one]
    token = page.form("我回避").fields["csrf"]
    for address, ending in zip(forms, ("-copy.jpg", "-original.jpg"), strict=True):
        answer = handler.client.post(address, data={"csrf": token, "passphrase": PASSPHRASE})
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f'{ending}"')
        assert answer.headers["content-type"] == "application/octet-stream"
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert (answer.content == jpeg()) is (ending == "-original.jpg")
        refused = handler.client.post(address, data={"csrf": token, "passphrase": "1234"})
        assert "口令不对" in refused.text
    assert "王建国" not in page.html


def test_two_members_of_the_desk_hold_a_report_and_the_reporter_sees_it(town, ports):
    town.hire("second", StaffRole.CUSTODIAN)
    receipt = file_protected("聚福楼饭店给检查的人塞红包", ports=ports).receipt
    report = report_of("custodian", town, ports)
    first, second = town.logged_in("custodian"), town.logged_in("second")
    first.go(f"/sealed/{report.id}")
    first.press("提出保全", why="检察院在查同一个案子")
    assert "同意保全" not in str(first.page.forms)
    first.press("收回")
    first.press("提出保全", why="检察院在查同一个案子")
    second.go(f"/sealed/{report.id}")
    assert "起保全" in second.press("同意保全").words
    assert inbox(receipt, ports=ports).held_since


def test_the_reporter_is_told_how_it_ended_and_when_it_will_be_destroyed(
    town, ports, public, clock
):
    receipt = file_protected("聚福楼饭店给检查的人塞红包", ports=ports).receipt
    report = report_of("custodian", town, ports)
    custodian = town.logged_in("custodian")
    custodian.go(f"/sealed/{report.id}")
    custodian.press("办结", text="查实了，已经处罚")
    clock.go_on(days=ports.retention.days["closed"] - 10)
    page = public.post("/protected/inbox", data={"receipt": receipt}).text
    assert "查实了，已经处罚" in page
    assert "到期，连钥匙一起销毁" in page


def test_the_second_member_refuses_a_hold_and_the_page_says_who_did_what(town, ports):
    town.hire("second", StaffRole.CUSTODIAN)
    file_protected("聚福楼饭店给检查的人塞红包", ports=ports)
    report = report_of("custodian", town, ports)
    first, second = town.logged_in("custodian"), town.logged_in("second")
    first.go(f"/sealed/{report.id}")
    first.press("提出保全", why="也许用得着")
    second.go(f"/sealed/{report.id}")
    seen = second.press("不同意").words
    assert "second 不同意保全" in seen
    assert "custodian 提出保全" in seen
    assert "提出保全" in str(second.page.forms)
