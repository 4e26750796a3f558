"""What somebody gets who can write to the database, and no more: the second table of surrender in
docs/threat-model.md, line by line. They know every public key, and may be in league with the desk
that a report is kept from.
"""

import json
import sqlite3
from contextlib import closing

import pytest

from intake.domain.errors import ReadersChanged, WrongPassphrase
from intake.domain.staff import StaffMember, StaffRole
from intake.service import holding, protected, staffing
from intake.vault.handler_keys import Suite, new_pair
from intake.vault.reading import CannotOpen
from intake.vault.reports import REPORTER, open_item
from tests.intake.conftest import PASSPHRASE
from tests.intake.test_surrender import MODEL, PROVINCE
from tests.support.attaching import uploaded
from tests.support.surrender import AGAINST_A_SHOP

CITY = StaffMember("city", StaffRole.HANDLER, "", "1401-discipline")
OPENS, FAILS, NOTICED = "打得开", "打不开", "发觉，不再往里写"
THEIRS = new_pair(Suite.X25519)


class Administrator:
    def __init__(self, world, keys):
        self.world, self.ports, self.keys = world, world.ports, keys
        self.receipt = world.receipts["province"]

    def sql(self, statement, *values):
        with closing(sqlite3.connect(self.world.folder / "yihao.db")) as database, database:
            return database.execute(statement, values).fetchall()

    @property
    def id(self):
        """Of the report that is kept from the city."""
        [report] = protected.sealed_reports(PROVINCE, ports=self.ports)
        return report.id

    def item(self, name="text"):
        return protected.sealed_report(self.id, PROVINCE, ports=self.ports).item(name)

    def set_envelope(self, content, name="text"):
        self.sql(
            "UPDATE sealed_items SET envelope = ? WHERE report = ? AND name = ?",
            content, self.id, name,
        )  # fmt: skip

    def tries(self):
        """Whether the city's key or their own opens the text or anything said since."""
        report = protected.sealed_report(self.id, PROVINCE, ports=self.ports)
        for item in report.items:
            for holder in ("city", REPORTER, "handler", "desk"):
                for private in (self.keys["city"], THEIRS.private):
                    try:
                        open_item(report.id, item, holder, private)
                    except CannotOpen:
                        continue
                    return OPENS
        return FAILS

    def the_others_go_on(self):
        """The desk writes and reads, the reporter writes and sends a file."""
        for act in (
            lambda: protected.ask_reporter(self.id, "哪一天？", PROVINCE, ports=self.ports),
            lambda: protected.add(self.receipt, "七月", ports=self.ports),
            lambda: uploaded(self.receipt, b"paper " * 9, "a.txt", ports=self.ports),
        ):
            with pytest.raises(ReadersChanged):
                act()
        return NOTICED


@pytest.fixture
def administrator(world, desks):
    return Administrator(world, {name: pair.private for name, (_, pair) in desks.items()})


def swap_two_reports(they):
    others = "SELECT envelope FROM sealed_items WHERE name = 'text' AND report != ?"
    they.set_envelope(they.sql(others, they.id)[0][0])
    with pytest.raises(CannotOpen):
        holding.read(they.id, PROVINCE, PASSPHRASE, ports=they.ports)
    return they.tries()


def swap_two_items(they):
    they.set_envelope(they.item("avoided").envelope)
    with pytest.raises(CannotOpen):
        holding.read(they.id, PROVINCE, PASSPHRASE, ports=they.ports)
    return they.tries()


def turn_back_the_version(they):
    leave(they)
    they.sql("UPDATE sealed_items SET version = 1 WHERE report = ?", they.id)
    with pytest.raises(CannotOpen):
        holding.read(they.id, PROVINCE, PASSPHRASE, ports=they.ports)
    return they.tries()


def leave(they, opened_again=True):
    """The city had it in hand, kept a copy, stepped aside, and the keys were changed."""
    they.sql("DELETE FROM sealed_items WHERE name = 'avoided'")
    report = they.id
    with they.ports.uow() as uow:  # as if nobody had been accused
        held = uow.protected.get(report)
        empty = json.dumps({"surely": [], "perhaps": [], "grave": False})
        sealed = they.ports.vault.seal(report, "avoided", empty, held.reporter_key, held.desks)
        held.keep("avoided", held.items[0].by, held.filed_on, sealed)
        uow.commit()
    holding.hand_on(report, "city", PROVINCE, PASSPHRASE, ports=they.ports)
    kept = they.item().envelope
    assert they.tries() == OPENS
    holding.recuse(report, CITY, ports=they.ports)
    if opened_again:
        holding.read(report, PROVINCE, PASSPHRASE, ports=they.ports)
        assert they.tries() == FAILS
    return kept


def replay_an_old_wrap(they):
    kept = leave(they)
    rows = json.loads(they.item().envelope)
    rows["wraps"]["city"] = json.loads(kept)["wraps"]["city"]
    they.set_envelope(json.dumps(rows).encode())
    return they.tries()


def put_back_a_whole_row(they):
    kept = leave(they)
    they.set_envelope(kept)
    they.sql("UPDATE sealed_items SET version = 1 WHERE report = ? AND name = 'text'", they.id)
    return they.tries()


def replace_the_reporters_key(they):
    they.sql("UPDATE protected_reports SET reporter_key = ? WHERE id = ?", THEIRS.public, they.id)
    return they.the_others_go_on()


def replace_the_key_before_keys_are_changed(they):
    leave(they, opened_again=False)
    they.sql("UPDATE protected_reports SET reporter_key = ? WHERE id = ?", THEIRS.public, they.id)
    with pytest.raises(ReadersChanged):
        holding.read(they.id, PROVINCE, PASSPHRASE, ports=they.ports)
    return they.the_others_go_on()


def put_in_a_desk(they):
    they.sql(
        "INSERT INTO holders (report, desk, since, shut_out) VALUES (?, 'city', '2026-11-23', 0)",
        they.id,
    )
    assert they.tries() == FAILS
    with pytest.raises(CannotOpen):
        holding.read(they.id, CITY, PASSPHRASE, ports=they.ports)
    return they.the_others_go_on()


def put_in_a_wrap(they):
    """And wait for the keys to be changed, so that it gets the new one."""
    leave(they, opened_again=False)
    rows = json.loads(they.item().envelope)
    for name in ("city", "desk"):
        rows["wraps"][name] = "AAAA"
    they.set_envelope(json.dumps(rows).encode())
    holding.read(they.id, PROVINCE, PASSPHRASE, ports=they.ports)
    assert set(json.loads(they.item().envelope)["wraps"]) == {"handler", REPORTER}
    return they.tries()


def take_away_the_code(they):
    they.sql("UPDATE protected_reports SET readers_mac = '' WHERE id = ?", they.id)
    return they.the_others_go_on()


def give_themselves_an_account(they):
    other = staffing.add("mallory", StaffRole.OFFICER, office=they.world.town.offices[0].office,
                         ports=they.ports)  # fmt: skip
    they.sql(
        "UPDATE staff SET password_hash = (SELECT password_hash FROM staff WHERE name = 'mallory')"
        " WHERE name = 'handler'"
    )
    assert staffing.log_in("handler", other, ports=they.ports)
    with pytest.raises(WrongPassphrase):
        holding.read(they.id, PROVINCE, other, ports=they.ports)
    return they.tries()


def give_a_report_their_receipt(they):
    own = protected.file_protected(AGAINST_A_SHOP, ports=they.ports)
    [[mine]] = they.sql("SELECT receipt_digest FROM protected_reports ORDER BY rowid DESC LIMIT 1")
    they.sql("UPDATE protected_reports SET receipt_digest = 'x' WHERE receipt_digest = ?", mine)
    they.sql("UPDATE protected_reports SET receipt_digest = ? WHERE id = ?", mine, they.id)
    with pytest.raises(CannotOpen):
        protected.inbox(own.receipt, ports=they.ports)
    they.receipt = own.receipt
    return they.the_others_go_on()


ATTACKS = {
    "两份举报的正文对换": swap_two_reports,
    "一份里的两样东西对换": swap_two_items,
    "只把版本号改回去": turn_back_the_version,
    "把回避的人旧的钥匙封签放回去": replay_an_old_wrap,
    "把整行连版本号换回旧的": put_back_a_whole_row,
    "把举报人的公钥换成自己的": replace_the_reporters_key,
    "换了公钥，等着换钥匙的时候": replace_the_key_before_keys_are_changed,
    "把被举报单位的专席加进名单": put_in_a_desk,
    "在封签里加一个专席，等着换钥匙的时候": put_in_a_wrap,
    "把名单的校验码删掉": take_away_the_code,
    "给自己一个承办人的账号": give_themselves_an_account,
    "把举报改成归自己的查询码": give_a_report_their_receipt,
}


def table():
    part = MODEL.read_text("utf-8").partition("## 写得进数据库的人")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return {attack.strip(): result.strip() for attack, result in rows[2:]}


def test_every_line_of_the_table_has_a_test_and_every_test_a_line():
    assert set(table()) == set(ATTACKS)


@pytest.mark.parametrize("line", ATTACKS)
def test_writing_to_the_database_gets_them_what_the_table_says(line, administrator):
    assert ATTACKS[line](administrator) == table()[line]
