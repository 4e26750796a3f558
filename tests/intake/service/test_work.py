"""Dispatching, the office, the desk, the relay."""

import pytest

from intake.domain.complaint import ComplaintState
from intake.domain.errors import NotAllowed, NotFound, UnknownOffice
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import (
    dispatching,
    escalation,
    filing,
    handling,
    protected,
    status,
    work,
)
from intake.service.filing import NewComplaint
from intake.vault.handler_keys import Suite
from intake.vault.reports import DESK, open_item
from intake.worker.relay import relay
from routing.assignment import Disposition
from tests.support.builders import MARKET, FixedRouter, an_assignment

MARKET_OFFICER = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)
HOUSING_OFFICER = StaffMember("zhao", StaffRole.OFFICER, "", "1401-housing")
DISPATCHER = StaffMember("dai", StaffRole.DISPATCHER, "")


def filed(ports, **more):
    return filing.file_complaint(NewComplaint("商场不给退款", **more), ports=ports)


def dispatched(ports, **more):
    got = filed(ports, **more)
    dispatching.dispatch(got.number, ports=ports, router=FixedRouter())
    return got


def test_from_filing_to_the_citizens_rating(ports):
    got = dispatched(ports)
    handling.sign(got.number, MARKET_OFFICER, ports=ports)
    handling.answer(got.number, "已经退款", MARKET_OFFICER, ports=ports)
    seen = status.look_up(got.receipt, ports=ports)
    assert seen.answers[0][2] == "已经退款"
    assert [s.what for s in seen.history] == ["filed", "dispatched", "signed", "answered"]
    status.rate(got.receipt, solved=True, stars=5, ports=ports)
    assert status.look_up(got.receipt, ports=ports).state == "closed"


def test_dispatching_twice_opens_one_ticket(ports):
    got = dispatched(ports)
    dispatching.dispatch(got.number, ports=ports, router=FixedRouter())
    with ports.view() as uow:
        assert len(uow.complaints.get(got.number).tickets) == 1


def test_another_office_can_do_nothing_and_learns_nothing(ports):
    got = dispatched(ports)
    reason = ReturnReason.NOT_OUR_DUTY
    for act in (
        lambda: handling.sign(got.number, HOUSING_OFFICER, ports=ports),
        lambda: handling.answer(got.number, "x", HOUSING_OFFICER, ports=ports),
        lambda: handling.send_back(got.number, reason, "x", HOUSING_OFFICER, ports=ports),
        lambda: work.one(got.number, HOUSING_OFFICER, ports=ports),
        lambda: handling.sign("20261123-999999", HOUSING_OFFICER, ports=ports),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_sent_back_ticket_is_dispatched_again_by_hand(ports):
    got = dispatched(ports)
    reason = ReturnReason.NOT_OUR_DUTY
    handling.send_back(got.number, reason, "属住建", MARKET_OFFICER, ports=ports)
    (on_desk,) = work.desk(DISPATCHER, ports=ports).page.rows
    assert on_desk.desk_why == "sent_back"
    dispatching.dispatch_by_hand(got.number, "1401-housing", by="dai", ports=ports)
    (theirs,) = work.tickets(HOUSING_OFFICER, ports=ports).page.rows
    assert theirs.complaint.number == got.number


def test_an_office_that_does_not_exist_is_refused(ports):
    got = filed(ports)
    desk = FixedRouter(an_assignment(disposition=Disposition.DESK, lead=None))
    dispatching.dispatch(got.number, ports=ports, router=desk)
    for office in ("1401-nonsense", "999999-market", ""):
        with pytest.raises(UnknownOffice):
            dispatching.dispatch_by_hand(got.number, office, by="dai", ports=ports)


def test_what_routing_cannot_do_a_person_does(ports):
    got = filed(ports)
    dispatching.send_unroutable_to_desk(got.number, ports=ports)
    dispatching.answer_at_desk(got.number, "请拨 12388", DISPATCHER, ports=ports)
    assert status.look_up(got.receipt, ports=ports).answers[0][2] == "请拨 12388"


def test_overdue_is_raised_once(ports):
    got = dispatched(ports)
    ports.clock.go_on(days=30)
    assert escalation.raise_overdue(ports=ports) == 1
    assert escalation.raise_overdue(ports=ports) == 0
    with ports.view() as uow:
        story = [type(e).__name__ for e in uow.events.of(got.number)]
    assert story.count("TicketOverdue") == 1


def test_a_complaint_whose_task_was_lost_is_found_again(ports):
    got = filed(ports)
    assert escalation.unrouted(ports=ports) == []
    ports.clock.go_on(minutes=5)
    assert escalation.unrouted(ports=ports) == [got.number]


def test_the_relay_sends_each_event_once_and_again_after_a_crash(ports):
    got = filed(ports)
    sent = []

    def crash(task, number):
        sent.append((task, number))
        raise ConnectionError

    with pytest.raises(ConnectionError):
        relay(ports=ports, send=crash)
    for _ in range(2):
        relay(ports=ports, send=lambda task, number: sent.append((task, number)))
    assert sent == [("intake.dispatch", got.number)] * 2


def answered(ports, **more):
    got = dispatched(ports, **more)
    handling.sign(got.number, MARKET_OFFICER, ports=ports)
    handling.answer(got.number, "已经退款", MARKET_OFFICER, ports=ports)
    return got


def test_a_protected_report_is_a_receipt_and_a_sealed_row_and_nothing_else(ports, report_key):
    got = protected.file_protected("井下死了人没报 MARKER-7319", ports=ports)
    with ports.view() as uow:
        (row,) = uow.protected.held_by("desk")
        assert uow.events.latest() == []
        assert not [item for item in row.items if b"MARKER-7319" in item.envelope]
    desk = bytes([Suite.X25519]) + bytes(report_key)
    assert open_item(row.id, row.items[0], DESK, desk) == "井下死了人没报 MARKER-7319"
    assert status.look_up(got.receipt, ports=ports) is None


def test_sealed_lengths_tell_little(ports):
    for text in ("短", "长" * 1000):
        protected.file_protected(text, ports=ports)
    with ports.view() as uow:
        rows = uow.protected.held_by("desk")
    assert len({tuple(len(item.envelope) for item in row.items) for row in rows}) == 1


def test_each_role_sees_its_own_list_alone(ports):
    lists = {
        StaffRole.DISPATCHER: lambda who: work.desk(who, ports=ports),
        StaffRole.OFFICER: lambda who: work.tickets(who, ports=ports),
        StaffRole.SUPERVISOR: lambda who: work.board(who, ports=ports),
        StaffRole.AUDITOR: lambda who: work.audit(who, ports=ports),
    }
    for role in StaffRole:
        who = StaffMember("x", role, "", MARKET.office)
        for owner, see in lists.items():
            if owner is role:
                see(who)
            else:
                with pytest.raises(NotAllowed):
                    see(who)


def test_what_the_desk_may_see_it_may_open_and_nothing_more(ports):
    waiting = filed(ports)
    with pytest.raises(NotFound):
        work.one(waiting.number, DISPATCHER, ports=ports)
    dispatching.send_unroutable_to_desk(waiting.number, ports=ports)
    seen = work.one(waiting.number, DISPATCHER, ports=ports)
    assert seen.complaint.state is ComplaintState.AT_DESK
