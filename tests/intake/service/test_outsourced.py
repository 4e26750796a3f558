"""Whoever works for a contractor sees, calls, writes down and asks; and decides nothing that ends a
complaint, keeps it from an office or leaves it out (docs/decisions/0030)."""

from dataclasses import replace

import pytest

from intake.domain.complaint import ComplaintState
from intake.domain.errors import NotAllowed, NotAllowedNow, NotFound
from intake.domain.exclusions import ExclusionReason, ExclusionState
from intake.domain.staff import NOT_OUTSOURCED, StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.domain.visits import NOT_REACHED, Heard
from intake.service import excluding, handling, status, visiting
from tests.intake.service.test_visiting import (
    HAPPY,
    SUPERVISOR,
    UNHAPPY,
    VISITOR,
    answered,
    complaint,
    dispatched,
    to_call,
)
from tests.intake.service.test_work import MARKET_OFFICER
from tests.support.builders import MARKET

# Own people and hired ones, by role: what comes of the same action.
DONE, REFUSED, UNKNOWN = None, NotAllowed, NotFound


def member(role, *, hired):
    office = MARKET.office if role is StaffRole.OFFICER else ""
    return StaffMember(f"{role.value} {hired}", role, "", office, outsourced=hired)


def send_back(ports, who):
    got = dispatched(ports)
    reason = ReturnReason.NOT_OUR_DUTY
    handling.send_back(got.number, reason, "属住建", who, ports=ports)


def decide(ports, who):
    got = answered(ports)
    reason = ExclusionReason.NO_GROUNDS
    excluding.ask(got.number, reason, "没有这一条", MARKET_OFFICER, ports=ports)
    excluding.decide(got.number, MARKET.office, "确实没有", who, granted=True, ports=ports)


def ask_to_exclude(ports, who):
    got = answered(ports)
    excluding.ask(got.number, ExclusionReason.NO_GROUNDS, "没有这一条", who, ports=ports)


def record(ports, who):
    got = answered(ports)
    visiting.record(got.number, HAPPY, "", who, tried=0, ports=ports)


def own_visit(ports, who):
    got = answered(ports)
    visiting.by_office(got.number, HAPPY, "", who, ports=ports)


OWN = {
    send_back: {StaffRole.OFFICER: DONE},
    decide: {StaffRole.SUPERVISOR: DONE},
    ask_to_exclude: {StaffRole.OFFICER: DONE},
    record: {StaffRole.VISITOR: DONE},
    own_visit: {StaffRole.OFFICER: DONE},
}
HIRED = OWN | {send_back: {StaffRole.OFFICER: REFUSED}, decide: {StaffRole.SUPERVISOR: REFUSED}}


@pytest.mark.parametrize("hired", [False, True])
@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("act", OWN, ids=lambda act: act.__name__)
def test_role_by_action(ports, act, role, hired):
    expected = (HIRED if hired else OWN)[act].get(role, UNKNOWN)
    who = member(role, hired=hired)
    if expected is DONE:
        act(ports, who)
        return
    with pytest.raises(expected):
        act(ports, who)


@pytest.mark.parametrize("role", StaffRole)
def test_no_role_gives_it_to_them(role):
    assert not any(member(role, hired=True).may(act) for act in NOT_OUTSOURCED)


HIRED_VISITOR = replace(VISITOR, outsourced=True)


def hears(ports, got, heard, note="", tried=0):
    visiting.record(got.number, heard, note, HIRED_VISITOR, tried=tried, ports=ports)


def test_a_hired_visitor_writes_down_and_the_citizen_closes(ports):
    got = answered(ports)
    hears(ports, got, HAPPY)
    assert complaint(ports, got).state is ComplaintState.ANSWERED
    assert to_call(ports) == []
    with pytest.raises(NotAllowedNow):  # nobody calls a third time
        visiting.by_office(got.number, HAPPY, "", MARKET_OFFICER, ports=ports)
    status.rate(got.receipt, solved=True, stars=5, ports=ports)
    assert complaint(ports, got).state is ComplaintState.CLOSED


def test_what_a_hired_visitor_hears_is_redone_all_the_same(ports):
    got = answered(ports)
    hears(ports, got, UNHAPPY, "还没退")
    assert complaint(ports, got).state is ComplaintState.AT_DESK


def test_a_hired_visitor_tries_as_often_as_any(ports, clock):
    got = answered(ports)
    for tried in range(3):
        hears(ports, got, NOT_REACHED, tried=tried)
        clock.go_on(days=1)
    assert to_call(ports) == []


def test_a_refused_decision_leaves_the_wish_open_for_own_people(ports):
    got = answered(ports)
    excluding.ask(got.number, ExclusionReason.NO_GROUNDS, "没有这一条", MARKET_OFFICER, ports=ports)
    hired = replace(SUPERVISOR, outsourced=True)
    with pytest.raises(NotAllowed):
        excluding.decide(got.number, MARKET.office, "行", hired, granted=True, ports=ports)
    [row] = excluding.queue(hired, ports=ports)  # they may read it
    assert row.wish.exclusion.state is ExclusionState.ASKED


def test_half_happy_is_no_reason_to_close_either(ports):
    got = answered(ports)
    hears(ports, got, Heard(True, "partly", 3))
    assert complaint(ports, got).state is ComplaintState.ANSWERED
