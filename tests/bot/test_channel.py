"""The only door of the bot."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bot.running import Citizen

pytestmark = pytest.mark.bot

ACCOUNT = "物业乱收停车费"


def test_it_says_when_it_is_ready_and_where_it_keeps_conversations(bot, model):
    said = bot.get("/webhooks/yihao/").json()
    assert said == {"ready": True, "model": model.name, "store": "EncryptedTrackerStore"}


@pytest.mark.parametrize("token", ["", "wrong", "口令".encode(), b"\xff\xfe"])
def test_nobody_without_the_token_is_heard(bot, token):
    answer = bot.post({"sender": "a", "message": "你好"}, token=token)
    assert answer.status_code == 401
    assert "messages" not in answer.json()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"null", b"[]", b'"a"', b"{}", b"\xff\xfe",
        b'{"sender": "a"}', b'{"message": "a"}',
        b'{"sender": 1, "message": "a"}', b'{"sender": "a", "message": ["a"]}',
        b'{"sender": "", "message": "a"}', b'{"sender": "a", "message": " \\n"}',
        b'{"sender": "' + b"a" * 101 + b'", "message": "a"}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_and_not_repeated(bot, raw):
    answer = bot.post(raw=raw)
    assert answer.status_code == 422
    assert answer.json() == {"error": "message"}


def test_two_thousand_characters_are_heard_and_one_more_is_not(bot):
    text = (ACCOUNT + "，") * 250
    assert bot.citizen().says(text[:2000])["state"]["slots"]["what"] == text[:2000]
    assert bot.post({"sender": "a", "message": text[:2000] + "啊"}).status_code == 422


NO_BUTTONS = ("/restart", "/session_start", "/back", '/inform{"what": "x"}')


@pytest.mark.parametrize(
    ("how", "text"),
    [("says", "/complain"), ("says", "/ask_human")]
    + [(how, text) for how in ("says", "taps") for text in NO_BUTTONS],
)
def test_a_slash_never_commands(bot, how, text):
    """Rasa takes "/restart" for an order to forget; only a button that we showed may order."""
    citizen = bot.citizen()
    citizen.says(ACCOUNT)
    state = getattr(citizen, how)(text)["state"]
    assert state["loop"] == "complaint_form"
    assert state["slots"]["what"] == ACCOUNT


def test_buttons_lead_to_intents_that_exist(bot):
    citizen = bot.citizen()
    citizen.says("🤷")
    offered = citizen.says("🤷🤷")["messages"][0]["buttons"]
    assert len(offered) == 5
    for button in offered:
        assert bot.citizen().taps(button["payload"])["state"]["intent"] == button["payload"][1:]


def test_two_people_who_talk_at_once_do_not_get_each_others_words(bot):
    people = [bot.citizen() for _ in range(6)]

    def talk(number: int, citizen: Citizen) -> dict[str, str]:
        citizen.says(f"{ACCOUNT}，我是第{number}个")
        return citizen.says(f"长治路{number}号")["state"]["slots"]

    with ThreadPoolExecutor(len(people)) as pool:
        told = list(pool.map(talk, range(len(people)), people))
    for number, slots in enumerate(told):
        assert slots["what"] == f"{ACCOUNT}，我是第{number}个"
        assert slots["where"] == f"长治路{number}号"


def test_what_was_told_before_a_secret_report_is_gone(bot):
    citizen = bot.citizen()
    citizen.says(ACCOUNT)
    citizen.says("我是内部的人，别让单位知道是我")
    assert citizen.says("我要投诉")["state"]["slots"] == {"kind": "complaint"}


@pytest.mark.parametrize(
    "path", ["/conversations/a/tracker", "/domain", "/model/parse", "/webhooks/rest/"]
)
def test_there_is_no_other_door(bot, path):
    assert bot.get(path).status_code in (404, 405)
    assert bot._http.post(bot.url + path, json={"text": "你好"}).status_code in (404, 405)
