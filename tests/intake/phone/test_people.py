"""Between a caller and a person: keys that know who calls again, the desk's head start, listening
in."""

import asyncio
from datetime import UTC, datetime

import pytest

from intake.channels.phone.assist import Assist
from intake.channels.phone.callers import CallerKeys, before, quarter_of
from intake.channels.phone.gateway import Gateway, LineKind
from intake.channels.phone.line import Event, Heard
from intake.channels.phone.people import People
from intake.channels.phone.talk import Caller, Next
from intake.domain.seats import SeatState
from intake.domain.staff import StaffRole
from intake.service import calling, ring_backs, ringing, seats, staffing
from tests.intake.phone.scripted import WORDS, ScriptedLine, by_phone, talk
from tests.support.builders import an_assignment

NUMBER = "13800138000"
NOVEMBER, MARCH, MAY = (
    datetime(y, m, 20, tzinfo=UTC) for y, m in ((2026, 11), (2027, 3), (2027, 5))
)
STORY = ("楼下饭店油烟直排", "小店区平阳路", "上个月开始", "老王火锅店", "希望装净化器")


# -- who calls again ------------------------------------------------------------------------------


def test_the_same_number_has_the_same_tag_however_it_is_written(tmp_path):
    keys = CallerKeys(tmp_path / "keys")
    [tag] = keys.tags(NUMBER, NOVEMBER)
    assert tag.quarter == "2026Q4"
    assert keys.tags("+86" + NUMBER, NOVEMBER) == (tag,)
    assert CallerKeys(tmp_path / "keys").tags(NUMBER, NOVEMBER) == (tag,)  # another process
    assert keys.tags("13800138001", NOVEMBER) != (tag,)
    assert CallerKeys(tmp_path / "others").tags(NUMBER, NOVEMBER) != (tag,)
    [file] = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", ["", "anonymous", "110", "x"])
def test_a_withheld_number_has_none(tmp_path, number):
    assert CallerKeys(tmp_path).tags(number, NOVEMBER) == ()


def test_a_caller_is_known_a_quarter_later_and_not_two(tmp_path):
    keys = CallerKeys(tmp_path)
    [old] = keys.tags(NUMBER, NOVEMBER)
    new, same = keys.tags(NUMBER, MARCH)
    assert (new.quarter, same) == ("2027Q1", old)
    keys.forget_old(MAY)
    assert {path.name for path in tmp_path.iterdir()} == {"callers-2027Q1"}
    assert old not in keys.tags(NUMBER, MAY)


def test_quarters():
    assert quarter_of(datetime(2026, 12, 31, 17, tzinfo=UTC)) == "2027Q1"  # it is January in China
    assert [before("2027Q1"), before("2026Q3")] == ["2026Q4", "2026Q2"]


def gateway(ports, tmp_path, **more):
    keys = CallerKeys(tmp_path)
    return Gateway(
        ear=None, recogniser=None, voice=None, spoken=WORDS, ports=ports,
        tags=lambda number: keys.tags(number, NOVEMBER), **more,
    )  # fmt: skip


def test_the_protected_line_has_no_number_and_no_tag(ports, tmp_path):
    gate = gateway(ports, tmp_path)
    gate.announce("a", LineKind.PROTECTED, NUMBER, "")
    assert (gate.caller("a").number, gate.caller("a").tags) == ("", ())
    assert [*tmp_path.iterdir()] == []  # not even a key
    gate.announce("b", LineKind.ORDINARY, NUMBER, "")
    assert len(gate.caller("b").tags) == 1


def test_what_is_filed_by_phone_is_known_again(ports, tmp_path):
    tags = CallerKeys(tmp_path).tags(NUMBER, NOVEMBER)
    talk(ports, "楼下饭店油烟直排", tags=tags)
    with ports.view() as uow:
        [number] = uow.phone.tagged(tags)
        assert "油烟" in uow.complaints.get(number).text


# -- whose telephone rings ------------------------------------------------------------------------


@pytest.fixture
def wang(ports):
    staffing.add("wang", StaffRole.AGENT, ports=ports)
    staffing.add("admin", StaffRole.ADMIN, ports=ports)
    with ports.view() as uow:
        wang, admin = uow.staff.get("wang"), uow.staff.get("admin")
    seats.give_extension("wang", "agent-1", admin, ports=ports)
    seats.turn(wang, SeatState.READY, ports=ports)
    return wang


def people(ports, **more):
    return People(by_phone(ports), {"call": Caller("call", NUMBER)}.get, lambda *_: None, **more)


def test_the_call_is_offered_while_the_caller_is_told_to_hold_on(ports, wang):
    line, then = talk(ports, "路灯不亮", "0")
    assert then is Next.PERSON
    assert "给您转人工" in line.all
    # Before the switchboard asked: the talk itself has done it.
    assert seats.look(wang, ports=ports).call == "call"


def test_the_telephone_waits_for_the_screen_but_not_for_ever(ports, wang, monkeypatch):
    talk(ports, "路灯不亮", "0")
    monkeypatch.setattr("intake.channels.phone.people.POPS", 0.3)

    async def ring(show):
        begun = asyncio.get_running_loop().time()
        if show:
            asyncio.get_running_loop().call_later(
                0.1, lambda: ringing.pop("call", wang, ports=ports)
            )
        extension = await people(ports).agent("call")
        return extension, asyncio.get_running_loop().time() - begun

    extension, took = asyncio.run(ring(show=False))
    assert (extension, 0.25 < took < 2) == ("agent-1", True)
    monkeypatch.setattr("intake.channels.phone.people.POPS", 30)
    extension, took = asyncio.run(ring(show=True))
    assert (extension, took < 5) == ("agent-1", True)


def test_nobody_ready_is_an_empty_answer_at_once(ports):
    talk(ports, "路灯不亮", "0")
    assert asyncio.run(people(ports).agent("call")) == ""
    asyncio.run(people(ports).ended("call"))
    [row], _ = ring_backs.listed(ports=ports)
    assert "路灯" in row.complaint.text


def test_listening_in_is_announced_only_once_an_agent_answered(ports, wang):
    announced = []
    desk = People(
        by_phone(ports),
        {"call": Caller("call", NUMBER)}.get,
        lambda *given: announced.append(given),
    )
    assert asyncio.run(desk.answered("call", "0001", "PJSIP/agent-1-2")) == ""
    talk(ports, "路灯不亮", "0")
    line = asyncio.run(desk.answered("call", "0001", "PJSIP/agent-1-2"))
    assert [line] == [id for id, _ in announced]
    assert asyncio.run(desk.cut("call")) == ""


# -- while they talk ------------------------------------------------------------------------------


class Router:
    def assign(self, text, **_):
        return an_assignment()


def test_what_is_heard_becomes_turns_and_advice_and_nothing_is_said(ports, wang):
    caller = Caller("call", NUMBER)
    phone = by_phone(ports)
    calling.hear(caller.token, "楼下饭店油烟直排", ports=phone)
    calling.tap(caller.token, "human", ports=phone)
    ringing.ask("call", calling.look(caller.token, ports=phone), NUMBER, (), ports=phone)
    ringing.answered("call", ports=phone)
    line = ScriptedLine("在平阳路十八号", Event(Heard.SILENCE), Event(Heard.DEAF), "就是老王火锅店")
    asyncio.run(Assist(line, phone, caller, Router).run())
    assert line.said == []
    call, conv = ringing.of_seat(seats.look(wang, ports=ports), ports=ports)
    assert [turn.text for turn in conv.turns][-2:] == ["在平阳路十八号", "就是老王火锅店"]
    assert call.advice[0].office == "1401-market"


def test_a_router_that_fails_or_is_not_loaded_leaves_the_words(ports, wang):
    class Broken:
        def assign(self, text, **_):
            raise RuntimeError(text)

    for adviser in (Broken, lambda: None):
        caller = Caller("call", NUMBER)
        phone = by_phone(ports)
        calling.hear(caller.token, "楼下饭店油烟直排", ports=phone)
        calling.tap(caller.token, "human", ports=phone)
        asyncio.run(Assist(ScriptedLine("在平阳路"), phone, caller, adviser).run())
        assert calling.look(caller.token, ports=phone).turns[-1].text == "在平阳路"


# -- the receipt by short message -----------------------------------------------------------------


def codes(post):
    return [(to, text) for to, text in post.go_round() if "查询码 " in text]


@pytest.mark.parametrize("yes", ["1", "要短信"])
def test_a_receipt_is_sent_to_who_asks(ports, post, yes):
    line, _ = talk(ports, *STORY, "1", "1", yes, Event(Heard.SILENCE))
    assert "短信马上发到" in line.all
    [(to, text)] = codes(post)
    assert to == NUMBER
    with ports.view() as uow:
        [complaint] = uow.search.after("", 10)
    assert complaint.number in text
    rows = post.log(complaint.number)
    digits = "".join(c for c in text.split("查询码")[1].split("。")[0] if c.isdigit())
    assert len(digits) == 25
    assert digits not in repr(rows)


def test_who_does_not_ask_gets_none(ports, post):
    line, _ = talk(ports, *STORY, "1", "1")
    assert "发短信到您留的号码" in line.all
    assert codes(post) == []


def test_who_left_no_number_is_not_asked(ports, post):
    line, _ = talk(ports, *STORY, "2", "1")
    assert "发短信" not in line.all
    assert codes(post) == []


def test_a_receipt_that_begins_with_one_is_still_a_receipt(ports, post):
    line, _ = talk(ports, *STORY, "1", "1", *"1234#")
    assert "查询码不对" in line.all
    assert codes(post) == []
