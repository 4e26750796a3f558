"""Who guards an identity: never somebody of the accused's line; one who goes hands over."""

from dataclasses import replace

import pytest

from intake.domain.custodians import read_custodians
from intake.domain.errors import (
    BadPublicKey,
    CannotHandOver,
    CustodiansInvolved,
    RequesterIsCustodian,
)
from intake.domain.events import SharesHandedOver
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Asked
from intake.service import custodians, protected
from intake.vault.desks import DeskKeys, box_desk
from intake.vault.envelope import Place
from intake.vault.handing import HandingOver
from intake.vault.handler_keys import Suite, new_pair
from intake.vault.opening import check_shares, join, open_share, seal_to_successor
from intake.vault.opening import hand_over as seal_over
from intake.vault.reading import CannotOpen, Refused, open_content
from intake.vault.reports import TENANT, Reports, from_bytes

PROVINCE = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")
WHO = "王建国，住在矿上"
CITY = "太原市政府的会议纪要是后补的"
OFFICES = ("1401-justice", "14-justice", "14-audit", "1401-audit", "14-labor", "14-labor")
PAIRS = [new_pair(Suite.X25519) for _ in OFFICES]


def listed(*rows):
    """The operator's list, of (number, mark behind the office)."""
    keys = [f"{PAIRS[at].public.hex()} {OFFICES[at]} {mark}" for at, mark in rows]
    return read_custodians("\n".join(keys))


def with_list(ports, settings, *rows):
    province = DeskKeys("14-discipline", new_pair(Suite.X25519).public)
    first = box_desk("1401-desk", settings.report_public_key)
    return replace(ports, vault=Reports(first, listed(*rows), {"handler": province}))


@pytest.fixture
def five(ports, settings):
    return with_list(ports, settings, *((at, "") for at in range(5)))


def guards(ports, who=PROVINCE):
    [report] = protected.sealed_reports(who, ports=ports)
    place = Place(TENANT, report.id, "identity")
    return report, from_bytes(place, report.item("identity").envelope)


def test_no_custodian_of_the_accused_line_gets_a_share(five):
    protected.file_protected(CITY, identity=WHO, ports=five)
    _, sealed = guards(five)
    # 1 and 4 are offices of the city, of which its government is the head.
    assert set(sealed.wraps) == {"custodian-2", "custodian-3", "custodian-5"}


def test_who_is_missing_does_not_tell_whom_an_ordinary_report_is_about(five):
    desk = StaffMember("custodian", StaffRole.CUSTODIAN, "")
    for _ in range(40):
        protected.file_protected("聚福楼饭店给检查的人塞红包", ports=five)
    held = protected.sealed_reports(desk, ports=five)
    drawn = [
        frozenset(
            from_bytes(Place(TENANT, one.id, "identity"), one.item("identity").envelope).wraps
        )
        for one in held
    ]
    assert all(len(one) == 3 for one in drawn)
    assert len(set(drawn)) > 1


def test_with_two_left_no_identity_is_taken_and_the_reporter_hears_it_before_sending(
    ports, settings
):
    four = with_list(ports, settings, *((at, "") for at in range(4)))
    assert not protected.review(CITY, ports=four).can_guard
    with pytest.raises(CustodiansInvolved):
        protected.file_protected(CITY, identity=WHO, ports=four)
    assert protected.sealed_reports(PROVINCE, ports=four) == []
    protected.file_protected(CITY, ports=four)  # anonymous is taken
    [report] = protected.sealed_reports(PROVINCE, ports=four)
    assert report.guarded == []


def test_no_custodian_asks_whether_or_not_he_has_a_share_of_it(five):
    protected.file_protected(CITY, identity=WHO, ports=five)
    report, _ = guards(five)
    for pair in PAIRS[:5]:
        asked = Asked("identity", "李四", pair.public.hex(), "要核对")
        with pytest.raises(RequesterIsCustodian):
            protected.ask_for(report.id, asked, PROVINCE, ports=five)
    with pytest.raises(BadPublicKey):
        protected.ask_for(report.id, Asked("identity", "李四", "xx", "要"), PROVINCE, ports=five)


def test_a_share_goes_to_a_successor_of_the_same_office_and_the_identity_still_opens(
    five, settings
):
    protected.file_protected(CITY, identity=WHO, ports=five)
    after = with_list(five, settings, *((at, "retired" if at == 4 else "") for at in range(6)))
    given = custodians.shares("custodian-5", "custodian-6", ports=after)
    content = HandingOver.of("custodian-5", "custodian-6", PAIRS[5].public, given)
    fresh = seal_to_successor(content, PAIRS[4].private)
    assert check_shares(fresh, PAIRS[5].private) == 1
    with pytest.raises(CannotOpen):
        check_shares(fresh, PAIRS[4].private)
    shares = HandingOver.read(fresh.model_dump_json().encode()).shares
    assert custodians.hand_over("custodian-5", "custodian-6", shares, ports=after) == 1
    assert custodians.hand_over("custodian-5", "custodian-6", shares, ports=after) == 0
    _, sealed = guards(after)
    assert set(sealed.wraps) == {"custodian-2", "custodian-3", "custodian-6"}
    two = [
        open_share(sealed.wraps[f"custodian-{at + 1}"], sealed.place, f"custodian-{at + 1}", pair)
        for at, pair in ((1, PAIRS[1].private), (5, PAIRS[5].private))
    ]
    assert open_content(sealed.blobs["identity"], join(two), sealed.place).decode() == WHO
    counts = custodians.left(ports=after)
    assert (counts["custodian-5"], counts["custodian-6"]) == (0, 1)
    with after.view() as uow:
        told = [one for _, one in uow.events.latest() if isinstance(one, SharesHandedOver)]
    assert [(one.number, one.by) for one in told] == [("custodian-5", "custodian-6")]


@pytest.mark.parametrize(
    ("leaver", "successor"),
    [
        ("custodian-4", "custodian-6"),  # still active
        ("custodian-5", "custodian-3"),  # of another office
        ("custodian-5", "custodian-5"),
        ("custodian-5", "custodian-9"),
        ("custodian-9", "custodian-6"),
    ],
)
def test_nobody_else_hands_over_to_nobody_else(five, settings, leaver, successor):
    after = with_list(five, settings, *((at, "retired" if at == 4 else "") for at in range(6)))
    with pytest.raises(CannotHandOver):
        custodians.shares(leaver, successor, ports=after)
    with pytest.raises(CannotHandOver):
        custodians.hand_over(leaver, successor, [], ports=after)


def test_a_successor_who_has_a_share_of_it_gets_no_second_one(five, settings):
    protected.file_protected("聚福楼饭店给检查的人塞红包", ports=five)
    row = HandingOver.of("custodian-5", "custodian-6", PAIRS[5].public, [])
    assert seal_to_successor(row, PAIRS[4].private).rows == []
    desk = StaffMember("custodian", StaffRole.CUSTODIAN, "")
    _, sealed = guards(five, desk)
    first, second = sorted(sealed.wraps)[:2]
    number = int(first.rpartition("-")[2]) - 1
    with pytest.raises(Refused):
        seal_over(sealed, first, PAIRS[number].private, second, PAIRS[5].public)


@pytest.mark.parametrize(
    "text",
    ["zz", "aa", "aa bb", "aa aa bb", "aa bb retired cc", "1401-justice aa bb cc", "aa bb cc x-1"],
)
def test_a_list_that_cannot_be_meant_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        read_custodians(text)


def test_a_list_of_bare_keys_is_read_as_before():
    assert list(read_custodians("aa bb\ncc")) == ["custodian-1", "custodian-2", "custodian-3"]
    assert read_custodians("") == {}
