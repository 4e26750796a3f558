"""One question at a time, for somebody who is frightened and has a cheap phone."""

import pytest

from intake.service.protected import sealed_reports
from intake.texts import protected_questions
from intake.web.guided import questions
from tests.intake.web.reading import Browser
from tests.support.builders import CUSTODIAN

STORY = "六月冒顶死了两个人，没有报，家属一人给了八十万"
NEXT, BACK, SKIP = "下一问", "上一问", "这一问不填，跳过"


@pytest.fixture
def miner(public):
    browser = Browser(public)
    browser.go("/protected")
    browser.press("一个一个问我")
    return browser


def test_all_seven_are_asked_one_at_a_time_and_each_but_the_first_can_be_skipped(miner, ports):
    miner.press(NEXT, a_what=STORY)
    for question in questions()[1:]:
        assert question.ask in miner.page.words
        assert len(miner.page.all("textarea")) == 1
        miner.press(SKIP)
    assert "问完了" in miner.page.words
    assert STORY in miner.page.words
    assert sealed_reports(CUSTODIAN, ports=ports) == []


def test_the_answers_come_together_and_the_accused_are_kept_out(miner, ports):
    miner.press(NEXT, a_what=STORY)
    miner.press(NEXT, a_accused="太原市应急局和某某煤业")
    miner.press(NEXT, a_where="古交")
    miner.press("就这些，去看一遍")
    assert "涉及：太原市应急局和某某煤业" in miner.page.words
    done = miner.press("加密提交")
    inbox = Browser(miner.client)
    inbox.go("/protected/inbox")
    receipt = done.receipt()
    assert "瞒着的：太原市应急管理局" in inbox.press("打开", receipt=receipt).words


def test_nothing_is_lost_by_going_back(miner):
    miner.press(NEXT, a_what=STORY)
    miner.press(NEXT, a_accused="某某煤业")
    back = miner.press(BACK)
    assert "某某煤业" in back.html
    assert STORY in miner.press(BACK).html


def test_the_first_question_cannot_be_left_empty(miner):
    again = miner.press(NEXT, a_what="   ")
    assert "还没有写内容" in again.words
    assert questions()[0].ask in again.words


def test_too_long_an_answer_stays_in_the_box_with_the_reason(miner):
    again = miner.press(NEXT, a_what="字" * 5001)
    assert "最多 5000 个字" in again.words
    assert "字" * 5001 in again.html


def test_danger_gets_its_number_before_the_next_question(miner):
    page = miner.press(NEXT, a_what="井下着火了，人困在里面")
    assert page.words.index("119") < page.words.index(questions()[1].ask)


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.name)
def test_what_narrows_the_circle_says_so(miner, question):
    at = questions().index(question) + 1
    form = {"a_what": STORY, "go": str(at)}
    page = miner.client.post("/protected/step", data=form).text
    assert ("可能让人猜到是您" in page) is question.narrows


@pytest.mark.parametrize("go", ["-1", "0", "8", "99999999"])
def test_a_number_out_of_range_asks_the_nearest_question(miner, go):
    answer = miner.client.post("/protected/step", data={"a_what": STORY, "go": go})
    assert answer.status_code == 200


def test_no_script_no_cookie_and_nothing_in_an_address(miner):
    answer = miner.client.post("/protected/step", data={"a_what": STORY, "go": "2"})
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert STORY not in str(answer.url)


def test_at_most_seven_questions_each_with_a_hint():
    assert len(protected_questions()) <= 7
    assert all(one.hint and one.heading for one in questions())
