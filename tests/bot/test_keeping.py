"""What lies in Redis while a conversation goes on, and what is left when something ends."""

import json

import pytest

from tests.bot.running import opened, running
from tests.support.city import wait_for

pytestmark = pytest.mark.bot

MARKER = "标记六二零七"
ACCOUNT = f"物业乱收停车费，{MARKER}"
FOUR_HOURS = 4 * 3600


@pytest.fixture(scope="module")
def start(model, shelf, tmp_path_factory):
    log = tmp_path_factory.mktemp("keeping") / "rasa.log"
    return lambda: running(model, log, "--debug", YIHAO_TRACKER_REDIS_URL=shelf.url)


@pytest.fixture(scope="module")
def keeper(start):
    """Killed in the middle of a form and started again: `left` is who was talking then."""
    with start() as first:
        citizen = first.citizen()
        citizen.says(ACCOUNT)
        citizen.says("小店区坞城路")
        first.process.kill()
        first.process.wait()
    with start() as second:
        citizen.bot = second
        second.left = citizen
        yield second


def test_a_form_goes_on_after_kill_9(keeper):
    state = keeper.left.says("上个月")["state"]
    assert state["asking"] == "whom"
    assert state["slots"]["what"] == ACCOUNT
    assert state["slots"]["where"] == "小店区坞城路"


def test_at_rest_nothing_can_be_read_and_everything_expires(keeper, shelf):
    shelf.rows.flushall()
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    (name,) = shelf.rows.keys()
    lying = name + shelf.rows.get(name)
    for secret in (MARKER, ACCOUNT, citizen.sender, "complain", "utter"):
        assert secret.encode() not in lying
        assert json.dumps(secret)[1:-1].encode() not in lying
    assert FOUR_HOURS - 60 < shelf.rows.ttl(name) <= FOUR_HOURS


def test_even_opened_it_holds_the_slots_alone(keeper, shelf):
    """What was said and is no answer, and what the bot said, is kept by nobody."""
    shelf.rows.flushall()
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    citizen.says(f"谢谢你啊，{MARKER}二")
    (name,) = shelf.rows.keys()
    kept = opened(shelf.rows.get(name))
    events = json.loads(kept)["events"]
    assert {e.get("text", "") for e in events if e["event"] in ("user", "bot")} <= {"", None}
    assert f"{MARKER}二" not in kept
    assert [e["value"] for e in events if e["event"] == "slot" and e["name"] == "what"] == [ACCOUNT]


@pytest.mark.parametrize("last", ["不投诉了", "我是内部的人，别让单位知道是我", "再见", "转人工"])
def test_what_is_over_is_deleted_at_once(keeper, shelf, last):
    shelf.rows.flushall()
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    assert len(shelf.rows.keys()) == 1
    citizen.says(last)
    assert shelf.rows.keys() == []


def test_an_expired_conversation_begins_anew(keeper, shelf):
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    for name in shelf.rows.keys():  # noqa: SIM118
        shelf.rows.pexpire(name, 1)
    wait_for(lambda: not shelf.rows.keys(), 5)
    assert citizen.says("你好")["state"]["loop"] is None


def test_what_somebody_changed_is_not_read(keeper, shelf):
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    for name in shelf.rows.keys():  # noqa: SIM118
        shelf.rows.set(name, shelf.rows.get(name)[:-9] + b"AAAAAAAA=")
    assert citizen.says("你好")["state"]["loop"] is None


def test_without_redis_it_says_so_and_afterwards_it_goes_on(keeper, shelf):
    """It cannot know what was said before: the gateway, which does, goes on without it."""
    citizen = keeper.citizen()
    citizen.says(ACCOUNT)
    shelf.stop()
    answer = keeper.post({"sender": citizen.sender, "message": f"坞城路，{MARKER}"})
    assert answer.status_code == 500
    assert MARKER not in answer.text
    shelf.start()
    assert keeper.citizen().says(ACCOUNT)["state"]["asking"] == "where"


def test_the_log_of_all_this_holds_no_word_of_it(keeper):
    log = keeper.log.read_text("utf-8")
    assert "ConnectionError" in log or "TimeoutError" in log
    for said in (MARKER, "停车费", "坞城路", keeper.left.sender):
        assert said not in log
        assert json.dumps(said)[1:-1] not in log
