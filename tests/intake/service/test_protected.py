"""What each holder can and cannot read of a protected report."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from intake.domain.errors import (
    BadPublicKey,
    BadReceipt,
    EmptyText,
    NoCustodians,
    NotAllowedNow,
    NotFound,
    TooEarly,
    TooLong,
)
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Asked
from intake.service import protected
from intake.vault import opening, reading
from intake.vault.__main__ import app
from intake.vault.desks import box_desk
from intake.vault.envelope import Place
from intake.vault.handler_keys import Suite, new_pair
from intake.vault.reading import CannotOpen
from intake.vault.reports import (
    DESK,
    REPORTER,
    TENANT,
    Reports,
    from_bytes,
    open_item,
    pair_from,
    read_bundle,
)
from tests.support.builders import CUSTODIAN

TEXT = "我叫王建国，矿上六月冒顶没有报"
NAME = "王建国"


def filed(ports, identity=""):
    """A report from which the reporter cut the own name."""
    found = protected.review(TEXT, ports=ports)
    got = protected.file_protected(TEXT, cuts=found.spans, identity=identity, ports=ports)
    [report] = protected.sealed_reports(CUSTODIAN, ports=ports)
    return got, report


def item(report, name):
    return next(one for one in report.items if one.name == name)


def shares(report, name, custodians):
    place = Place(TENANT, report.id, name)
    wraps = from_bytes(place, item(report, name).envelope).wraps
    return [
        opening.open_share(wraps[holder], place, holder, pair.private)
        for holder, pair in zip(sorted(wraps), custodians, strict=True)
    ]


def plain(report, name, key):
    place = Place(TENANT, report.id, name)
    blob = from_bytes(place, item(report, name).envelope).blobs[name]
    return reading.open_content(blob, key, place).decode()


def test_the_desk_reads_the_text_without_what_was_cut(ports, report_key):
    _, report = filed(ports)
    desk = bytes([Suite.X25519]) + bytes(report_key)
    text = open_item(report.id, item(report, "text"), DESK, desk)
    assert NAME not in text
    assert text.startswith("〔")
    for name in ("identity", "span:1"):
        with pytest.raises(CannotOpen):
            open_item(report.id, item(report, name), DESK, desk)


def test_the_receipt_opens_the_own_text_and_no_guarded_item(ports):
    got, report = filed(ports, identity="王建国，住在矿上")
    pair = pair_from(report.id, got.receipt)
    assert open_item(report.id, item(report, "text"), REPORTER, pair.private)
    for name in ("identity", "span:1"):
        with pytest.raises(CannotOpen):
            open_item(report.id, item(report, name), REPORTER, pair.private)


def test_two_custodians_open_what_one_cannot(ports, custodians):
    _, report = filed(ports, identity="王建国，住在矿上")
    for name, words in (("identity", "王建国，住在矿上"), ("span:1", NAME)):
        one, two, three = shares(report, name, custodians)
        for pair in ((one, two), (two, three), (one, three)):
            assert words in plain(report, name, opening.join(pair))
        with pytest.raises(CannotOpen):
            opening.join([one])


def test_the_database_with_every_setting_opens_nothing(ports, settings, contact_key):
    """What a thief of disk and environment holds: public keys, pepper, the vault's contact key."""
    _, report = filed(ports, identity="王建国")
    stolen = [
        bytes([Suite.X25519]) + raw
        for raw in (
            bytes(contact_key),
            settings.pepper.get_secret_value().encode()[:32],
            settings.receipt_secret.get_secret_value().encode()[:32],
            bytes.fromhex(settings.report_public_key),
        )
    ]
    for one in report.items:
        assert NAME.encode() not in one.envelope
        for holder in (DESK, REPORTER, "custodian-1"):
            for key in stolen:
                with pytest.raises(CannotOpen):
                    open_item(report.id, one, holder, key)


def test_an_item_put_under_another_name_or_report_does_not_open(ports, report_key):
    got, report = filed(ports)
    protected.add(got.receipt, "再补一句", ports=ports)
    [report] = protected.sealed_reports(CUSTODIAN, ports=ports)
    desk = bytes([Suite.X25519]) + bytes(report_key)
    text, message = item(report, "text"), report.messages[0]
    text.envelope, message.envelope = message.envelope, text.envelope
    for moved in (text, message):
        with pytest.raises(CannotOpen):
            open_item(report.id, moved, DESK, desk)
    text.envelope, message.envelope = message.envelope, text.envelope
    with pytest.raises(CannotOpen):
        open_item("B2222222222", text, DESK, desk)


def test_receipt_and_reward_code_are_two_secrets_of_which_only_digests_are_kept(ports):
    got, report = filed(ports)
    assert got.receipt != got.reward_code
    for secret in (got.receipt, got.reward_code):
        assert secret not in repr((report, got))
        assert secret not in str(vars(report))
    with pytest.raises(NotFound):
        protected.inbox(got.reward_code, ports=ports)


def test_without_custodians_no_identity_is_taken_and_cut_words_are_gone(ports, settings):
    alone = replace(ports, vault=Reports(box_desk("1401-desk", settings.report_public_key), {}))
    with pytest.raises(NoCustodians):
        protected.file_protected(TEXT, identity="王建国", ports=alone)
    _, report = filed(alone)
    assert [one.name for one in report.items] == ["text", "avoided"]


def test_withdrawing_after_somebody_looked_destroys_who_it_was(ports, town_custodian):
    got, report = filed(ports, identity="王建国")
    protected.fetch(report.id, town_custodian, ports=ports)
    protected.withdraw(got.receipt, ports=ports)
    [left] = protected.sealed_reports(CUSTODIAN, ports=ports)
    assert [one.name for one in left.items] == ["text", "avoided"]
    for act in (
        lambda: protected.add(got.receipt, "还有", ports=ports),
        lambda: protected.ask_reporter(report.id, "谁？", CUSTODIAN, ports=ports),
        lambda: protected.withdraw(got.receipt, ports=ports),
    ):
        with pytest.raises(NotAllowedNow):
            act()


@pytest.mark.parametrize(("receipt", "error"), [("0" * 25, NotFound), ("1", BadReceipt)])
def test_an_unknown_receipt_opens_nothing(ports, receipt, error):
    for act in (protected.inbox, protected.withdraw):
        with pytest.raises(error):
            act(receipt, ports=ports)


def test_what_would_show_by_its_length_is_not_taken(ports):
    with pytest.raises(TooLong):
        protected.file_protected(TEXT, identity="王" * 501, ports=ports)
    protected.file_protected(TEXT, identity="王" * 500, ports=ports)


@pytest.fixture
def town_custodian():
    return StaffMember("bao", StaffRole.CUSTODIAN, "")


# -- asking to see who it was -----------------------------------------------------------------


def asked(ports, report, requester, item="identity"):
    wish = Asked(item, "核查组 李某", requester.public.hex(), "要当面核对签字")
    protected.ask_for(report.id, wish, CUSTODIAN, ports=ports)
    [report] = protected.sealed_reports(CUSTODIAN, ports=ports)
    return report.requests[-1].name


def test_the_reporter_is_told_who_asks_and_why_before_anybody_can_fetch_it(ports, clock):
    got, report = filed(ports, identity="王建国")
    name = asked(ports, report, new_pair(Suite.X25519))
    letters = protected.inbox(got.receipt, ports=ports)
    for words in ("核查组 李某", "要当面核对签字", "您的身份"):
        assert words in letters.messages[-1].text
    assert [one.name for one in letters.requests] == [name]
    with pytest.raises(TooEarly):
        protected.fetch_request(report.id, name, CUSTODIAN, ports=ports)
    clock.go_on(days=2)
    assert protected.fetch_request(report.id, name, CUSTODIAN, ports=ports)


def test_an_objection_destroys_the_request(ports, clock):
    got, report = filed(ports, identity="王建国")
    name = asked(ports, report, new_pair(Suite.X25519))
    protected.object_to(got.receipt, name, ports=ports)
    clock.go_on(days=2)
    with pytest.raises(NotFound):
        protected.fetch_request(report.id, name, CUSTODIAN, ports=ports)
    assert protected.inbox(got.receipt, ports=ports).messages[-1].by == "reporter"


@pytest.mark.parametrize("item", ["text", "identity", "span:1"])
def test_only_a_request_can_be_objected_to(ports, item):
    got, report = filed(ports, identity="王建国")
    with pytest.raises(NotFound):
        protected.object_to(got.receipt, item, ports=ports)
    [left] = protected.sealed_reports(CUSTODIAN, ports=ports)
    assert len(left.items) == len(report.items)


@pytest.mark.parametrize("item", ["text", "message:1", "span:9", "", "request:1"])
def test_only_what_is_guarded_can_be_asked_for(ports, item):
    _, report = filed(ports)
    with pytest.raises(NotFound):
        asked(ports, report, new_pair(Suite.X25519), item)


@pytest.mark.parametrize("key", ["", "xyz", "00", "01" * 33])
def test_a_key_that_is_none_is_sent_back(ports, key):
    got, report = filed(ports)
    wish = Asked("identity", "李某", key if key != "01" * 33 else "01" + "00" * 32, "核对")
    with pytest.raises(BadPublicKey):
        protected.ask_for(report.id, wish, CUSTODIAN, ports=ports)
    assert protected.inbox(got.receipt, ports=ports).messages == []


@pytest.mark.parametrize("field", ["requester", "motivation"])
def test_whoever_asks_says_who_and_why(ports, field):
    _, report = filed(ports)
    wish = Asked("identity", "李某", new_pair(Suite.X25519).public.hex(), "核对")
    with pytest.raises(EmptyText):
        protected.ask_for(report.id, replace(wish, **{field: " "}), CUSTODIAN, ports=ports)


def test_what_is_fetched_of_a_report_holds_no_share_of_the_identity(ports, town_custodian):
    _, report = filed(ports, identity="王建国")
    _, items = read_bundle(protected.fetch(report.id, town_custodian, ports=ports))
    assert [one.name for one in items] == ["text", "avoided"]


def test_two_custodians_at_home_open_the_identity_for_who_asked(
    ports, clock, custodians, tmp_path, monkeypatch
):
    """The whole way with the custodian's tool, as its files travel."""
    monkeypatch.setattr("intake.vault.__main__.datetime", At(clock))
    _, report = filed(ports, identity="王建国，住在矿上")
    requester = new_pair(Suite.X25519)
    name = asked(ports, report, requester)
    clock.go_on(days=2)
    (tmp_path / "sealed.bin").write_bytes(
        protected.fetch_request(report.id, name, CUSTODIAN, ports=ports)
    )
    for number, pair in enumerate([requester, *custodians]):
        (tmp_path / f"{number}.key").write_text(pair.private.hex())

    def tool(*words):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        return done.output

    request, item = tmp_path / "request.json", tmp_path / "request.bin"
    tool("take", tmp_path / "sealed.bin", "--key", tmp_path / "0.key", "--out", request)
    for number in (1, 3):
        approve = tool(
            "approve", request, "--key", tmp_path / f"{number}.key",
            "--out", tmp_path / f"share-{number}", "--yes",
        )  # fmt: skip
        assert "要当面核对签字" in approve
    opened = tool(
        "open", item, "--key", tmp_path / "0.key", "--request", request,
        "--share", tmp_path / "share-1", "--share", tmp_path / "share-3",
    )  # fmt: skip
    assert "王建国，住在矿上" in opened


class At:
    """datetime, whose now() is the town's clock."""

    def __init__(self, clock):
        self._clock = clock

    def now(self, _zone):
        return self._clock()
