"""Two people hold a report, or one of them says no; the chain shows it, to those who may know."""

from dataclasses import replace

import pytest

from intake.domain.custody import Step
from intake.domain.errors import NotAllowedNow, NotFound, SecondPersonNeeded
from intake.domain.events import CustodyDay, ReportShredded
from intake.domain.keeping import Retention, Standing
from intake.domain.staff import StaffMember, StaffRole
from intake.service import custody, keeping, protected
from tests.support.builders import CUSTODIAN

OTHER = StaffMember("another", StaffRole.CUSTODIAN, "")
PROVINCE = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")
ROWS = {one.value: {"days": 10} for one in Standing}


@pytest.fixture
def filed(ports):
    got = protected.file_protected("某矿六月的冒顶没有报", ports=ports)
    return got, protected.sealed_reports(CUSTODIAN, ports=ports)[0].id


def hold(id, ports):
    keeping.ask_hold(id, "检察院在查", CUSTODIAN, ports=ports)
    keeping.confirm_hold(id, OTHER, ports=ports)


def days_in_the_chain(ports):
    with ports.view() as uow:
        return [one for _, one in uow.events.latest() if isinstance(one, CustodyDay)]


def test_the_desk_reads_which_two_people_held_it_and_which_two_let_go(ports, filed):
    _, id = filed
    hold(id, ports)
    keeping.ask_to_lift(id, OTHER, ports=ports)
    keeping.lift(id, CUSTODIAN, ports=ports)
    keeping.close(id, "查实了", CUSTODIAN, ports=ports)
    one, two = CUSTODIAN.name, OTHER.name
    assert [(fact.step, fact.by) for fact in custody.history(id, CUSTODIAN, ports=ports)] == [
        (Step.HOLD_ASKED, one),
        (Step.HOLD_CONFIRMED, two),
        (Step.LIFT_ASKED, two),
        (Step.LIFTED, one),
        (Step.CLOSED, one),
    ]
    with pytest.raises(NotFound):
        custody.history(id, PROVINCE, ports=ports)


def test_the_second_person_may_refuse_and_the_first_take_back(ports, filed):
    got, id = filed
    keeping.ask_hold(id, "也许用得着", CUSTODIAN, ports=ports)
    with pytest.raises(SecondPersonNeeded):
        keeping.refuse_hold(id, CUSTODIAN, ports=ports)
    with pytest.raises(NotAllowedNow):
        keeping.take_hold_back(id, OTHER, ports=ports)
    keeping.refuse_hold(id, OTHER, ports=ports)
    assert "没有同意" in protected.inbox(got.receipt, ports=ports).messages[-1].text
    keeping.ask_hold(id, "再想想", CUSTODIAN, ports=ports)
    keeping.take_hold_back(id, CUSTODIAN, ports=ports)
    assert "收回" in protected.inbox(got.receipt, ports=ports).messages[-1].text
    for act in (keeping.confirm_hold, keeping.refuse_hold, keeping.take_hold_back):
        with pytest.raises(NotAllowedNow):
            act(id, OTHER, ports=ports)


def test_a_step_that_was_not_allowed_leaves_no_note(ports, filed):
    _, id = filed
    keeping.ask_hold(id, "要用", CUSTODIAN, ports=ports)
    with pytest.raises(SecondPersonNeeded):
        keeping.confirm_hold(id, CUSTODIAN, ports=ports)
    steps = [fact.step for fact in custody.history(id, CUSTODIAN, ports=ports)]
    assert steps == [Step.HOLD_ASKED]


def test_every_night_writes_one_line_whether_or_not_anything_happened(ports, clock, filed):
    clock.go_on(days=1)
    keeping.destroy_due(ports=ports)
    keeping.destroy_due(ports=ports)
    hold(filed[1], ports)
    clock.go_on(days=1)
    keeping.destroy_due(ports=ports)
    after, before = days_in_the_chain(ports)
    assert before.digest != after.digest
    assert filed[1] not in repr((before, after))
    assert CUSTODIAN.name not in repr((before, after))
    assert before.at.minute == before.at.second == 0


@pytest.mark.parametrize("how", ["changed", "moved"])
def test_what_was_changed_after_its_night_is_found(ports, clock, filed, how):
    hold(filed[1], ports)
    clock.go_on(days=1)
    assert custody.broken_day(ports=ports) is None
    custody.close_day(ports=ports)
    assert custody.broken_day(ports=ports) is None
    with ports.uow() as uow:
        _, confirmed = uow.custody.of(filed[1])
        if how == "changed":
            confirmed.by = "somebody"
        else:
            confirmed.report = "B2222222222"
        uow.commit()
    assert custody.broken_day(ports=ports) == "2026-11-23"


def test_a_note_put_in_later_for_an_earlier_day_is_found(ports, clock, filed):
    clock.go_on(days=1)
    custody.close_day(ports=ports)
    clock.go_on(days=-1)
    hold(filed[1], ports)
    clock.go_on(days=1)
    assert custody.broken_day(ports=ports) == "2026-11-23"


def test_once_destroyed_the_notes_still_fit_and_lead_to_nothing(ports, clock, filed):
    _, id = filed
    keeping.close(id, "查实了", CUSTODIAN, ports=ports)
    clock.go_on(days=1)
    custody.close_day(ports=ports)
    clock.go_on(days=ports.retention.days[Standing.CLOSED])
    assert keeping.destroy_due(ports=ports) == 1
    assert custody.broken_day(ports=ports) is None
    with ports.view() as uow:
        [left] = uow.custody.all()
    assert id not in repr(left)
    assert (left.step, left.by, left.salt) == (Step.CLOSED, CUSTODIAN.name, "")


def test_a_held_report_that_nobody_read_survives_its_withdrawal_and_says_why(ports, clock):
    text, who = "某矿六月的冒顶没有报", "王建国"
    got = protected.file_protected(text, identity=who, ports=ports)
    [report] = protected.sealed_reports(CUSTODIAN, ports=ports)
    hold(report.id, ports)
    protected.withdraw(got.receipt, ports=ports)
    seen = protected.inbox(got.receipt, ports=ports)
    assert seen.text == text
    assert "先不销毁" in seen.messages[-1].text
    assert protected.sealed_report(report.id, CUSTODIAN, ports=ports).guarded == []
    keeping.ask_to_lift(report.id, OTHER, ports=ports)
    keeping.lift(report.id, CUSTODIAN, ports=ports)
    clock.go_on(days=ports.retention.days[Standing.WITHDRAWN])
    assert keeping.destroy_due(ports=ports) == 1


def test_a_hold_that_was_only_proposed_stops_no_withdrawal(ports, filed):
    got, id = filed
    keeping.ask_hold(id, "要用", CUSTODIAN, ports=ports)
    protected.withdraw(got.receipt, ports=ports)
    assert protected.sealed_report(id, CUSTODIAN, ports=ports).items == []


def test_the_proof_covers_what_was_attached(filed, ports):
    report = protected.sealed_report(filed[1], CUSTODIAN, ports=ports)
    assert keeping.proof(report, ["aa"]) != keeping.proof(report, ["ab"]) != keeping.proof(report)


def test_the_file_of_periods_is_refused_with_the_row_at_fault():
    assert Retention.from_rows(ROWS).days[Standing.CLOSED] == 10
    for wrong, named in [
        (None, "one row"),
        (ROWS | {"gone": {"days": 3}}, "gone"),
        ({"closed": {"days": 3}}, "received"),
        *((ROWS | {"closed": row}, "closed") for row in (
            {"days": -1}, {"days": 0}, {"days": "30"}, {"days": 1.5}, {"days": True}, {}, 30,
            {"days": 10**9},
        )),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=named):
            Retention.from_rows(wrong)


def test_shorter_periods_say_how_many_would_go_tonight(ports, clock, filed):
    keeping.close(filed[1], "查实了", CUSTODIAN, ports=ports)
    clock.go_on(days=12)
    assert sum(keeping.due(ports=ports).values()) == 0
    shorter = replace(ports, retention=Retention.from_rows(ROWS))
    assert keeping.due(ports=shorter)[Standing.CLOSED] == 1
    with ports.view() as uow:
        assert not [one for _, one in uow.events.latest() if isinstance(one, ReportShredded)]
