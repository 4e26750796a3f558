"""Nobody's words in the log, even at its most talkative, and nothing written beside the code."""

import json

import pytest

from intake.cli.learning import BOT

pytestmark = pytest.mark.bot

MARKERS = ("标记六二零七", "marker6207")


def files() -> set[str]:
    kept_apart = (".venv", "__pycache__", ".ruff_cache")
    return {str(p) for p in BOT.rglob("*") if not set(kept_apart) & set(p.parts)}


def test_the_log_at_debug_holds_no_word_of_any_conversation(bot):
    before, citizen = files(), bot.citizen()
    for marker in MARKERS:
        citizen.says(f"物业乱收停车费，{marker}")
        citizen.says(f"长治路{marker}号")
        citizen.says(f"/{marker}")
        bot.post({"sender": citizen.sender, "message": marker}, token="wrong")
        bot.post(raw=f'{{"sender": "{marker}", "message": '.encode())
        bot.post({"sender": citizen.sender, "message": marker * 300})
        bot._http.get(f"{bot.url}/webhooks/yihao/{marker}")
    log = bot.log.read_text("utf-8")
    assert "DEBUG" in log
    for word in (*MARKERS, "停车费", citizen.sender):
        assert word not in log
        assert json.dumps(word)[1:-1] not in log
    assert files() == before


def test_the_log_still_tells_that_something_happens(bot):
    before = bot.log.stat().st_size
    bot.citizen().says("你好")
    assert bot.log.stat().st_size > before
