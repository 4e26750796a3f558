"""What each holder can and cannot read of a protected report."""

import pytest

from intake.domain.errors import BadReceipt, NoCustodians, NotAllowedNow, NotFound, TooLong
from intake.service import protected
from intake.vault import opening, reading
from intake.vault.envelope import Place
from intake.vault.handler_keys import Suite
from intake.vault.reading import CannotOpen
from intake.vault.reports import DESK, REPORTER, TENANT, from_bytes, open_item, pair_from

TEXT = "我叫王建国，矿上六月冒顶没有报"
NAME = "王建国"


def filed(ports, identity=""):
    """A report from which the reporter cut the own name."""
    found = protected.review(TEXT, ports=ports)
    cuts = {(span.start, span.end) for span in found.spans}
    got = protected.file_protected(TEXT, cuts=cuts, identity=identity, ports=ports)
    [report] = protected.sealed_reports(ports=ports)
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
    [report] = protected.sealed_reports(ports=ports)
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
    from dataclasses import replace

    from intake.vault.reports import Reports

    alone = replace(ports, vault=Reports(bytes.fromhex(settings.report_public_key), {}))
    with pytest.raises(NoCustodians):
        protected.file_protected(TEXT, identity="王建国", ports=alone)
    _, report = filed(alone)
    assert [one.name for one in report.items] == ["text"]


def test_withdrawing_after_somebody_looked_destroys_who_it_was(ports, town_custodian):
    got, report = filed(ports, identity="王建国")
    protected.fetch(report.id, town_custodian, ports=ports)
    protected.withdraw(got.receipt, ports=ports)
    [left] = protected.sealed_reports(ports=ports)
    assert [one.name for one in left.items] == ["text"]
    for act in (
        lambda: protected.add(got.receipt, "还有", ports=ports),
        lambda: protected.ask_reporter(report.id, "谁？", ports=ports),
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
    from intake.domain.staff import StaffMember, StaffRole

    return StaffMember("bao", StaffRole.CUSTODIAN, "")
