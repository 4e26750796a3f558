"""Calls on the ordinary line, without their sound: what is said, what is filed, who takes over."""

import pytest

from intake.channels.phone.line import Event, Heard
from intake.channels.phone.saying import sentences
from intake.channels.phone.talk import Next
from intake.domain.conversation import Owner
from intake.domain.errors import StorageBusy
from intake.domain.receipt import new_receipt
from intake.service import calling, handover
from intake.service.filing import NewComplaint, file_complaint
from intake.service.protected import file_protected
from tests.intake.phone.scripted import WORDS, talk

STORY = ("楼下饭店油烟直排", "小店区平阳路", "上个月开始", "老王火锅店", "希望装净化器")
SILENCE, DEAF = Event(Heard.SILENCE), Event(Heard.DEAF)
NOTHING = Event(Heard.SPEECH, "")  # a cough


def filed(ports):
    with ports.view() as uow:
        return uow.search.after("", 10)


def test_a_story_told_confirmed_and_filed_with_number_and_receipt_read_out_twice(ports):
    line, then = talk(ports, *STORY, "2", "1")
    [complaint] = filed(ports)
    assert complaint.channel == "phone"
    assert all(words in complaint.text for words in STORY)
    assert then is Next.HANG_UP
    assert "要不要留个电话" in line.all
    assert "对，按一" in line.all
    assert "编号" in line.all
    code = line.all.split("您的查询码是：")[1].split("。")[0]
    assert line.all.count(code) == 2
    digits = "".join(str("零幺二三四五六七八九".index(c)) for c in code if c not in " ，")
    assert len(digits) == 25
    with ports.view() as uow:
        assert complaint.contact_id is None
        assert uow.complaints.by_receipt(complaint.receipt_digest).number == complaint.number


def test_the_number_called_from_is_sealed_on_one_key(ports):
    line, _ = talk(ports, *STORY, "1", "1")
    [complaint] = filed(ports)
    assert complaint.contact_id
    assert "13800138000" not in line.all + complaint.text
    with ports.view() as uow:
        assert b"13800138000" not in uow.contacts.sealed(complaint.contact_id)


def test_who_withholds_the_number_is_not_offered_it(ports):
    line, _ = talk(ports, *STORY, "2", "1", number="")
    assert "现在打来的这个号码" not in line.all
    assert filed(ports)[0].contact_id is None


def test_zero_brings_a_person_at_any_time_with_what_was_said(ports):
    for said in ((), STORY[:1], STORY, (*STORY, "2")):
        line, then = talk(ports, *said, "0", "没有人听")
        assert then is Next.PERSON
        assert "转人工" in line.all
    waiting = handover.queue(ports=ports)
    assert {conv.owner for conv in waiting} == {Owner.WAITING}
    assert filed(ports) == []


def test_asking_for_a_person_in_words_is_enough(ports):
    _, then = talk(ports, *STORY, "转人工")
    assert then is Next.PERSON


@pytest.mark.parametrize("missed", [SILENCE, NOTHING], ids=["silence", "not understood"])
def test_three_misunderstandings_in_a_row_bring_a_person(ports, missed):
    line, then = talk(ports, missed, missed, STORY[0], missed, missed, missed)
    assert then is Next.PERSON
    assert line.all.count("我在听" if missed is SILENCE else "没有听清") >= 3


def test_without_speech_recognition_a_person_is_called_at_once(ports):
    line, then = talk(ports, DEAF)
    assert then is Next.PERSON
    assert "听不懂您说的话" in line.all


def test_who_hangs_up_in_mid_sentence_has_filed_what_was_said(ports):
    talk(ports, *STORY[:2])
    [complaint] = filed(ports)
    assert STORY[0] in complaint.text
    assert complaint.contact_id


def test_who_says_nothing_has_filed_nothing(ports):
    talk(ports, SILENCE)
    talk(ports)
    assert filed(ports) == []


def test_danger_is_answered_before_anything_else(ports):
    line, _ = talk(ports, "我家着火了，人还在里面")
    assert "幺 幺 九" in line.all.replace("一", "幺")


def a_receipt(ports, first):
    """One that begins with this digit."""
    while True:
        filed = file_complaint(NewComplaint("路灯不亮"), ports=ports)
        if (filed.receipt[0] == "0") is (first == "0"):
            return filed.receipt


@pytest.mark.parametrize("end", ["#", "", "##"])
@pytest.mark.parametrize("first", ["0", "another"])
def test_a_receipt_keyed_in_is_answered_with_the_state_and_the_date(ports, first, end):
    line, then = talk(ports, *a_receipt(ports, first), *end)
    assert "不对" not in line.all
    assert "已登记，正在分办" in line.all
    assert "前答复" in line.all
    assert "路灯" not in line.all
    assert then is Next.HANG_UP


def test_a_wrong_receipt_is_one_sentence(ports):
    for typed in ("12#", new_receipt(), "1***#"):
        line, _ = talk(ports, *typed)
        assert "查询码不对" in line.all


def test_of_a_protected_report_nothing_is_read_out(ports):
    receipt = file_protected("账在三楼", ports=ports).receipt
    line, _ = talk(ports, *receipt)
    assert "电话里不念" in line.all
    assert "三楼" not in line.all


def test_who_wants_to_stay_unknown_is_told_another_number_and_nothing_is_kept(ports):
    line, _ = talk(ports, "我要匿名举报我们矿长，别让人知道是我说的")
    assert "改打保密号码" in line.all
    assert filed(ports) == []


def test_a_database_that_fails_does_not_fail_the_call(ports, monkeypatch):
    def busy(*_, **__):
        raise StorageBusy

    monkeypatch.setattr(calling.conversation, "hear", busy)
    line, then = talk(ports, "路灯不亮", DEAF)
    assert "没有听清" in line.all
    assert then is Next.PERSON


def test_what_was_told_is_filed_as_soon_as_the_database_is_free_again(ports, monkeypatch):
    tries, file_draft = [], calling.talking.file_draft

    def busy_twice(*given, **more):
        tries.append(1)
        if len(tries) < 3:
            raise StorageBusy
        return file_draft(*given, **more)

    monkeypatch.setattr(calling.talking, "file_draft", busy_twice)
    monkeypatch.setattr("intake.channels.phone.talk.TRIES", (0, 0))
    talk(ports, STORY[0])
    assert len(filed(ports)) == 1


def test_numbers_are_read_digit_by_digit():
    assert WORDS.digits("1234") == "幺 二 三 四"
    assert WORDS.aloud("请打12345，门牌18号") == "请打幺 二 三 四，五，门牌18号"


def test_a_long_text_is_said_sentence_by_sentence():
    assert sentences("短句。") == ["短句。"]
    long = "第一句话说的是这样一件事情，" * 4 + "。第二句。"
    assert "".join(sentences(long)) == long
    assert len(sentences(long)) == 2
