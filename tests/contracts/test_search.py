"""What is found must be the same on every storage."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.domain import access, searching
from intake.domain.searching import Wanted, mark
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.domain.writing import tidy
from tests.support.builders import (
    HOUSING,
    MONDAY,
    a_complaint,
    a_dispatched_complaint,
    an_assignment,
)

EVERYTHING = mark("for", access.EVERYBODY)


def store(uow, *complaints):
    with uow() as u:
        for complaint in complaints:
            u.complaints.add(complaint)
        u.commit()


def found(uow, words="", *marks, limit=50, since=None, until=None):
    wanted = Wanted(searching.asked(words), frozenset({EVERYTHING, *marks}), since, until)
    with uow() as u:
        return [c.number for c in u.search.find(wanted, limit)]


def test_a_word_of_two_characters_is_found_newest_first(uow):
    lamp, other, tower = (
        a_complaint(number=f"20261123-00000{n}", text=text)
        for n, text in enumerate(["坞城路的路灯不亮", "灯下的路不平", "广场路灯闪"], 1)
    )
    store(uow, lamp, other, tower)
    assert found(uow, "路灯") == [tower.number, lamp.number]
    assert found(uow, "路灯 不亮") == found(uow, "路灯不亮") == [lamp.number]
    assert found(uow, "路灯坞城") == [lamp.number]  # two words, not side by side
    assert found(uow, "路燈") == found(uow, "路灯")
    assert found(uow, "路灯", limit=1) == [tower.number]
    assert found(uow, "停暖") == []


def test_what_is_added_and_answered_is_found_from_then_on(uow):
    complaint = a_dispatched_complaint()
    store(uow, complaint)
    assert found(uow, "发票") == found(uow, "已经退款") == []
    with uow() as u:
        mine = u.complaints.get(complaint.number)
        mine.add_material("商场也不给发票", MONDAY)
        mine.sign("1401-market", by="li", at=MONDAY)
        mine.answer("1401-market", "已经退款", by="li", at=MONDAY)
        u.commit()
    assert found(uow, "发票") == found(uow, "已经退款") == found(uow, "商场") == [complaint.number]


def test_what_was_not_committed_is_not_found(uow):
    with uow() as u:
        u.complaints.add(a_complaint(text="路灯不亮"))
    assert found(uow, "路灯") == []


def test_names_and_numbers_find_nothing(uow):
    store(uow, a_complaint(text="我叫王建国，电话13812345678，商场不给退款"))
    assert len(found(uow, "退款")) == 1
    assert found(uow, "王建国") == found(uow, "13812345678") == found(uow, "姓名") == []


def test_each_filter_keeps_what_fits(uow):
    market = a_dispatched_complaint(area="1401")
    housing = a_complaint(at=MONDAY - timedelta(days=1), number="20261122-000001")
    housing.understand(
        an_assignment(lead=HOUSING, category="07.06", area="140105"), MONDAY - timedelta(days=1)
    )
    closed = a_complaint(area="14")
    closed.withdraw(MONDAY)
    store(uow, market, housing, closed)
    only = {
        mark("area", "140105"): [housing],
        mark("area", "1401"): [market, housing],
        mark("category", "07"): [housing],
        mark("category", "01.01"): [market],
        mark("department", "market"): [market],
        mark("state", "withdrawn"): [closed],
    }
    for which, complaints in only.items():
        assert set(found(uow, "", which)) == {c.number for c in complaints}, which
    assert found(uow, "", until=date(2026, 11, 22)) == [housing.number]
    assert found(uow, "", since=date(2026, 11, 22), until=date(2026, 11, 22)) == [housing.number]
    assert housing.number not in found(uow, "", since=date(2026, 11, 23))
    assert found(uow, "路灯", mark("department", "market")) == []


def test_who_asks_finds_what_they_may_see_and_nothing_else(uow):
    filed, market, desk = a_complaint(), a_dispatched_complaint(), a_dispatched_complaint()
    desk.send_back("1401-market", ReturnReason.DUPLICATE, "重复", by="li", at=MONDAY)
    store(uow, filed, market, desk)
    people = [
        StaffMember("s", StaffRole.SUPERVISOR, ""),
        StaffMember("d", StaffRole.DISPATCHER, ""),
        StaffMember("m", StaffRole.OFFICER, "", "1401-market"),
        StaffMember("h", StaffRole.OFFICER, "", "1401-housing"),
        *(StaffMember("x", role, "") for role in (StaffRole.AGENT, StaffRole.CUSTODIAN)),
        *(StaffMember("x", role, "1401-market") for role in (StaffRole.HANDLER, StaffRole.AUDITOR)),
    ]
    for who in people:
        wanted = Wanted(searching.asked("退款"), frozenset({mark("for", access.reads_as(who))}))
        with uow() as u:
            got = {c.number for c in u.search.find(wanted, 50)}
        theirs = {c.number for c in (filed, market, desk) if access.may_see(who, c)}
        assert got == theirs, who
    assert access.may_see(people[0], filed)
    assert not access.may_see(people[1], filed)


def test_everything_is_gone_through_once_and_can_be_kept_again(uow):
    store(uow, *(a_complaint(number=f"20261123-00000{n}") for n in (1, 2, 3)))
    with uow() as u:
        first = u.search.after("", 2)
        rest = u.search.after(first[-1].number, 2)
        for complaint in [*first, *rest]:
            u.search.keep(complaint)
        u.commit()
    assert [c.number[-1] for c in [*first, *rest]] == ["1", "2", "3"]
    assert len(found(uow, "退款")) == 3


@pytest.fixture
def a_store(uow):
    store(uow, a_complaint(text="商场不给退款 AND 'or\" 1=1"))
    return uow


OPERATORS = [*"*&|!(\"'\\\0", "AND", "NOT", ":*", "<->", "tokens:", "路灯"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text() | st.lists(st.sampled_from(OPERATORS)).map(" ".join))
def test_operators_and_quotes_are_plain_words_and_never_an_error(a_store, words):
    wanted = Wanted(searching.asked(words), frozenset({EVERYTHING}))
    with a_store() as u:
        u.search.find(wanted, 5)
    if "路灯" in words.split():
        assert found(a_store, words) == []
    elif not searching.asked(words):
        assert len(found(a_store, words)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.text(max_size=300))
def test_whatever_was_written_is_found_by_all_of_its_words(uow, text):
    complaint = a_complaint(text=tidy(text))
    store(uow, complaint)
    wanted = Wanted(frozenset(searching.tokens(complaint)))
    with uow() as u:
        assert complaint.number in [c.number for c in u.search.find(wanted, 5)]
