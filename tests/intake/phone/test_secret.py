"""The protected line: words in memory until they are sealed, and nothing else."""

import asyncio

import pytest

from intake.channels.phone.line import Event, Heard
from intake.channels.phone.secret import SecretTalk
from intake.service import protected
from tests.intake.phone.scripted import WORDS, Readable, ScriptedLine, by_phone
from tests.support.builders import CUSTODIAN

ROOF = "三号井上个月冒顶埋了两个人没有上报"
SILENCE, DEAF = Event(Heard.SILENCE), Event(Heard.DEAF)


def call(ports, *events):
    line = ScriptedLine(*events)
    talk = SecretTalk(line, Readable(), WORDS, by_phone(ports))
    asyncio.run(talk.run())
    assert talk._said == []  # nothing stays in memory
    return line


def reports(ports):
    return protected.sealed_reports(CUSTODIAN, ports=ports)


def nothing_else(ports):
    with ports.view() as uow:
        facts = uow.events.latest()
        return facts == [] and uow.conversations.waiting() == []


def test_the_greeting_says_what_the_carrier_keeps(ports):
    assert "电话公司有您的通话记录" in call(ports).all


def test_what_was_told_is_read_back_sealed_and_its_receipt_read_out(ports):
    line = call(ports, ROOF, "登记本在调度室", "#", "1")
    assert f"{ROOF}，登记本在调度室" in line.all
    assert len(reports(ports)) == 1
    code = line.all.split("您的查询码是：")[1].split("。")[0]
    receipt = "".join(str("零幺二三四五六七八九".index(c)) for c in code if c not in " ，")
    inbox = protected.inbox(receipt, ports=ports)
    assert inbox is not None
    assert nothing_else(ports)


@pytest.mark.parametrize(
    "events",
    [(ROOF,), (ROOF, "#"), (ROOF, "#", "3"), (ROOF, "#", "2"), (ROOF, DEAF), (SILENCE,) * 4],
    ids=["hung up", "at the read-back", "anew", "more to say", "deaf", "silence"],
)
def test_without_a_yes_nothing_is_kept(ports, events):
    call(ports, *events)
    assert reports(ports) == []
    assert nothing_else(ports)


def test_more_can_be_added_at_the_read_back(ports):
    line = call(ports, ROOF, "#", "还有一个人受伤", "#", "1")
    assert f"{ROOF}，还有一个人受伤" in line.all
    assert len(reports(ports)) == 1


def test_a_pause_is_read_back_without_any_key(ports):
    line = call(ports, ROOF, SILENCE, "1")
    assert "我记下的是" in line.all
    assert len(reports(ports)) == 1


def test_lives_come_first_here_too_and_once(ports):
    line = call(ports, "井下着火了人还没出来", "火越来越大着火了", "#", "1")
    for danger in ports.first_look.look("井下着火了人还没出来"):
        told = "".join(WORDS.aloud(danger.reply).split("\n"))
        assert line.all.replace("\n", "").count(told) == int(danger.urgent)
    assert line.all.index("幺 幺 九") < line.all.index("我在听")


def test_nobody_free_to_take_it_is_said_plainly(ports, monkeypatch):
    from intake.domain.errors import NobodyFree

    def nobody(*_, **__):
        raise NobodyFree

    monkeypatch.setattr(protected, "file_protected", nobody)
    line = call(ports, ROOF, "#", "1")
    assert "没有记下任何东西" in line.all
