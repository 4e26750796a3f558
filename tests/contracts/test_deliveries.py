"""The log of what was told, in every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.domain.delivery import (
    LEASE,
    Address,
    Delivery,
    DeliveryState,
    Hook,
    NotSent,
    Receiver,
    Wanted,
)
from intake.domain.errors import NotFound
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import PauseReason
from tests.support.builders import MARKET, MONDAY, a_dispatched_complaint

CITIZEN, WEBHOOK = Receiver.CITIZEN, Receiver.WEBHOOK


def a_row(key, receiver=CITIZEN, name="c1", number="20261123-000001", **more):
    given = {"what": "answered", "created_at": MONDAY, "next_at": MONDAY} | more
    return Delivery(key, number, receiver, name, **given)


def planned(uow, *rows):
    with uow() as u:
        u.deliveries.plan(rows)
        u.commit()


def test_what_is_planned_comes_back_whole_and_a_known_key_is_left_out(uow):
    data = {"number": "20261123-000001", "office": "1401-market"}
    planned(uow, a_row("7:webhook:statistics", WEBHOOK, "statistics", data=data))
    planned(uow, a_row("7:webhook:statistics", WEBHOOK, "other"), a_row("8"))
    with uow() as u:
        first, second = u.deliveries.of("20261123-000001")
        assert replace(first, id=None) == a_row(
            "7:webhook:statistics", WEBHOOK, "statistics", data=data
        )
        assert (second.key, second.state) == ("8", DeliveryState.WAITING)


def test_one_that_is_claimed_is_nobody_elses_until_the_lease_is_over(uow):
    planned(uow, a_row("late", next_at=MONDAY + timedelta(hours=1)), a_row("now"))
    claimed = []
    for moment in (MONDAY, MONDAY, MONDAY + LEASE):
        with uow() as u:
            claimed.append(u.deliveries.claim(moment, [CITIZEN]))
            u.commit()
    first, nothing, again = claimed
    assert (first.key, first.tries) == ("now", 1)
    assert nothing is None
    assert (again.key, again.tries) == ("now", 2)


def test_only_the_receivers_asked_for_are_claimed_and_none_of_the_names_left_out(uow):
    planned(uow, a_row("a", WEBHOOK, "closed"), a_row("b", Receiver.STAFF, "li"))
    with uow() as u:
        assert u.deliveries.claim(MONDAY, [CITIZEN]) is None
        assert u.deliveries.claim(MONDAY, [WEBHOOK], but=["closed"]) is None
        assert u.deliveries.claim(MONDAY, [WEBHOOK, Receiver.STAFF], but=["closed"]).key == "b"
        u.commit()


def test_the_log_is_read_newest_first_narrowed_and_a_page_at_a_time(uow):
    planned(uow, *(a_row(f"{n}") for n in range(3)), a_row("h", WEBHOOK, "statistics", number="x"))
    with uow() as u:
        done, failed, *_ = u.deliveries.page(Wanted(receiver="citizen"))
        assert (done.key, failed.key) == ("2", "1")
        done.sent(MONDAY, "250")
        failed.drop("not-opened")
        [needless] = [row for row in u.deliveries.page(Wanted()) if row.key == "0"]
        needless.drop("not-needed")
        u.commit()

    def keys(before=None, limit=50, **wanted):
        with uow() as u:
            found = u.deliveries.page(Wanted(**wanted), before, limit)
            assert u.deliveries.count(Wanted(**wanted)) >= len(found)
            return [row.key for row in found]

    assert keys() == ["h", "2", "1", "0"]
    with uow() as u:
        two = [row.id for row in u.deliveries.page(Wanted(), None, 2)]
    assert keys(before=two[-1]) == ["1", "0"]
    assert keys(state="sent") == ["2"]
    assert keys(state="failed") == ["1"]
    assert keys(state="dropped") == ["0"]
    assert keys(state="waiting") == ["h"]
    assert keys(name="statistics") == keys(number="x") == ["h"]
    with uow() as u:
        assert u.deliveries.count(Wanted(), most=3) == 3


def test_what_happened_in_a_time_and_what_is_forgotten(uow):
    day = timedelta(days=1)
    planned(
        uow, *(a_row(f"{n}", WEBHOOK, f"to-{n}", created_at=MONDAY + n * day) for n in range(3))
    )
    planned(uow, a_row("sms", created_at=MONDAY))
    with uow() as u:
        found = u.deliveries.between(MONDAY, MONDAY + 2 * day, "", 10)
        assert [row.key for row in found] == ["0", "1"]
        found[0].sent(MONDAY, "200")
        assert u.deliveries.between(MONDAY, MONDAY + 2 * day, "to-1", 10) == [found[1]]
        u.commit()
    with uow() as u:
        assert u.deliveries.forget_before(MONDAY + day) == 1  # what still waits stays
        u.commit()
    with uow() as u:
        assert [row.key for row in u.deliveries.page(Wanted())] == ["sms", "2", "1"]
        with pytest.raises(NotFound):
            u.deliveries.get(999)


def test_stays_due_in_a_time_whose_clock_runs(uow):
    due = MONDAY + timedelta(days=7)
    running, paused, answered = (a_dispatched_complaint() for _ in range(3))
    until = (MONDAY + timedelta(days=3)).date()
    for one in (paused, answered):
        one.sign(MARKET.office, by="li", at=MONDAY)
    paused.pause(MARKET.office, PauseReason.COURT, until, by="li", at=MONDAY)
    answered.answer(MARKET.office, "好了", by="li", at=MONDAY)
    with uow() as u:
        for one in (running, paused, answered):
            u.complaints.add(one)
        u.commit()
    with uow() as u:
        [stay] = u.deliveries.stays_due(due, due + timedelta(seconds=1))
        assert (stay.number, stay.office) == (running.number, MARKET.office)
        assert u.deliveries.stays_due(due + timedelta(seconds=1), due + timedelta(days=1)) == []


def test_endpoints_and_where_staff_are_told(uow):
    with uow() as u:
        u.deliveries.add_hook(Hook("statistics", "example.org", ["ticket.overdue"]))
        for name, role, office in (
            ("li", StaffRole.OFFICER, "1401-market"),
            ("zhao", StaffRole.OFFICER, "1401-housing"),
            ("boss", StaffRole.HANDLER, "1401-market"),
            ("root", StaffRole.ADMIN, ""),
        ):
            u.staff.add(StaffMember(name, role, "hash", office))
            u.deliveries.set_address(Address(name, f"c-{name}", "***00"))
        u.deliveries.set_address(Address("li", "c-new", "***01"))
        u.commit()
    with uow() as u:
        assert u.deliveries.hook("other") is None
        [hook] = u.deliveries.hooks()
        assert hook == Hook("statistics", "example.org", ["ticket.overdue"])
        hook.failed(MONDAY, NotSent("503"))
        assert u.deliveries.addresses_of("1401-market") == [Address("li", "c-new", "***01")]
        assert [one.member for one in u.deliveries.addresses_of_role("admin")] == ["root"]
        u.deliveries.remove_address("li")
        u.commit()
    with uow() as u:
        assert u.deliveries.hook("statistics").failing_since == MONDAY
        assert u.deliveries.address("li") is None
        assert u.deliveries.addresses_of("1401-market") == []
