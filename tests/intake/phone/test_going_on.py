"""Begun on the page, gone on by telephone, and the other way round: one conversation, one
complaint. The lines are scripted; test_calls.py has the sound."""

from datetime import timedelta

import pytest

from intake.domain.continuing import VALID
from intake.domain.errors import NoSuchCode, NothingToGoOn
from intake.service import continuing, conversation, protected
from intake.service.filing import NewComplaint, file_complaint
from tests.intake.phone.scripted import WORDS, talk
from tests.intake.phone.test_secret import call as secret_call
from tests.support.builders import CUSTODIAN

PAGE, OTHER = "p" * 32, "o" * 32
MATTER, PLACE, MORE = "楼下饭店油烟直排", "小店区平阳路", "昨天晚上又排了三个小时"


def filed(ports):
    with ports.view() as uow:
        return uow.search.after("", 10)


def begun_on_the_page(ports, *said):
    conversation.open_conversation(PAGE, ports=ports)
    for words in said:
        conversation.hear(PAGE, words, ports=ports)
        conversation.reply(PAGE, ports=ports)
    return continuing.code_for(PAGE, ports=ports)[0]


def code_in(line):
    read = line.all.split("那一格里填：")[1].split("。")[0]
    return "".join(str("零幺二三四五六七八九".index(c)) for c in read if c not in " ，")


def test_what_was_begun_on_the_page_goes_on_by_telephone_and_is_one_complaint(ports):
    code = begun_on_the_page(ports, MATTER)
    line, _ = talk(ports, *code, "#", PLACE)
    [complaint] = filed(ports)
    assert MATTER in complaint.text
    assert PLACE in complaint.text
    assert "接着网页上说的" in line.all
    assert conversation.look(PAGE, ports=ports).number == complaint.number


def test_the_question_that_was_open_is_asked_again_by_telephone(ports):
    code = begun_on_the_page(ports, MATTER)
    asked = conversation.look(PAGE, ports=ports).turns[-1].text
    line, _ = talk(ports, *code, "#")
    assert WORDS.aloud(asked) in line.all


def test_what_was_begun_by_telephone_goes_on_at_the_page_with_its_receipt(ports):
    line, _ = talk(ports, MATTER, "*")
    conv = continuing.go_on(code_in(line), PAGE, ports=ports)
    assert conv.channel == "phone"
    [complaint] = filed(ports)  # by hanging up
    there = conversation.look(PAGE, ports=ports)
    assert there.number == complaint.number
    receipt = conversation.unseen_receipt(there, ports=ports)
    assert receipt.number == complaint.number
    assert any(MATTER in turn.text for turn in there.turns)


def test_a_code_is_read_twice_and_opens_once(ports):
    line, _ = talk(ports, MATTER, "*")
    code = code_in(line)
    assert line.all.count(WORDS.digits(code)) == 2
    continuing.go_on(code, PAGE, ports=ports)
    with pytest.raises(NoSuchCode):
        continuing.go_on(code, OTHER, ports=ports)


def test_a_code_is_valid_for_half_an_hour_and_the_last_one_alone(ports, clock):
    old = begun_on_the_page(ports, MATTER)
    new, until = continuing.code_for(PAGE, ports=ports)
    assert until - clock() == VALID
    with pytest.raises(NoSuchCode):
        continuing.go_on(old, OTHER, ports=ports)
    clock.now += VALID + timedelta(seconds=1)
    with pytest.raises(NoSuchCode):
        continuing.go_on(new, OTHER, ports=ports)


@pytest.mark.parametrize("typed", ["", "4", "456789012345", "x" * 12, "4" * 25])
def test_what_is_no_code_opens_nothing(ports, typed):
    begun_on_the_page(ports, MATTER)
    with pytest.raises(NoSuchCode):
        continuing.go_on(typed, OTHER, ports=ports)


def test_before_anything_was_said_there_is_nothing_to_go_on_with(ports):
    with pytest.raises(NothingToGoOn):
        continuing.code_for(PAGE, ports=ports)
    line, _ = talk(ports, "*")
    assert "还没有说是什么事" in line.all


def test_a_wrong_code_is_one_sentence_and_the_call_goes_on(ports):
    line, _ = talk(ports, *"456789012345", "#", MATTER)
    assert "接续码不对" in line.all
    assert MATTER in filed(ports)[0].text


def test_what_was_told_before_the_code_is_a_matter_of_its_own(ports):
    code = begun_on_the_page(ports, MATTER)
    talk(ports, "路灯不亮", *code, "#", PLACE)
    texts = [complaint.text for complaint in filed(ports)]
    assert len(texts) == 2
    assert not any(MATTER in text and "路灯" in text for text in texts)


def test_a_code_is_never_one_that_answers_a_question():
    assert {continuing.new_code()[0] for _ in range(300)} == set("456789")


# -- adding to what was filed ---------------------------------------------------------------------


@pytest.fixture
def receipt(ports):
    return file_complaint(NewComplaint("路灯不亮"), ports=ports).receipt


def materials(ports):
    with ports.view() as uow:
        [complaint] = uow.search.after("", 10)
        return [one.text for one in uow.complaints.get(complaint.number).materials]


def test_after_the_status_words_are_added_read_back_and_confirmed(ports, receipt):
    line, _ = talk(ports, *receipt, "#", "1", MORE, "#", "1")
    assert "要补充，按一" in line.all
    assert f"补充的是：{MORE}" in line.all
    assert "补充好了" in line.all
    assert materials(ports) == [MORE]


def test_who_hangs_up_while_adding_has_added(ports, receipt):
    talk(ports, *receipt, "#", "1", MORE)
    assert materials(ports) == [MORE]


def test_said_anew_only_the_new_words_are_added(ports, receipt):
    talk(ports, *receipt, "#", "1", "说错了的话", "#", "2", MORE, "#", "1")
    assert materials(ports) == [MORE]


def test_taken_back_nothing_is_added(ports, receipt):
    line, _ = talk(ports, *receipt, "#", "1", MORE, "#", "3")
    assert "不补了" in line.all
    assert materials(ports) == []


def test_who_adds_something_secret_is_sent_to_the_other_line(ports, receipt):
    line, _ = talk(ports, *receipt, "#", "1", "我要匿名举报我们矿长，别让人知道是我说的")
    assert "改打保密号码" in line.all
    assert materials(ports) == []


def test_speech_after_the_status_is_another_matter(ports, receipt):
    talk(ports, *receipt, "#", MATTER)
    assert len(filed(ports)) == 2


# -- the protected line knows nothing of it -------------------------------------------------------


def test_neither_codes_nor_receipts_open_anything_on_the_protected_line(ports, receipt):
    code = begun_on_the_page(ports, MATTER)
    for typed in (code, receipt):
        line = secret_call(ports, *typed, "#")
        assert MATTER not in line.all
        assert "编号" not in line.all
    assert protected.sealed_reports(CUSTODIAN, ports=ports) == []
    assert materials(ports) == []
    assert continuing.go_on(code, OTHER, ports=ports).draft  # not used up either


def test_to_a_protected_report_nothing_is_added_by_telephone(ports):
    secret = protected.file_protected("账在三楼", ports=ports).receipt
    line, _ = talk(ports, *secret, "#", "1", MORE)
    assert "要补充" not in line.all
