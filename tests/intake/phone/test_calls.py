"""Real calls: SIP, a real switchboard, the gateway as it runs in production, speech and keys."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass

import httpx
import pytest

from intake import texts
from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.channels.phone import speaking
from intake.channels.phone.frames import SILENCE
from intake.channels.phone.switchboard import Agent, Switchboard, stop
from intake.cli import workplace
from intake.config import Settings
from intake.domain.days import last_day
from intake.service import protected
from intake.service.filing import NewComplaint, file_complaint
from tests.intake.phone.callers import Stream, Telephone, likeness, sipp
from tests.intake.phone.things import ASTERISK, SENTENCE, a_law, fixture_model, needs_calls, speech
from tests.support.builders import CUSTODIAN
from tests.support.city import free_port, wait_for

pytestmark = pytest.mark.slow
MARKER = "13811112222"  # a caller's number that must be found nowhere
WORDS = texts.spoken()


@dataclass
class Exchange:
    """A switchboard and a gateway on ports of their own."""

    folder: object
    environment: dict
    board: Switchboard
    gateway: subprocess.Popen
    asterisk: subprocess.Popen
    ports: object

    def start_gateway(self):
        command = [sys.executable, "-m", "intake.phone_app", "--fixtures"]
        with (self.folder / "gateway.log").open("ab") as log:
            self.gateway = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(self._answers, 60)

    def _answers(self):
        with suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{self.board.http_port}/voice/next"
            return httpx.post(url, data={"call": "x"}, trust_env=False).is_success
        return False

    def kill_gateway(self):
        os.killpg(self.gateway.pid, signal.SIGKILL)
        self.gateway.wait(10)

    def call(self, name, number, stream, **more):
        done = sipp(self.folder / name, self.board.sip_port, number, stream, **more)
        assert done.returncode == 0, done.stdout[-2000:]

    def rows(self, query, *values):
        with closing(sqlite3.connect(self.folder / "var" / "yihao.db")) as db:
            return db.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    needs_calls()
    folder = tmp_path_factory.mktemp("exchange")
    place = workplace.prepare(folder / "var")
    fixture_model(folder / "phone" / "model")
    sip, audio, http = free_port(), free_port(), free_port()
    environment = os.environ | place.settings() | {
        "YIHAO_PHONE_DIR": str(folder / "phone"),
        "YIHAO_PHONE_AUDIO_PORT": str(audio),
        "YIHAO_PHONE_HTTP_PORT": str(http),
        "YIHAO_BOT_URL": f"http://127.0.0.1:{free_port()}",  # Rasa is away: the script asks
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    migrate(environment["YIHAO_DATABASE_URL"])
    desk = free_port()
    first = 30_000 + sip % 1000 * 20
    board = Switchboard(
        ASTERISK, folder / "pbx", folder / "phone" / "prompts", "12345", "12346",
        agents=[Agent("agent-1", "x" * 24, f"sip:13900000001@127.0.0.1:{desk}")],
        sip_port=sip, audio_port=audio, http_port=http, rtp_first=first, rtp_last=first + 400,
        ring_seconds=3,
    )  # fmt: skip
    board.write()
    ports = bootstrap(Settings.read(environment))
    made = Exchange(folder, environment, board, None, board.start(), ports)
    made.start_gateway()
    yield made
    stop(made.asterisk)
    made.kill_gateway()


def said(text):
    """How the gateway says it."""
    return asyncio.run(speaking.espeak(text))


def spoken_file(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sound)
    return path


def test_who_speaks_over_the_greeting_and_hangs_up_has_filed_a_complaint(exchange):
    exchange.call("barge", "12345", Stream().quiet(2).speak(a_law()).quiet(3))
    wait_for(lambda: exchange.rows("select 1 from complaints where channel = 'phone'"), 20)
    [(text, contact)] = exchange.rows(
        "select text, contact_id from complaints where channel = 'phone'"
    )
    assert text == SENTENCE
    [(sealed,)] = exchange.rows("select sealed from sealed_contacts where id = ?", contact)
    assert b"13800138000" not in sealed


def test_a_receipt_keyed_in_on_a_real_telephone_is_heard_answered(exchange, tmp_path):
    filed = file_complaint(NewComplaint("路灯不亮"), ports=exchange.ports)
    day = last_day(filed.promised_at)
    with Telephone(tmp_path, spoken_file(tmp_path / "quiet.wav", SILENCE * 1500)) as phone:
        phone.dial(f"sip:12345@127.0.0.1:{exchange.board.sip_port}")
        time.sleep(2)
        phone.press(filed.receipt, every=0.45)  # faster, baresip makes two equal keys one
        phone.press("#")
        time.sleep(9)
        phone.hang_up()
        time.sleep(1)
    heard = phone.heard()
    state = WORDS.say(
        "phone_status",
        number=WORDS.digits(filed.number.partition("-")[2].lstrip("0")),
        state=WORDS.state("filed"),
        promised=f"{day.month}月{day.day}日",
    ).text
    hello = said(WORDS.say("phone_hello").text)
    assert likeness(heard, hello[:24_000]) > 0.95  # until the first key
    assert likeness(heard, said(state)) > 0.9
    assert filed.receipt not in (exchange.folder / "gateway.log").read_text("utf-8", "replace")


def test_zero_rings_a_persons_telephone_and_both_hear_each_other(exchange, tmp_path):
    desk = int(exchange.board.agents[0].contact.rpartition(":")[2])
    citizen = spoken_file(tmp_path / "citizen.wav", SILENCE * 450 + speech() + SILENCE * 500)
    hello = said("您好我是坐席")
    agent = spoken_file(tmp_path / "agent.wav", SILENCE * 100 + hello + SILENCE * 900)
    with (
        Telephone(tmp_path / "desk", agent, answers=True, port=desk) as person,
        Telephone(tmp_path / "caller", citizen) as phone,
    ):
        phone.dial(f"sip:12345@127.0.0.1:{exchange.board.sip_port}")
        time.sleep(2)
        phone.press("0")
        time.sleep(14)
        phone.hang_up()
        time.sleep(1)
    assert likeness(person.heard(), speech()) > 0.9
    assert likeness(phone.heard(), hello) > 0.9


def test_the_protected_line_seals_what_was_said_and_knows_no_number(exchange):
    withheld = f"P-Asserted-Identity: <tel:+86{MARKER}>\nPrivacy: id\n"
    stream = Stream().quiet(2).speak(a_law()).quiet(4).keys("#").quiet(9).keys("1").quiet(3)
    exchange.call("secret", "12346", stream, caller=MARKER, headers=withheld, then=2)
    reports = protected.sealed_reports(CUSTODIAN, ports=exchange.ports)
    assert len(reports) == 1
    time.sleep(1)
    found = [
        path.name
        for path in exchange.folder.rglob("*")
        if path.is_file() and "secret" not in path.parts and MARKER.encode() in path.read_bytes()
    ]
    assert found == [], found
    (exchange.folder / "planted").write_text(MARKER)  # the search finds what is there
    assert MARKER.encode() in (exchange.folder / "planted").read_bytes()


def test_a_withheld_number_stays_withheld_on_the_ordinary_line(exchange):
    withheld = f"P-Asserted-Identity: <tel:+86{MARKER}>\nPrivacy: id\n"
    stream = Stream().quiet(2).speak(a_law()).quiet(3)
    before = len(exchange.rows("select 1 from complaints"))
    exchange.call("withheld", "12345", stream, caller="anonymous", headers=withheld)
    wait_for(lambda: len(exchange.rows("select 1 from complaints")) > before, 20)
    [(contact,)] = exchange.rows("select contact_id from complaints order by number desc limit 1")
    assert contact is None


def test_a_gateway_killed_in_mid_call_hands_the_caller_on(exchange):
    stream = Stream().quiet(22)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(exchange.call, "killed", "12345", stream, then=2)
        time.sleep(4)
        exchange.kill_gateway()
        call.result()
    try:
        recorded = [*exchange.board.spool.glob("*.wav")]
        assert recorded  # the recording that is taken up when it is back
    finally:
        exchange.start_gateway()


def test_the_agents_passwords_are_for_the_switchboards_eyes_alone(exchange):
    for path in (exchange.folder / "pbx" / "etc").iterdir():
        assert path.stat().st_mode & 0o077 == 0
