"""A supervision ends when two people say so, and a contractor's people are none of the two."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.domain.errors import (
    ChangedMeanwhile,
    EmptyText,
    NotAllowed,
    NotAllowedNow,
    NotFound,
    ProposalOver,
    SecondPersonNeeded,
)
from intake.domain.staff import Act, StaffMember, StaffRole
from intake.domain.two_people import OPEN_FOR
from intake.service import dispatching, ending, handling, supervising, work
from tests.support.builders import MARKET, a_complaint, a_dispatched_complaint, an_assignment

WANG = StaffMember("wang", StaffRole.SUPERVISOR, "")
ZHAO = StaffMember("zhao", StaffRole.SUPERVISOR, "")
OFFICER = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)


@pytest.fixture
def number(ports):
    """A complaint that is supervised."""
    with ports.uow() as uow:
        complaint = a_dispatched_complaint()
        uow.complaints.add(complaint)
        uow.commit()
    supervising.supervise(complaint.number, "拖了一个月", WANG, ports=ports)
    return complaint.number


def level(ports, number):
    with ports.view() as uow:
        return uow.complaints.get(number).supervised


def facts(ports, number):
    with ports.view() as uow:
        return [type(event).__name__ for event in uow.events.of(number)]


def test_one_proposes_and_another_agrees(ports, number):
    ending.ask_to_end(number, "装了净化器", WANG, ports=ports)
    assert work.one(number, ZHAO, ports=ports).ending.note == "装了净化器"
    assert [one.number for one in work.board(ZHAO, ports=ports).ending] == [number]
    with pytest.raises(SecondPersonNeeded):
        ending.agree_to_end(number, WANG, ports=ports)
    assert level(ports, number) == 1
    ending.agree_to_end(number, ZHAO, ports=ports)
    assert level(ports, number) == 0
    assert work.board(ZHAO, ports=ports).ending == []
    with ports.view() as uow:
        last = uow.events.of(number)[-1]
    assert (last.by, last.asked_by, last.level) == ("zhao", "wang", 1)
    assert "净化器" not in repr(last)
    with pytest.raises(ProposalOver):
        ending.agree_to_end(number, ZHAO, ports=ports)


def test_what_nobody_agrees_to_in_three_days_is_over(ports, number):
    ending.ask_to_end(number, "装了净化器", WANG, ports=ports)
    with pytest.raises(NotAllowedNow):
        ending.ask_to_end(number, "真的装了", ZHAO, ports=ports)
    ports.clock.now += OPEN_FOR
    assert work.one(number, ZHAO, ports=ports).ending is None
    assert work.board(ZHAO, ports=ports).ending == []
    with pytest.raises(ProposalOver):
        ending.agree_to_end(number, ZHAO, ports=ports)
    ending.ask_to_end(number, "真的装了", ZHAO, ports=ports)
    ports.clock.now += OPEN_FOR - timedelta(seconds=1)
    ending.agree_to_end(number, WANG, ports=ports)
    assert level(ports, number) == 0


@pytest.mark.parametrize("who", [WANG, ZHAO])
def test_it_can_be_refused_or_taken_back_and_proposed_again(ports, number, who):
    ending.ask_to_end(number, "装了净化器", WANG, ports=ports)
    ending.keep_on(number, who, ports=ports)
    assert (level(ports, number), facts(ports, number)[-1]) == (1, "SupervisionEndRefused")
    with pytest.raises(ProposalOver):
        ending.agree_to_end(number, ZHAO, ports=ports)
    ending.ask_to_end(number, "这回装了", WANG, ports=ports)


def test_a_level_up_is_a_no(ports, number):
    ending.ask_to_end(number, "装了净化器", WANG, ports=ports)
    supervising.supervise(number, "没有装", ZHAO, ports=ports)
    assert work.one(number, ZHAO, ports=ports).ending is None
    with pytest.raises(ProposalOver):
        ending.agree_to_end(number, ZHAO, ports=ports)
    assert level(ports, number) == 2


def test_what_is_not_supervised_does_not_end(ports):
    with ports.uow() as uow:
        complaint = a_dispatched_complaint()
        uow.complaints.add(complaint)
        uow.commit()
    with pytest.raises(NotAllowedNow):
        ending.ask_to_end(complaint.number, "好了", WANG, ports=ports)


def test_bad_forms_change_nothing(ports, number):
    before = facts(ports, number)
    with pytest.raises(EmptyText):
        ending.ask_to_end(number, " ", WANG, ports=ports)
    with pytest.raises(ChangedMeanwhile):
        ending.ask_to_end(number, "好了", WANG, seen=99, ports=ports)
    with pytest.raises(NotFound):
        ending.ask_to_end(number, "好了", OFFICER, ports=ports)
    with pytest.raises(NotFound):
        ending.ask_to_end(number, "好了", replace(WANG, area="140105"), ports=ports)
    assert facts(ports, number) == before


def test_outsourced_people_neither_end_nor_answer(ports, number):
    hired = replace(ZHAO, outsourced=True)
    ending.ask_to_end(number, "装了净化器", WANG, ports=ports)
    for step in (ending.agree_to_end, ending.keep_on):
        with pytest.raises(NotAllowed):
            step(number, hired, ports=ports)
    with pytest.raises(NotAllowed):
        handling.answer(number, "办好了", replace(OFFICER, outsourced=True), ports=ports)
    desk = StaffMember("dai", StaffRole.DISPATCHER, "", outsourced=True)
    with ports.uow() as uow:
        waiting = a_complaint()
        waiting.understand(an_assignment(disposition="desk", lead=None), ports.clock())
        uow.complaints.add(waiting)
        uow.commit()
    with pytest.raises(NotAllowed):
        dispatching.answer_at_desk(waiting.number, "请拨 110", desk, ports=ports)
    supervising.supervise(number, "还拖", hired, ports=ports)  # what ends nothing, they may
    assert level(ports, number) == 2


@pytest.mark.parametrize("role", StaffRole)
def test_what_the_circular_keeps_from_contractors_no_role_gives_them(role):
    hired = StaffMember("hired", role, "", outsourced=True)
    assert not any(hired.may(act) for act in (Act.CLOSE, Act.REFUSE, Act.END_SUPERVISION))
