"""Where does my complaint stand? Asked and answered with a receipt alone."""

import pytest

from intake.domain.errors import StorageBusy
from intake.domain.receipt import new_receipt, shown
from intake.domain.ticket import ReturnReason
from intake.service import handling, status
from intake.service.protected import file_protected
from tests.intake.web.reading import Browser


@pytest.fixture
def citizen(public):
    return Browser(public)


def look_up(citizen, receipt):
    citizen.go("/status")
    return citizen.press("查一查", receipt=receipt)


def test_a_new_complaint_is_found_with_promise_and_words(citizen, town):
    page = look_up(citizen, shown(town.filed().receipt))
    assert "已登记，正在找该管的单位" in page.words
    assert "12月" in page.words or "11月" in page.words
    assert "油烟直排" in page.words


def test_the_office_and_every_step_are_shown(citizen, town):
    filed = town.understood()
    handling.sign(filed.number, town.member("officer"), ports=town.ports)
    page = look_up(citizen, filed.receipt)
    assert town.offices[0].name in page.words
    assert "单位接下了" in page.words


def answered(town):
    filed = town.understood()
    officer = town.member("officer")
    handling.sign(filed.number, officer, ports=town.ports)
    handling.answer(filed.number, "已经装了净化器。", officer, ports=town.ports)
    return filed


def test_an_answer_can_be_rated_as_solved(citizen, town):
    page = look_up(citizen, answered(town).receipt)
    assert "已经装了净化器" in page.words
    page = citizen.press("提交评价", solved="yes", stars="5")
    assert "这件事办结了" in page.words
    assert not page.has("提交评价")


def test_unsolved_goes_back_to_be_done_again(citizen, town, ports):
    filed = answered(town)
    look_up(citizen, filed.receipt)
    assert "重新交给派单员" in citizen.press("提交评价", solved="no", stars="1").words
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).state == "at_desk"


@pytest.mark.parametrize(
    "typed", [{}, {"solved": "yes"}, {"stars": "3"}, {"solved": "x", "stars": "9"}]
)
def test_half_a_rating_is_asked_for_again(citizen, town, typed):
    look_up(citizen, answered(town).receipt)
    page = citizen.press("提交评价", **typed)
    assert citizen.answer.status_code == 422
    assert "请选一下解决了没有" in page.words


def test_material_is_added_and_shown(citizen, town):
    look_up(citizen, town.understood().receipt)
    page = citizen.press("补充", text="昨晚拍了视频")
    assert "补充的材料收到了" in page.words
    assert "昨晚拍了视频" in page.words


def test_material_sent_again_by_a_reload_is_kept_once(citizen, town, ports):
    filed = town.understood()
    look_up(citizen, filed.receipt)
    citizen.press("补充", text="昨晚拍了视频")
    citizen.press("补充", text="昨晚拍了视频")
    assert len(status.look_up(filed.receipt, ports=ports).materials) == 1


@pytest.mark.parametrize("text", ["", "字" * 2001, "字" * 100_000])
def test_material_that_cannot_be_taken_stays_in_the_box(citizen, town, text):
    look_up(citizen, town.understood().receipt)
    page = citizen.press("补充", text=text)
    assert citizen.answer.status_code == 422
    assert page.form("补充").fields["text"] == text


def test_material_stays_on_the_page_when_nothing_can_be_stored(citizen, town, monkeypatch):
    look_up(citizen, town.understood().receipt)

    def full(*args, **kwargs):
        raise StorageBusy

    monkeypatch.setattr(status, "add_material", full)
    monkeypatch.setattr(status, "look_up", full)
    page = citizen.press("补充", text="昨晚拍了视频")
    assert citizen.answer.status_code == 503
    assert "昨晚拍了视频" in page.html


def test_urging_counts_once_a_day(citizen, town):
    look_up(citizen, town.understood().receipt)
    assert "催过 1 次" in citizen.press("催一催").words
    assert "催过 1 次" in citizen.press("催一催").words


def test_withdrawing_asks_first(citizen, town, ports):
    filed = town.understood()
    look_up(citizen, filed.receipt)
    citizen.press("撤回这件事")
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).state == "in_hand"
    assert "已经撤回" in citizen.press("确定撤回").words
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).state == "withdrawn"


def test_withdrawing_can_be_thought_over(citizen, town):
    look_up(citizen, town.understood().receipt)
    citizen.press("撤回这件事")
    assert "单位正在办" in citizen.press("不撤回，返回").words


@pytest.mark.parametrize(
    ("receipt", "code", "sentence"),
    [("1234", 422, "查询码不对"), (new_receipt(), 404, "没有找到"), ("", 422, "查询码不对")],
)
def test_a_wrong_receipt_is_said_and_kept_in_the_box(citizen, receipt, code, sentence):
    page = look_up(citizen, receipt)
    assert citizen.answer.status_code == code
    assert sentence in page.words
    assert page.form("查一查").fields["receipt"] == receipt


def test_a_protected_report_is_confirmed_and_nothing_more(citizen, ports):
    receipt = file_protected("账在三楼财务室", ports=ports).receipt
    page = look_up(citizen, receipt)
    assert "安全保存着" in page.words
    assert "账在三楼" not in page.html
    for path in ("material", "urge", "rate", "withdraw"):
        form = {"receipt": receipt, "text": "x", "solved": "yes", "stars": "5", "sure": "yes"}
        assert "安全保存着" in citizen.client.post(f"/status/{path}", data=form).text


def test_a_department_that_sent_it_back_is_not_blamed_in_public(citizen, town):
    filed = town.understood()
    handling.send_back(
        filed.number,
        ReturnReason.NOT_OUR_DUTY,
        "三定方案第几条",
        town.member("officer"),
        ports=town.ports,
    )
    page = look_up(citizen, filed.receipt)
    assert "派单员正在看" in page.words
    assert "三定方案" not in page.html


def test_large_type_on_the_result_needs_no_address(citizen, town):
    filed = town.understood()
    look_up(citizen, filed.receipt)
    page = citizen.press("大字")
    assert page.all("html")[0]["class"] == "large"
    assert filed.number in page.words
    assert "class" not in citizen.press("小字").all("html")[0]


def test_the_receipt_is_in_no_address_no_cookie_and_no_log(citizen, town, caplog):
    caplog.set_level(0)
    filed = answered(town)
    visited = []
    citizen.client.event_hooks["request"].append(lambda request: visited.append(str(request.url)))
    look_up(citizen, shown(filed.receipt))
    for says, typed in (
        ("补充", {"text": "x"}),
        ("提交评价", {"solved": "no", "stars": "2"}),
        ("催一催", {}),
        ("撤回这件事", {}),
        ("确定撤回", {}),
    ):
        citizen.press(says, **typed)
        assert filed.receipt not in str(citizen.answer.headers)
        assert not any(filed.receipt in link for link in citizen.page.links.values())
    digits = filed.receipt[:12]
    assert digits not in " ".join(visited)
    assert digits not in caplog.text
    assert shown(filed.receipt)[:14] not in caplog.text
