"""Seats, calls, those to be rung back, and callers known again, on every storage."""

from datetime import timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from intake.domain.ring_backs import RingBack, WhyBack
from intake.domain.seats import Advice, CallerTag, PhoneCall, Seat, SeatState
from tests.support.builders import MONDAY

HOUR = timedelta(hours=1)


def add(uow, *rows):
    with uow() as u:
        for row in rows:
            {Seat: u.phone.add_seat, PhoneCall: u.phone.add_call, RingBack: u.phone.add_ring_back}[
                type(row)
            ](row)
        u.commit()


def ring_back(call, due=MONDAY, **more):
    return RingBack(call, WhyBack.MESSAGE, MONDAY, due, **more)


def test_seats_come_longest_waiting_first(uow):
    add(
        uow,
        Seat("zhao", "b", SeatState.READY, MONDAY + HOUR),
        Seat("wang", "a", SeatState.READY, MONDAY),
    )
    with uow() as u:
        assert [one.member for one in u.phone.seats()] == ["wang", "zhao"]
        assert u.phone.seat("wang").since == MONDAY
        assert u.phone.seat("nobody") is None


def test_a_call_comes_back_whole_and_by_its_conversation(uow):
    first = PhoneCall("one", "conv", MONDAY, "138****8000", matters=["20261123-000001"])
    later = PhoneCall("two", "conv", MONDAY + HOUR, advice=[Advice("1401-x", "某局", 0.5)])
    add(uow, first, later)
    with uow() as u:
        assert u.phone.call("one").matters == ["20261123-000001"]
        assert u.phone.call_of("conv").id == "two"
        assert u.phone.call_of("conv").advice[0].name == "某局"
        assert u.phone.call_of("none") is None
        u.phone.forget_calls(MONDAY + HOUR)
        u.commit()
    with uow() as u:
        assert u.phone.call("one") is None
        assert u.phone.call("two")


def test_only_those_still_to_be_rung_back_next_due_first(uow):
    done = ring_back("done")
    done.reached("helped", MONDAY)
    looked = ring_back("looked", MONDAY + HOUR)
    looked.look(b"key", MONDAY)
    add(uow, looked, ring_back("first"), done)
    with uow() as u:
        assert [one.call for one in u.phone.to_ring_back()] == ["first", "looked"]
        assert [one.call for one in u.phone.to_ring_back(1)] == ["first"]
        assert u.phone.count_ring_backs().number == 2
        assert [one.look_key for one in u.phone.looks()] == [b"key"]
        found = u.phone.ring_back_of("done")
        assert u.phone.ring_back(found.id).outcome == "helped"
        assert u.phone.ring_back_of("never") is None


def test_callers_are_known_by_any_of_their_tags_until_the_quarter_is_forgotten(uow):
    now, before = CallerTag("2026Q4", "a" * 64), CallerTag("2026Q3", "b" * 64)
    with uow() as u:
        u.phone.tag("20261123-000001", before)
        u.phone.tag("20261123-000002", now)
        u.phone.tag("20261123-000002", now)
        u.commit()
    with uow() as u:
        assert u.phone.tagged([now, before]) == ["20261123-000002", "20261123-000001"]
        assert u.phone.tagged([]) == []
        u.phone.forget_tags(["2027Q1", "2026Q4"])
        u.commit()
    with uow() as u:
        assert u.phone.tagged([now, before]) == ["20261123-000002"]


def test_two_who_take_the_same_one_do_not_both_have_it(uow, request):
    if "memory" in request.node.name or "sqlite" in request.node.name:
        pytest.skip("their writers queue")
    add(uow, ring_back("call"))
    with uow() as one, uow() as other:
        mine, theirs = one.phone.ring_back_of("call"), other.phone.ring_back_of("call")
        mine.take("wang")
        one.commit()
        theirs.take("zhao")
        # As the unit ends, this becomes ChangedMeanwhile.
        with pytest.raises(StaleDataError):
            other.commit()
