"""The pages of a rising problem: the supervisor's, and the office that answers all of it."""

from datetime import timedelta

import pytest

from intake.service import watching
from tests.support.builders import an_assignment

COLD = "小店区供暖停了，家里十三度，我叫王建国，电话13800138000"


@pytest.fixture
def cold(town, ports):
    numbers = []
    for _ in range(6):
        filed = town.understood(COLD, category="05.03", category_name="供热")
        got = an_assignment(category="05.03", category_name="供热", lead=town.offices[0])
        watching.note(filed.number, got, ports=ports)
        numbers.append(filed.number)
    watching.watch(ports=ports)
    return numbers


def test_a_supervisor_reads_follows_and_closes_a_warning(town, clock, cold):
    browser = town.logged_in("supervisor")
    page = browser.go("/overview")
    assert "苗头 1" in page.words
    page = browser.go("/rising")
    assert "太原市 · 供热" in page.words
    assert "最近一周 6 件，往常一周 不到 1 件" in page.words
    assert "还没有人看" in page.words
    page = browser.go(next(h for h in page.links.values() if h.startswith("/rising/")))
    for number in cold:
        assert number in page.words
    for secret in ("王建国", "13800138000"):
        assert secret not in page.html
    assert "日期要写成" in browser.press("记下", note="问过热力公司", look_on="后天").words
    assert browser.answer.status_code == 422
    assert browser.page.form("记下").fields["note"] == "问过热力公司"
    tomorrow = (clock() + timedelta(days=1)).date().isoformat()
    page = browser.press("记下", note="问过热力公司，今晚修好", look_on=tomorrow)
    assert "今晚修好" in page.words
    assert "请选怎么了结的" in browser.press("了结", note="修好了").words
    page = browser.press("了结", outcome="solved", note="换了循环泵")
    assert "现在没有苗头" in page.words
    assert "根子解决了" in page.words


def test_an_officer_answers_all_of_it_with_one_text(town, cold):
    officer = town.logged_in("officer")
    page = officer.go(f"/tickets/{cold[2]}")
    assert "本单位手上同样的有 6 件" in page.words
    page = officer.go(f"/tickets/{cold[2]}/alike")
    assert "13800138000" not in page.html
    page = officer.press("全部答复", text="今晚八点恢复供暖", numbers=cold)
    assert "答复了 6 件" in page.words
    assert "没有别的工单" in officer.go(f"/tickets/{cold[0]}/alike").words


@pytest.mark.parametrize(
    ("numbers", "text", "says"), [(0, "恢复了", "一件也没有选"), (1, " ", "还没有写")]
)
def test_what_was_typed_stays_when_nothing_can_be_answered(town, cold, numbers, text, says):
    officer = town.logged_in("officer")
    officer.go(f"/tickets/{cold[0]}/alike")
    page = officer.press("全部答复", text=text, numbers=cold[:numbers])
    assert officer.answer.status_code == 422
    assert says in page.words
    assert page.form("全部答复").fields["text"].strip() == text.strip()
