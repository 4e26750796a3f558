"""Which desk gets a protected report, who it may be handed to, and what a leaver can still open."""

import pytest

from intake.domain.errors import (
    KeptFrom,
    LastHolder,
    NobodyFree,
    NotAllowedNow,
    NotFound,
    WrongPassphrase,
)
from intake.domain.staff import StaffMember, StaffRole
from intake.service import attaching, holding, protected
from intake.vault.files import CannotOpenFile
from intake.vault.handler_keys import Suite
from intake.vault.reading import CannotOpen
from intake.vault.reports import DESK, REPORTER, open_item, pair_from
from tests.intake.conftest import PASSPHRASE
from tests.support.attaching import sent, uploaded
from tests.support.builders import CUSTODIAN

PROVINCE = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")
CITY = StaffMember("city", StaffRole.HANDLER, "", "1401-discipline")
AGAINST_THE_CITY = "太原市政府的会议纪要是后补的，原件在档案室二层"
AGAINST_A_SHOP = "聚福楼饭店给检查的人塞红包，账在后厨的抽屉里"


def file(ports, text, **more):
    return protected.file_protected(text, ports=ports, **more)


def listed(who, ports):
    return protected.sealed_reports(who, ports=ports)


def test_an_ordinary_report_lies_with_the_first_desk_alone(ports):
    file(ports, AGAINST_A_SHOP)
    assert [len(listed(who, ports)) for who in (CUSTODIAN, PROVINCE, CITY)] == [1, 0, 0]


def test_a_report_about_the_city_goes_over_its_head(ports):
    file(ports, AGAINST_THE_CITY)
    assert [len(listed(who, ports)) for who in (CUSTODIAN, PROVINCE, CITY)] == [0, 1, 0]


def test_the_name_given_apart_counts_as_much_as_the_text(ports):
    file(ports, "会议纪要是后补的", accused="太原市政府")
    assert [len(listed(who, ports)) for who in (CUSTODIAN, PROVINCE)] == [0, 1]


def test_in_doubt_it_goes_one_level_up(ports):
    file(ports, "我们局长让改的数")
    assert [len(listed(who, ports)) for who in (CUSTODIAN, PROVINCE, CITY)] == [0, 1, 0]


def test_what_accuses_everybody_who_could_take_it_is_not_taken(ports):
    with pytest.raises(NobodyFree):
        file(ports, "省政府和省纪委都知道")
    assert all(listed(who, ports) == [] for who in (CUSTODIAN, PROVINCE, CITY))


def test_only_the_desk_it_is_sealed_to_can_open_it(ports, desks, report_key):
    file(ports, AGAINST_THE_CITY)
    [report] = listed(PROVINCE, ports)
    text = report.item("text")
    assert open_item(report.id, text, "handler", desks["handler"][1].private) == AGAINST_THE_CITY
    with pytest.raises(CannotOpen):
        open_item(report.id, text, DESK, bytes([Suite.X25519]) + bytes(report_key))


def test_the_reporter_sees_where_it_lies_and_who_it_is_kept_from(ports):
    got = file(ports, AGAINST_THE_CITY)
    seen = protected.inbox(got.receipt, ports=ports)
    assert seen.kept_by == ["山西省纪委监委"]
    assert seen.kept_from == ["太原市人民政府"]


def test_a_handler_opens_it_with_the_passphrase_and_the_reporter_sees_that(ports):
    got = file(ports, AGAINST_THE_CITY)
    protected.add(got.receipt, "纪要编号是十七", ports=ports)
    [report] = listed(PROVINCE, ports)
    with pytest.raises(WrongPassphrase):
        holding.read(report.id, PROVINCE, "guessed", ports=ports)
    assert protected.inbox(got.receipt, ports=ports).openings == []
    texts = holding.read(report.id, PROVINCE, PASSPHRASE, ports=ports)
    assert {AGAINST_THE_CITY, "纪要编号是十七"} <= set(texts.values())
    assert [one.role for one in protected.inbox(got.receipt, ports=ports).openings] == ["handler"]


def test_the_first_desks_key_does_not_lie_here(ports):
    file(ports, AGAINST_A_SHOP)
    [report] = listed(CUSTODIAN, ports)
    with pytest.raises(WrongPassphrase):
        holding.read(report.id, CUSTODIAN, PASSPHRASE, ports=ports)


@pytest.fixture
def handed(ports):
    """A report that names nobody's office, with the province; it may go on to the city."""
    file(ports, AGAINST_A_SHOP, accused="热线中心")
    [report] = listed(PROVINCE, ports) or listed(CITY, ports)
    return report


def test_handing_on_lets_one_more_desk_open_it_with_what_was_said_since(ports, handed):
    holding.hand_on(handed.id, "city", PROVINCE, PASSPHRASE, ports=ports)
    texts = holding.read(handed.id, CITY, PASSPHRASE, ports=ports)
    assert texts["text"] == AGAINST_A_SHOP
    protected.ask_reporter(handed.id, "哪一天？", PROVINCE, ports=ports)
    assert "哪一天？" in holding.read(handed.id, CITY, PASSPHRASE, ports=ports).values()
    with pytest.raises(NotAllowedNow):
        holding.hand_on(handed.id, "city", PROVINCE, PASSPHRASE, ports=ports)


def test_it_cannot_be_handed_to_those_it_is_kept_from_nor_by_or_to_strangers(ports, handed):
    with pytest.raises(KeptFrom):
        holding.hand_on(handed.id, DESK, PROVINCE, PASSPHRASE, ports=ports)
    with pytest.raises(NotFound):
        holding.hand_on(handed.id, "nobody", PROVINCE, PASSPHRASE, ports=ports)
    with pytest.raises(NotFound):
        holding.hand_on(handed.id, "city", CITY, PASSPHRASE, ports=ports)
    assert protected.sealed_report(handed.id, PROVINCE, ports=ports).desks == ["handler"]


def test_whoever_leaves_opens_nothing_more_not_even_with_the_keys_they_kept(ports, handed, desks):
    with pytest.raises(LastHolder):
        holding.recuse(handed.id, PROVINCE, ports=ports)
    holding.hand_on(handed.id, "city", PROVINCE, PASSPHRASE, ports=ports)
    kept = protected.sealed_report(handed.id, PROVINCE, ports=ports).item("text")
    private = desks["handler"][1].private
    assert open_item(handed.id, kept, "handler", private) == AGAINST_A_SHOP
    holding.recuse(handed.id, PROVINCE, ports=ports)
    for act in (
        lambda: protected.sealed_report(handed.id, PROVINCE, ports=ports),
        lambda: protected.fetch(handed.id, PROVINCE, ports=ports),
        lambda: protected.ask_reporter(handed.id, "谁？", PROVINCE, ports=ports),
        lambda: holding.read(handed.id, PROVINCE, PASSPHRASE, ports=ports),
        lambda: holding.recuse(handed.id, PROVINCE, ports=ports),
    ):
        with pytest.raises(NotFound):
            act()
    left = protected.sealed_report(handed.id, CITY, ports=ports)
    with pytest.raises(CannotOpen):
        open_item(handed.id, left.item("text"), "handler", private)
    before = left.item("text").envelope
    assert holding.read(handed.id, CITY, PASSPHRASE, ports=ports)["text"] == AGAINST_A_SHOP
    after = protected.sealed_report(handed.id, CITY, ports=ports).item("text")
    assert (after.version, after.envelope != before) == (2, True)


def test_after_the_keys_changed_the_reporter_still_reads_everything(ports):
    got = file(ports, AGAINST_A_SHOP, accused="热线中心")
    protected.add(got.receipt, "还有发票", ports=ports)
    [report] = listed(PROVINCE, ports)
    holding.hand_on(report.id, "city", PROVINCE, PASSPHRASE, ports=ports)
    holding.recuse(report.id, PROVINCE, ports=ports)
    holding.read(report.id, CITY, PASSPHRASE, ports=ports)
    seen = protected.inbox(got.receipt, ports=ports)
    assert (seen.text, seen.messages[0].text) == (AGAINST_A_SHOP, "还有发票")
    stale = protected.sealed_report(report.id, CITY, ports=ports).item("text")
    stale.version = 1
    with pytest.raises(CannotOpen):
        open_item(report.id, stale, REPORTER, pair_from(report.id, got.receipt).private)


# -- files ------------------------------------------------------------------------------------


def opened(ports, who, report):
    """All the files of a report, as that desk reads them."""
    names = [one.name for one in protected.sealed_report(report.id, who, ports=ports).sent_files]
    return [
        b"".join(attaching.read_file(report.id, name, who, PASSPHRASE, ports=ports).pieces)
        for name in names
    ]


def test_the_files_of_a_report_open_for_who_holds_it_and_for_nobody_else(ports):
    got = file(ports, AGAINST_THE_CITY)
    sent(got.receipt, b"minutes", "a.txt", ports=ports)
    [report] = listed(PROVINCE, ports)
    assert opened(ports, PROVINCE, report) == [b"minutes"] * 2
    assert [one.role for one in protected.inbox(got.receipt, ports=ports).openings] == ["handler"]
    name = report.sent_files[0].name
    with pytest.raises(WrongPassphrase):
        attaching.read_file(report.id, name, PROVINCE, "guessed", ports=ports)
    for who in (CUSTODIAN, CITY):
        with pytest.raises(NotFound):
            attaching.fetch_file(report.id, name, who, ports=ports)
    with pytest.raises(NotFound):
        attaching.read_file(report.id, name, CITY, PASSPHRASE, ports=ports)


def test_files_go_along_when_a_report_is_handed_on_also_one_not_yet_sent(ports):
    got = file(ports, AGAINST_A_SHOP, accused="热线中心")
    sent(got.receipt, b"before", "a.txt", ports=ports)
    waiting = uploaded(got.receipt, b"waiting", "b.txt", ports=ports)
    coming = attaching.begin(got.receipt, ports=ports)
    coming.take(b"coming")
    [report] = listed(PROVINCE, ports)
    holding.hand_on(report.id, "city", PROVINCE, PASSPHRASE, ports=ports)
    attaching.send(got.receipt, waiting.attachment, ports=ports)
    late = coming.finish("c.txt")
    attaching.send(got.receipt, late.attachment, ports=ports)
    want = [b"before"] * 2 + [b"waiting"] * 2 + [b"coming"] * 2
    assert opened(ports, CITY, report) == opened(ports, PROVINCE, report) == want


def test_whoever_leaves_fetches_no_file_and_its_key_is_sealed_anew(ports, desks):
    got = file(ports, AGAINST_A_SHOP, accused="热线中心")
    sent(got.receipt, b"bill", "a.txt", ports=ports)
    [report] = listed(PROVINCE, ports)
    holding.hand_on(report.id, "city", PROVINCE, PASSPHRASE, ports=ports)
    holding.recuse(report.id, PROVINCE, ports=ports)
    name = report.sent_files[0].name
    for act in (attaching.fetch_file, lambda *at, **by: attaching.read_file(*at, PASSPHRASE, **by)):
        with pytest.raises(NotFound):
            act(report.id, name, PROVINCE, ports=ports)
    holding.read(report.id, CITY, PASSPHRASE, ports=ports)
    left = protected.sealed_report(report.id, CITY, ports=ports).sent_files[0]
    assert left.version == 2
    with pytest.raises(CannotOpen):
        open_item(report.id, left, "handler", desks["handler"][1].private)
    assert opened(ports, CITY, report) == [b"bill"] * 2
    assert protected.inbox(got.receipt, ports=ports).files[0].label.name == "a.txt"


def test_a_file_changed_on_disk_breaks_off(ports):
    got = file(ports, AGAINST_THE_CITY)
    sent(got.receipt, b"minutes", "a.txt", ports=ports)
    [report] = listed(PROVINCE, ports)
    for one in report.sent_files:
        path = ports.files._path / one.stored_as
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CannotOpenFile):
        opened(ports, PROVINCE, report)
