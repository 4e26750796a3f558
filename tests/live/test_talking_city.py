"""Real Rasa beside the real sites: it understands, it dies in mid-sentence, nothing is lost."""

import secrets
import signal
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from intake.texts import interview
from tests.support.city import City, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.bot]

OPENING = "我家楼下的烧烤店半夜还在放音响，吵得老人睡不着"
ANSWERS = {
    "where": "迎泽区桥东街幸福小区",
    "when": "从上个礼拜开始，天天晚上",
    "whom": "招牌上写的老王烧烤",
    "wish": "让他们十点以后把音响关了",
}
QUESTIONS = {slot: interview().say(f"ask_{slot}").text for slot in ANSWERS}
TECHNICAL = ("Rasa", "rasa", "超时", "异常", "错误", "服务器", "系统", "连接", "None", "{")


@dataclass
class Citizen:
    city: City
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    filed: dict[str, str] | None = None

    def says(self, text: str) -> str:
        answer = self.city.post("/api/v1/messages", {"conversation": self.token, "text": text})
        assert answer.status_code == 200, answer.status_code
        body = answer.json()
        self.filed = body["filed"]
        said = "\n".join(reply["text"] for reply in body["replies"])
        self.heard.append(said)
        self.asked += [slot for slot, question in QUESTIONS.items() if question in said]
        return said

    def answers_until(self, most: int = 99) -> None:
        """Answer whatever is asked, at most so many questions."""
        for _ in range(most):
            slot = next((s for s, q in QUESTIONS.items() if q in self.heard[-1]), None)
            if slot is None:
                return
            self.says(ANSWERS[slot])

    def engine(self) -> str:
        with sqlite3.connect(self.city.var / "yihao.db") as database:
            newest = "SELECT engine FROM conversations ORDER BY last_at DESC LIMIT 1"
            return str(database.execute(newest).fetchone()[0])


def up_again(city: City) -> bool:
    return httpx.get(city.bot + "/webhooks/yihao/", trust_env=False).is_success


@contextmanager
def rasa(city: City):
    """The process of Rasa; afterwards there is one that answers."""
    (process,) = city.of("serve.py")
    try:
        yield process
    finally:
        wait_for(lambda: up_again(city), 90)

        def understood():
            newcomer = Citizen(city)
            newcomer.says(OPENING)
            return newcomer.engine() == "rasa"

        wait_for(understood, 30, every=1)


def read_back_holds_everything(citizen: Citizen) -> None:
    assert "留个电话" in citizen.heard[-1]
    read_back = citizen.says("不留")
    for said in (OPENING, *(ANSWERS[slot] for slot in citizen.asked)):
        assert said in read_back
    assert sorted(citizen.asked) == sorted(set(citizen.asked))
    citizen.says("对，提交")
    assert citizen.filed
    for said in citizen.heard:
        assert not any(word in said for word in TECHNICAL), said


def test_a_complaint_from_the_first_sentence_to_the_receipt_with_rasa(talking_city):
    citizen = Citizen(talking_city)
    citizen.says(OPENING)
    citizen.answers_until()
    assert citizen.engine() == "rasa"
    read_back_holds_everything(citizen)
    shown = talking_city.post("/api/v1/status", {"receipt": citizen.filed["receipt"]})
    assert shown.json()["number"] == citizen.filed["number"]


def test_a_second_complaint_in_the_same_window_starts_with_nothing_of_the_first(talking_city):
    citizen = Citizen(talking_city)
    citizen.says(OPENING)
    citizen.answers_until()
    read_back_holds_everything(citizen)
    citizen.asked.clear()
    first = citizen.filed["number"]
    citizen.says("还有一件事，路口的井盖丢了，差点摔着人")
    citizen.answers_until()
    read_back = citizen.says("不留")
    assert "井盖" in read_back
    assert OPENING not in read_back
    citizen.says("对，提交")
    assert citizen.filed["number"] != first


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_rasa_killed_in_the_middle_is_not_noticed(talking_city, answered):
    citizen = Citizen(talking_city)
    with rasa(talking_city) as process:
        citizen.says(OPENING)
        citizen.answers_until(answered)
        assert citizen.engine() == "rasa"
        process.send_signal(signal.SIGKILL)
        citizen.answers_until()
        assert citizen.engine() == "script"
        read_back_holds_everything(citizen)


def test_rasa_stopped_in_mid_sentence_is_not_waited_for(talking_city):
    citizen = Citizen(talking_city)
    with rasa(talking_city) as process:
        citizen.says(OPENING)
        process.send_signal(signal.SIGSTOP)
        try:
            citizen.answers_until()
            assert citizen.engine() == "script"
            read_back_holds_everything(citizen)
        finally:
            process.send_signal(signal.SIGCONT)


def test_a_sentence_on_its_way_when_the_site_dies_is_answered_later(talking_city):
    """Stored first, answered afterwards: by whichever process comes next."""
    citizen = Citizen(talking_city)
    citizen.says("你好")
    with rasa(talking_city) as bot, httpx.Client(trust_env=False) as browser:
        bot.send_signal(signal.SIGSTOP)
        browser.cookies.set("yihao_chat", citizen.token)
        body = {"text": OPENING, "known": "true"}
        browser.post(talking_city.public + "/chat", data=body, headers={"hx-request": "true"})
        (site,) = talking_city.of("public_app")
        site.send_signal(signal.SIGKILL)
        bot.send_signal(signal.SIGCONT)
        page = wait_for(lambda: browser.get(talking_city.public + "/").text, 30)
        assert OPENING in page
        assert QUESTIONS["where"] in page


def test_words_are_found_in_the_database_alone(talking_city):
    """The canary with Rasa: not in its log, not on disk, not with what `up` prints."""
    marker, secret = "标记六二零七", "标记井下九一四四"
    citizen = Citizen(talking_city)
    citizen.says(f"{OPENING}，{marker}")
    citizen.answers_until()
    other = Citizen(talking_city)
    other.says(f"我是矿上的，瓦斯超限不让报，别说是我说的，{secret}")
    written = {p: p.read_bytes() for p in talking_city.var.rglob("*") if p.is_file()}
    assert {p.name.split("-")[0] for p, b in written.items() if marker.encode() in b} == {
        "yihao.db"
    }
    assert [p.name for p, b in written.items() if secret.encode() in b] == []
    assert [p.name for p, b in written.items() if citizen.token.encode() in b] == []
    assert marker not in talking_city.output.read_text("utf-8")
