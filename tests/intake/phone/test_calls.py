"""Real calls: SIP, a real switchboard, the gateway as it runs in production, speech and keys."""

import json
import time
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import pytest

from intake import texts
from intake.channels.phone.frames import SILENCE
from intake.domain.conversation import Conversation
from intake.domain.days import last_day
from intake.domain.errors import NotAllowedNow
from intake.domain.seats import SeatState
from intake.domain.staff import StaffMember, StaffRole
from intake.service import protected, seats
from intake.service.filing import NewComplaint, file_complaint
from intake.staff_app import create_app as create_staff_app
from tests.intake.phone.callers import Stream, Telephone, likeness
from tests.intake.phone.things import SENTENCE, a_law, said, speech, spoken_file
from tests.intake.web.conftest import Town
from tests.support.builders import MONDAY
from tests.support.city import wait_for

pytestmark = pytest.mark.slow
MARKER = "13811112222"  # a caller's number that must be found nowhere
TOLD = "影响小区夜里噪音楼下施工还在休息"  # said on the protected line alone, in this order
WORDS = texts.spoken()


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


class Desk:
    """An agent's browser: it asks every second, as the page does, and keeps what it showed."""

    def __init__(self, exchange, name="agent"):
        self.ports = exchange.ports
        town = Town(
            self.ports, create_staff_app(self.ports), roles=(StaffRole.AGENT, StaffRole.ADMIN)
        )
        extension = exchange.board.agents[0].name
        seats.give_extension("agent", extension, town.member("admin"), ports=self.ports)
        self.browser, self.who = town.logged_in(name), town.member(name)
        self.pages = []
        self._over = Event()

    def ready(self):
        with suppress(NotAllowedNow):  # from a call before
            seats.wrap_up(self.who, "answered", ports=self.ports)
        seats.turn(self.who, SeatState.READY, ports=self.ports)
        self.pages.clear()
        self._over.clear()
        return self

    def __enter__(self):
        self._thread = Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(10)

    def _ask(self):
        while not self._over.wait(1):
            self.pages.append((time.time(), self.browser.client.get("/chats").text))

    def first(self, *words):
        """When all of these were on one page."""
        return next((at for at, page in self.pages if all(one in page for one in words)), None)


@pytest.fixture(scope="module")
def desk(exchange):
    return Desk(exchange)


def test_the_screen_shows_the_call_before_the_telephone_rings_and_what_is_said_while_they_talk(
    exchange, desk, tmp_path
):
    """Told first, then 0: the agent reads it before the ring; what the caller says to the agent
    becomes text; the wrap-up makes the seat ready again."""

    def heard():
        return len(exchange.rows("select 1 from turns where text = ?", SENTENCE))

    port, before = int(exchange.board.agents[0].contact.rpartition(":")[2]), heard()
    sound = SILENCE * 100 + (speech() + SILENCE * 400) * 6  # says it again every ten seconds
    citizen = spoken_file(tmp_path / "citizen.wav", sound)
    hello = said("您好我是坐席")
    agent = spoken_file(tmp_path / "agent.wav", SILENCE * 100 + hello + SILENCE * 1500)
    with (
        Telephone(tmp_path / "desk", agent, answers=True, port=port) as person,
        Telephone(tmp_path / "caller", citizen) as phone,
        desk.ready(),
    ):
        phone.dial(f"sip:12345@127.0.0.1:{exchange.board.sip_port}")
        wait_for(lambda: heard() > before, 30)
        phone.press("0")
        wait_for(lambda: desk.first("通话中"), 30)
        until_then = heard()
        wait_for(lambda: heard() > until_then, 40)
        phone.hang_up()
        wait_for(lambda: desk.first("挂断了，记一句"), 10)
        time.sleep(1)
    popped = desk.first("电话来了", SENTENCE, "139****0001")
    rang = min(path.stat().st_ctime for path in (tmp_path / "desk" / "heard").glob("*dec*.wav"))
    assert popped
    assert popped < rang
    assert likeness(person.heard(), speech()) > 0.9
    assert likeness(phone.heard(), hello) > 0.9
    assert "13900000001" not in "".join(page for _, page in desk.pages)
    desk.browser.go("/chats")
    desk.browser.press("2当场答复了")
    assert "等电话" in desk.browser.page.words


def test_zero_rings_a_persons_telephone_and_both_hear_each_other(exchange, desk, tmp_path):
    port = int(exchange.board.agents[0].contact.rpartition(":")[2])
    citizen = spoken_file(tmp_path / "citizen.wav", SILENCE * 450 + speech() + SILENCE * 500)
    hello = said("您好我是坐席")
    agent = spoken_file(tmp_path / "agent.wav", SILENCE * 100 + hello + SILENCE * 900)
    with (
        Telephone(tmp_path / "desk", agent, answers=True, port=port) as person,
        Telephone(tmp_path / "caller", citizen) as phone,
        desk.ready(),
    ):
        phone.dial(f"sip:12345@127.0.0.1:{exchange.board.sip_port}")
        time.sleep(2)
        phone.press("0")
        time.sleep(14)
        phone.hang_up()
        time.sleep(1)
    assert likeness(person.heard(), speech()) > 0.9
    assert likeness(phone.heard(), hello) > 0.9


READ = {
    b"string": lambda broker, key: broker.get(key),
    b"list": lambda broker, key: b"\0".join(broker.lrange(key, 0, -1)),
    b"set": lambda broker, key: b"\0".join(broker.smembers(key)),
    b"hash": lambda broker, key: b"\0".join(broker.hvals(key)),
    b"zset": lambda broker, key: b"\0".join(broker.zrange(key, 0, -1)),
}


def written(exchange, broker):
    """Everything that is written down anywhere: files, tables, Redis; by where."""
    for path in exchange.folder.rglob("*"):
        if path.is_file() and "secret" not in path.parts:
            yield path.name, path.read_bytes()
    for (table,) in exchange.rows("select name from sqlite_master where type = 'table'"):
        for row in exchange.rows(f'select * from "{table}"'):  # noqa: S608 - our own names
            yield table, "\0".join(map(str, row)).encode()
    for key in broker.keys("*"):
        yield "redis", key + READ[broker.type(key)](broker, key)


def where(exchange, broker, *sought):
    marks = [one.encode() for one in sought]
    marks += [json.dumps(one)[1:-1].encode() for one in sought]  # as JSON hides Hanzi
    marks += [one.encode("utf-16-le") for one in sought]
    return [at for at, content in written(exchange, broker) if any(m in content for m in marks)]


def test_of_the_protected_line_neither_number_nor_words_are_written_anywhere(exchange, redis):
    withheld = f"P-Asserted-Identity: <tel:+86{MARKER}>\nPrivacy: id\n"
    stream = Stream().quiet(2).speak(a_law(TOLD)).quiet(4).keys("#").quiet(9).keys("1").quiet(3)
    heard = [TOLD[at : at + 4] for at in range(2, len(TOLD) - 4)]  # whatever of it is heard
    assert where(exchange, redis, *heard) == []  # no call before said it
    exchange.call("secret", "12346", stream, caller=MARKER, headers=withheld, then=2)
    custodian = StaffMember("custodian", StaffRole.CUSTODIAN, "")  # mapped, as the rows are
    reports = wait_for(lambda: protected.sealed_reports(custodian, ports=exchange.ports), 20)
    assert len(reports) == 1
    time.sleep(1)
    assert where(exchange, redis, MARKER, *heard) == []
    # The search finds what is there, wherever that is.
    (exchange.folder / "planted").write_text(MARKER)
    redis.set("planted", TOLD)
    with exchange.ports.uow() as uow:
        uow.conversations.add(Conversation("planted", MONDAY, MONDAY, draft={"what": TOLD}))
        uow.commit()
    found = where(exchange, redis, MARKER, *heard)
    assert {"planted", "redis", "conversations"} <= set(found)
    with exchange.ports.uow() as uow:
        uow.conversations.forget_before(MONDAY + timedelta(days=1))
        uow.commit()
    (exchange.folder / "planted").unlink()


def test_a_withheld_number_stays_withheld_on_the_ordinary_line(exchange):
    withheld = f"P-Asserted-Identity: <tel:+86{MARKER}>\nPrivacy: id\n"
    stream = Stream().quiet(2).speak(a_law()).quiet(3)
    before = len(exchange.rows("select 1 from complaints"))
    exchange.call("withheld", "12345", stream, caller="anonymous", headers=withheld)
    wait_for(lambda: len(exchange.rows("select 1 from complaints")) > before, 20)
    [(contact,)] = exchange.rows("select contact_id from complaints order by number desc limit 1")
    assert contact is None


def test_the_agents_passwords_are_for_the_switchboards_eyes_alone(exchange):
    for path in (exchange.folder / "pbx" / "etc").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_eight_calls_at_once_are_all_filed(exchange):
    """Forty are called in tests/benchmarks/phone.py."""
    before = len(exchange.texts())
    exchange.call("eight", "12345", Stream().quiet(2).speak(a_law()).quiet(3), calls=8)
    wait_for(lambda: len(exchange.texts()) == before + 8, 60)
