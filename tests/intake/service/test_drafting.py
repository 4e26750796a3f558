"""What an officer typed survives whatever happens to the browser, and nobody else reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.domain.drafts import KEPT, Part
from intake.domain.errors import NotAllowed, NotAllowedNow, NotFound, TooLong
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import drafting, forgetting, handling, status
from tests.intake.service.test_visiting import dispatched
from tests.intake.service.test_work import HOUSING_OFFICER, MARKET_OFFICER
from tests.support.builders import MARKET

COLLEAGUE = StaffMember("wang", StaffRole.OFFICER, "", MARKET.office)
SECRET = "MARKER-4471 商家说周五退"


def keep(ports, got, words=SECRET, part=Part.ANSWER, who=MARKET_OFFICER):
    drafting.keep(got.number, part, words, who, ports=ports)


def mine(ports, got, who=MARKET_OFFICER):
    found = drafting.mine(got.number, who, ports=ports)
    return {part: one.words for part, one in found.items()}


def left_in(ports, got):
    """Of everybody, whether or not anybody may still read it."""
    with ports.view() as uow:
        stays = [one.id for one in uow.complaints.get(got.number).tickets]
        return [
            one.words
            for stay in stays
            for who in (MARKET_OFFICER, COLLEAGUE)
            for one in uow.drafts.of(stay, who.name).values()
        ]


def test_the_last_words_of_each_form_are_there_for_the_writer_alone(ports):
    got = dispatched(ports)
    keep(ports, got, "商家")
    keep(ports, got)
    keep(ports, got, "属住建", Part.SEND_BACK)
    assert mine(ports, got) == {Part.ANSWER: SECRET, Part.SEND_BACK: "属住建"}
    assert mine(ports, got, COLLEAGUE) == {}
    keep(ports, got, "商家不肯退", who=COLLEAGUE)
    assert mine(ports, got)[Part.ANSWER] == SECRET
    keep(ports, got, " \n")
    assert mine(ports, got) == {Part.SEND_BACK: "属住建"}


def test_a_draft_changes_no_complaint_is_in_no_event_and_in_no_repr(ports):
    got = dispatched(ports)
    with ports.view() as uow:
        before = uow.complaints.get(got.number).version, uow.events.latest()
    keep(ports, got)
    with ports.view() as uow:
        assert (uow.complaints.get(got.number).version, uow.events.latest()) == before
    assert "MARKER" not in repr(drafting.mine(got.number, MARKET_OFFICER, ports=ports))


@pytest.mark.parametrize("end", ["answer", "send_back", "withdraw"])
def test_whatever_ends_the_stay_ends_the_drafts_of_all(ports, end):
    got = dispatched(ports)
    for who in (MARKET_OFFICER, COLLEAGUE):
        keep(ports, got, who=who)
    assert len(left_in(ports, got)) == 2
    if end == "answer":
        handling.answer(got.number, "已经退款", COLLEAGUE, ports=ports)
    elif end == "send_back":
        reason = ReturnReason.NOT_OUR_DUTY
        handling.send_back(got.number, reason, "属住建", COLLEAGUE, ports=ports)
    else:
        status.withdraw(got.receipt, ports=ports)
    assert left_in(ports, got) == []
    with pytest.raises(NotAllowedNow):
        keep(ports, got)


def test_what_ends_nothing_leaves_them(ports):
    got = dispatched(ports)
    keep(ports, got)
    handling.contact(got.number, COLLEAGUE, ports=ports)
    status.urge(got.receipt, ports=ports)
    assert mine(ports, got) == {Part.ANSWER: SECRET}


def test_what_nobody_typed_in_for_a_quarter_is_forgotten(ports, clock):
    old, new = dispatched(ports), dispatched(ports)
    keep(ports, old)
    clock.go_on(days=1)
    keep(ports, new)
    clock.now += KEPT - timedelta(hours=1)
    forgetting.forget(ports=ports)
    assert (left_in(ports, old), left_in(ports, new)) == ([], [SECRET])


def test_another_office_keeps_none_and_learns_nothing(ports):
    got = dispatched(ports)
    for number in (got.number, "20990101-000001"):
        with pytest.raises(NotFound):
            drafting.keep(number, Part.ANSWER, "x", HOUSING_OFFICER, ports=ports)
        with pytest.raises(NotFound):
            drafting.mine(number, HOUSING_OFFICER, ports=ports)


def test_too_long_to_be_sent_is_kept_and_too_long_for_anything_is_not(ports):
    got = dispatched(ports)
    keep(ports, got, "字" * 6000)
    with pytest.raises(TooLong):
        keep(ports, got, "字" * 20_001)
    assert mine(ports, got) == {Part.ANSWER: "字" * 6000}


@pytest.mark.parametrize("part", Part)
def test_who_may_not_send_it_drafts_none(ports, part):
    got = dispatched(ports)
    with pytest.raises(NotAllowed):
        keep(ports, got, part=part, who=replace(MARKET_OFFICER, outsourced=True))
