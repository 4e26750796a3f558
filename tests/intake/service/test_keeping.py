"""A protected report is destroyed on its day, with its keys and files; two people may stop that."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from intake.domain.errors import IntakeError, NotAllowedNow, NotFound, SecondPersonNeeded
from intake.domain.events import ReportShredded
from intake.domain.keeping import Hold, Retention, Standing
from intake.domain.protected import By, ProtectedReport
from intake.domain.staff import StaffMember, StaffRole
from intake.service import keeping, protected
from tests.support.builders import CUSTODIAN, MONDAY

OTHER = StaffMember("another", StaffRole.CUSTODIAN, "")
TEXT = "某矿六月的冒顶没有报"
SHORT = Retention(dict(zip(Standing, (40, 30, 20, 10), strict=True)))


def filed(ports):
    got = protected.file_protected(TEXT, ports=ports)
    return got, protected.sealed_reports(CUSTODIAN, ports=ports)[0].id


def there(ports):
    return protected.sealed_reports(CUSTODIAN, ports=ports)


def test_it_is_kept_until_its_day_and_then_gone_with_everything(ports, clock):
    got, id = filed(ports)
    days = ports.retention.days[Standing.RECEIVED]
    clock.go_on(days=days - 1)
    assert keeping.destroy_due(ports=ports) == 0
    clock.go_on(days=1)
    assert keeping.due(ports=ports)[Standing.RECEIVED] == 1
    assert sum(keeping.due(ports=ports).values()) == 1
    assert keeping.destroy_due(ports=ports) == 1
    assert there(ports) == []
    with pytest.raises(NotFound):
        protected.inbox(got.receipt, ports=ports)
    with pytest.raises(NotFound):
        protected.sealed_report(id, CUSTODIAN, ports=ports)


def test_a_receipt_of_what_was_destroyed_is_as_unknown_as_any(ports, clock):
    got, _ = filed(ports)
    clock.go_on(days=ports.retention.days[Standing.RECEIVED])
    keeping.destroy_due(ports=ports)
    with pytest.raises(NotFound) as gone:
        protected.inbox(got.receipt, ports=ports)
    with pytest.raises(NotFound) as never:
        protected.inbox(got.reward_code, ports=ports)
    assert (gone.value.code, gone.value.values) == (never.value.code, never.value.values)


def test_whatever_happens_begins_the_time_anew(ports, clock):
    got, _ = filed(ports)
    clock.go_on(days=ports.retention.days[Standing.RECEIVED] - 1)
    protected.add(got.receipt, "还有一张照片", ports=ports)
    clock.go_on(days=2)
    assert keeping.destroy_due(ports=ports) == 0


def test_a_closed_report_is_kept_shorter_and_a_word_of_the_reporter_opens_it_again(ports, clock):
    got, id = filed(ports)
    keeping.close(id, "查实了，已经处罚", CUSTODIAN, ports=ports)
    seen = protected.inbox(got.receipt, ports=ports)
    assert seen.messages[-1].text == "查实了，已经处罚"
    assert seen.ends_on == seen.closed_on + timedelta(days=ports.retention.days[Standing.CLOSED])
    with pytest.raises(NotAllowedNow):
        keeping.close(id, "再办结一次", CUSTODIAN, ports=ports)
    protected.add(got.receipt, "没有全查", ports=ports)
    assert protected.inbox(got.receipt, ports=ports).closed_on is None


def test_two_people_stop_it_and_the_reporter_reads_why(ports, clock):
    got, id = filed(ports)
    keeping.ask_hold(id, "检察院在查同一个案子", CUSTODIAN, ports=ports)
    assert "检察院在查同一个案子" in protected.inbox(got.receipt, ports=ports).messages[-1].text
    with pytest.raises(SecondPersonNeeded):
        keeping.confirm_hold(id, CUSTODIAN, ports=ports)
    keeping.confirm_hold(id, OTHER, ports=ports)
    seen = protected.inbox(got.receipt, ports=ports)
    assert (seen.held_since, seen.ends_on) == (date(2026, 11, 23), None)
    clock.go_on(days=3000)
    assert keeping.destroy_due(ports=ports) == 0
    keeping.ask_to_lift(id, OTHER, ports=ports)
    with pytest.raises(SecondPersonNeeded):
        keeping.lift(id, OTHER, ports=ports)
    keeping.lift(id, CUSTODIAN, ports=ports)
    clock.go_on(days=3000)
    assert keeping.destroy_due(ports=ports) == 1


def test_the_reporter_may_withdraw_what_is_held_and_is_forgotten(ports):
    got, id = filed(ports)
    protected.fetch(id, CUSTODIAN, ports=ports)
    keeping.ask_hold(id, "法院要用", CUSTODIAN, ports=ports)
    keeping.confirm_hold(id, OTHER, ports=ports)
    protected.withdraw(got.receipt, ports=ports)
    assert protected.sealed_report(id, CUSTODIAN, ports=ports).guarded == []


def test_what_stays_is_a_proof_that_only_the_ciphertext_can_meet(ports, clock):
    _, id = filed(ports)
    kept = protected.sealed_report(id, CUSTODIAN, ports=ports)
    expected = keeping.proof(kept)
    clock.go_on(days=ports.retention.days[Standing.RECEIVED])
    keeping.destroy_due(ports=ports)
    with ports.view() as uow:
        [event] = [one for _, one in uow.events.latest() if isinstance(one, ReportShredded)]
        assert uow.events.broken_link() is None
    assert event.proof == expected
    assert id not in repr(event)
    assert event.at.time().isoformat() == "00:00:00"


def test_reports_from_before_there_were_items_have_proofs_of_their_own():
    one, other = (
        ProtectedReport("B1", MONDAY.date(), "d", sealed=sealed) for sealed in (b"1", b"2")
    )
    assert keeping.proof(one) != keeping.proof(other)


def test_the_night_overwrites_even_when_nothing_was_due(ports):
    """What reporters withdrew that day is waiting for it."""
    called = []
    keeping.destroy_due(ports=replace(ports, scrub=lambda: called.append(1)))
    assert called == [1]


def test_somebody_it_is_kept_from_can_neither_close_nor_hold_it(ports):
    protected.file_protected("太原市政府的账在三楼", ports=ports)
    province = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")
    [report] = protected.sealed_reports(province, ports=ports)
    for act in (
        lambda: keeping.close(report.id, "查无此事", CUSTODIAN, ports=ports),
        lambda: keeping.ask_hold(report.id, "要用", CUSTODIAN, ports=ports),
        lambda: keeping.confirm_hold(report.id, CUSTODIAN, ports=ports),
    ):
        with pytest.raises(NotFound):
            act()


class Keeping(RuleBasedStateMachine):
    """Never destroyed before its day, never while two people hold it."""

    def __init__(self):
        super().__init__()
        self.today = MONDAY.date()
        self.report = ProtectedReport("B1", self.today, "d", reporter_key=b"k")
        self.last = self.today
        self.hold = Hold()

    def happen(self, act):
        try:
            act()
        except IntakeError:
            return
        self.last = self.today

    @rule(days=st.integers(0, 45))
    def days_pass(self, days):
        self.today += timedelta(days=days)

    @rule(by=st.sampled_from(By))
    def somebody_writes(self, by):
        name = self.report.new_message()
        self.happen(lambda: self.report.keep(name, by, self.today, b""))

    @rule()
    def somebody_reads(self):
        self.report.fetched("custodian", self.today)
        self.last = self.today

    @rule()
    def it_is_closed(self):
        self.happen(lambda: self.report.close(self.today))

    @rule()
    def the_reporter_withdraws(self):
        self.happen(lambda: self.report.withdraw(self.today))

    @rule(who=st.sampled_from("ab"), step=st.sampled_from(["ask", "ask_to_lift", "lift"]))
    def somebody_holds(self, who, step):
        try:
            getattr(self.report.hold, step)(who)
        except IntakeError:
            return

    @rule(who=st.sampled_from("ab"))
    def somebody_confirms(self, who):
        try:
            self.report.hold.confirm(who, self.today)
        except IntakeError:
            return
        assert who != self.report.hold.asked_by

    @invariant()
    def the_day_is_right(self):
        ends = self.report.ends_on(SHORT)
        if self.report.hold.is_on:
            assert ends is None
            assert self.report.hold.asked_by != self.report.hold.held_by
        else:
            days = SHORT.days[self.report.standing]
            # Withdrawing destroys what was dated later than the withdrawal's own day.
            assert ends == self.last + timedelta(days=days)


TestKeeping = Keeping.TestCase
