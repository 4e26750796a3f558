"""The page hands a conversation to the telephone, and takes one over."""

import pytest

from intake.service import continuing, conversation

CALL = "c" * 43
MATTER = "楼上装修，每天六点多就砸墙"


def code_on(page):
    return page.words.split("接着这里说：")[1].split("以前有效")[0][:18].replace(" ", "")[:12]


def test_the_page_shows_a_code_that_opens_the_conversation_by_telephone(citizen, ports):
    citizen.press("发送", text=MATTER)
    page = citizen.press("改打电话接着说")
    code = code_on(page)
    assert citizen.answer.headers["cache-control"] == "no-store"
    conv = continuing.go_on(code, CALL, ports=ports)
    assert any(MATTER in turn.text for turn in conv.turns)
    assert code not in citizen.go("/").words  # shown once


def test_who_has_said_nothing_is_asked_to_say_something_first(citizen):
    page = citizen.press("改打电话接着说")
    assert citizen.answer.status_code == 409
    assert "先说一句" in page.words


def test_what_was_told_by_telephone_goes_on_at_the_page(citizen, ports):
    conversation.hear(CALL, MATTER, ports=ports, channel="phone")
    conversation.reply(CALL, ports=ports)
    code, _ = continuing.code_for(CALL, ports=ports)
    citizen.press("接着说", code=f"{code[:4]} {code[4:8]} {code[8:]}")
    page = citizen.go("/")
    assert MATTER in page.words
    citizen.press("发送", text="平阳路 12 号院")
    conv = conversation.look(CALL, ports=ports)
    assert conv.draft["where"] == "平阳路 12 号院"


def test_a_wrong_code_is_one_sentence_and_stays_in_its_box(citizen):
    page = citizen.press("接着说", code="456789012345")
    assert citizen.answer.status_code == 404
    assert "接续码不对" in page.words
    assert 'value="456789012345"' in citizen.answer.text


@pytest.mark.parametrize("path", ["/chat/code", "/chat/go-on"])
def test_a_browser_that_asks_for_the_address_again_is_sent_back(public, path):
    assert public.get(path, follow_redirects=False).headers["location"] == "/"


def test_a_conversation_goes_on_in_a_browser_that_had_another(citizen, ports):
    conversation.hear(CALL, MATTER, ports=ports, channel="phone")
    code, _ = continuing.code_for(CALL, ports=ports)
    citizen.press("发送", text="路灯不亮")
    citizen.press("接着说", code=code)
    assert "路灯不亮" not in citizen.go("/").words
