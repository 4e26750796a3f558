"""The table "what a compromise surrenders" of docs/threat-model.md, line by line: each line is a
test, which tries what was taken on everything and finds exactly what the line says.
"""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from intake.domain.errors import WrongPassphrase
from intake.domain.staff import StaffMember, StaffRole
from intake.service import attaching, holding, protected
from intake.worker import relay
from tests.intake.conftest import PASSPHRASE
from tests.support.builders import CUSTODIAN
from tests.support.surrender import (
    AGAINST_A_SHOP,
    COLUMNS,
    Loot,
    sat_in,
    surrendered,
)

MODEL = Path(__file__).resolve().parents[2] / "docs" / "threat-model.md"
PROVINCE = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")


def table() -> dict[str, list[str]]:
    part = MODEL.read_text("utf-8").partition("## 攻破了什么")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|")
    ]
    assert tuple(rows[0][1:]) == COLUMNS
    return {row[0]: row[1:] for row in rows[2:]}


# -- what each of them has ------------------------------------------------------------------


def of_disk(world, **more):
    reports, contacts = world.reports(), world.contacts()
    return Loot(words=world.on_disk(), reports=reports, contacts=contacts, **more)


@pytest.fixture
def settings_as_keys(settings):
    """All that a web process and the worker are given, taken for private keys."""
    values = settings.model_dump()
    secrets = [settings.pepper, settings.receipt_secret, settings.bot_token]
    keys = [secret.get_secret_value().encode()[:32] for secret in secrets]
    keys += [bytes.fromhex(values[f"{name}_public_key"]) for name in ("contact", "report")]
    return keys + [bytes.fromhex(one)[-32:] for one in settings.custodian_public_keys.split()]


def disk(world, _):
    return of_disk(world)


def machine(world, given):
    """With every key file that lies on a server: the notifier's, and the desks', still locked."""
    for desk, secret in product(world.ports.vault.offices, [*given("secrets"), ""]):
        with pytest.raises(WrongPassphrase):
            world.ports.vault.open_as(desk, secret)
    return of_disk(world, keys=[*given("settings"), given("contact")])


def public(world, given):
    """Somebody sits in the running process: a new report comes, and an old one is looked at."""
    inside, heard = sat_in(world)
    inside.complain("new")
    inside.report("new", AGAINST_A_SHOP)
    protected.inbox(world.receipts["first"], ports=inside.ports)
    taken = of_disk(world, keys=given("settings"))
    return replace(taken, words=[*taken.words, *heard])


def staff(world, given):
    """The province's handler opens what is theirs meanwhile."""
    inside, heard = sat_in(world)
    read_all(PROVINCE, inside.ports)
    taken = of_disk(world, keys=given("settings"))
    return replace(taken, words=[*taken.words, *heard])


def read_all(who, ports):
    for report in protected.sealed_reports(who, ports=ports):
        holding.read(report.id, who, PASSPHRASE, ports=ports)
        for file in report.sent_files:
            opened = attaching.read_file(report.id, file.name, who, PASSPHRASE, ports=ports)
            assert b"".join(opened.pieces)


def worker(world, given):
    return of_disk(world, keys=given("settings"))


def notifier(world, given):
    return of_disk(world, keys=[*given("settings"), given("contact")])


def queue(world, _):
    sent = []
    relay.relay(ports=world.ports, send=lambda *message: sent.append(repr(message).encode()))
    assert sent
    return Loot(words=sent)


def rasa(world, given):
    return Loot(words=[text.encode() for text in world.ports.dialogue.sent], keys=[given("bot")])


def officer(world, _):
    return Loot(words=seen_by("officer", world))


def seen_by(name, world):
    """Every page that can be reached by links from where the role begins."""
    browser = world.town.logged_in(name)
    ahead, seen = ["/"], {}
    while ahead:
        path = ahead.pop()
        if path not in seen and not path.startswith(("/static", "/logout")):
            seen[path] = browser.client.get(path).content
            ahead += re.findall(r'href="(/[^"#]*)', seen[path].decode("utf-8", "replace"))
    assert len(seen) > 1
    return seen.values()


def first_desk(world, given):
    """What the site gives the custodian, and the key at home."""
    mine = protected.sealed_reports(CUSTODIAN, ports=world.ports)
    return Loot(words=seen_by("custodian", world), reports=mine, keys=[given("report")])


def handler(world, given):
    mine = protected.sealed_reports(PROVINCE, ports=world.ports)
    return Loot(words=seen_by("handler", world), reports=mine, keys=[given("handler")])


def accused(world, given):
    """The handler of an accused office, with the whole disk."""
    return of_disk(world, keys=[given("city")])


def one_custodian(world, given):
    return of_disk(world, custodians=given("custodians")[:1])


def two_custodians(world, given):
    return of_disk(world, custodians=given("custodians")[1:])


def receipt(world, _):
    """What the page shows."""
    seen = protected.inbox(world.receipts["first"], ports=world.ports)
    return Loot(words=[str(vars(seen)).encode()])


def receipt_and_disk(world, _):
    return of_disk(world, receipts=[world.receipts["first"]])


LOOT = {
    "硬盘": disk,
    "备份": disk,
    "数据库": disk,
    "管理员：硬盘、环境变量和服务器上的全部密钥": machine,
    "正在运行的 public 进程": public,
    "正在运行的 staff 进程": staff,
    "正在运行的 worker 进程": worker,
    "正在运行的通知进程": notifier,
    "消息队列": queue,
    "Rasa": rasa,
    "一位承办人": officer,
    "保密专员和他的钥匙": first_desk,
    "一位保密承办人和他的口令": handler,
    "被举报单位的保密承办人，加上硬盘": accused,
    "一位保管人，加上硬盘": one_custodian,
    "两位保管人，加上硬盘": two_custodians,
    "查询码": receipt,
    "查询码，加上硬盘": receipt_and_disk,
}
# Whose, for the words in the table; "全部" is whatever there is by then.
WHOSE = {
    "拿不到": set(),
    "本单位的，遮住号码": {"mine"},
    "遮住号码的对话": {"talk"},
    "封给第一专席的": {"first"},
    "封给他的": {"province"},
    "那一份的": {"first"},
    "攻破以后打开的": {"province"},
    "攻破以后新写的": {"new"},
    "攻破以后新写的、来看的": {"new", "first"},
}


@pytest.fixture
def given_keys(settings_as_keys, contact_key, report_key, custodians, desks, settings):
    private = {name: pair.private for name, (_, pair) in desks.items()}
    private |= {
        "settings": settings_as_keys,
        "secrets": [one.get_secret_value() for one in (settings.pepper, settings.bot_token)],
        "contact": bytes(contact_key),
        "report": bytes(report_key),
        "custodians": custodians,
        "bot": settings.bot_token.get_secret_value().encode()[:32],
    }
    return private.__getitem__


def test_every_line_of_the_table_has_a_test_and_every_test_a_line():
    assert set(table()) == set(LOOT)


@pytest.mark.parametrize("line", LOOT)
def test_it_surrenders_what_the_table_says_and_no_more(line, world, given_keys):
    got = surrendered(LOOT[line](world, given_keys), world)
    for column, cell in zip(COLUMNS, table()[line], strict=True):
        said = set(world.said[column])
        whose = {name for name in said if cell == "全部" or name.split()[0] in WHOSE[cell]}
        assert got[column] == whose, column


def test_the_search_would_find_all_of_it(world):
    """Somebody who has everything finds everything."""
    everything = [text.encode() for said in world.said.values() for text in said.values()]
    got = surrendered(Loot(words=everything), world)
    assert got == {column: set(said) for column, said in world.said.items()}
