"""Drafts, on every storage."""

from datetime import timedelta

import pytest

from intake.domain.drafts import Draft, Part
from tests.support.builders import MARKET, MONDAY, a_dispatched_complaint

DAY = timedelta(days=1)


@pytest.fixture
def stay(uow):
    complaint = a_dispatched_complaint()
    with uow() as u:
        u.complaints.add(complaint)
        u.commit()
    return complaint.number


def id_of(u, number):
    return u.complaints.get(number).tickets[0].id


def keep(uow, number, words, part=Part.ANSWER, by="li", at=MONDAY):
    with uow() as u:
        u.drafts.keep(Draft(id_of(u, number), by, part, at, words))
        u.commit()


def words_of(uow, number, by="li"):
    with uow() as u:
        return {part: one.words for part, one in u.drafts.of(id_of(u, number), by).items()}


def test_each_replaces_the_one_before(uow, stay):
    keep(uow, stay, "一")
    keep(uow, stay, "二", at=MONDAY + DAY)
    keep(uow, stay, "三", Part.SEND_BACK)
    keep(uow, stay, "四", by="wang")
    with uow() as u:
        found = u.drafts.of(id_of(u, stay), "li")
    assert found[Part.ANSWER].at == MONDAY + DAY
    assert {part: one.words for part, one in found.items()} == {
        Part.ANSWER: "二",
        Part.SEND_BACK: "三",
    }
    with uow() as u:
        u.drafts.drop(id_of(u, stay), "li", Part.ANSWER)
        u.commit()
    assert words_of(uow, stay) == {Part.SEND_BACK: "三"}
    assert words_of(uow, stay, "wang") == {Part.ANSWER: "四"}


def test_what_is_not_committed_was_not_kept(uow, stay):
    with uow() as u:
        u.drafts.keep(Draft(id_of(u, stay), "li", Part.ANSWER, MONDAY, "一"))
    assert words_of(uow, stay) == {}


def test_they_go_with_their_stay_and_with_no_other(uow, stay):
    other = a_dispatched_complaint()
    with uow() as u:
        u.complaints.add(other)
        u.commit()
    for number in (stay, other.number):
        keep(uow, number, "一")
    with uow() as u:
        complaint = u.complaints.get(stay)
        complaint.sign(MARKET.office, by="li", at=MONDAY)
        u.commit()
    assert words_of(uow, stay) == {Part.ANSWER: "一"}
    with uow() as u:
        u.complaints.get(stay).answer(MARKET.office, "好了", by="li", at=MONDAY)
        u.commit()
    assert words_of(uow, stay) == {}
    assert words_of(uow, other.number) == {Part.ANSWER: "一"}


def test_the_old_are_forgotten_and_what_came_while_a_stay_ended(uow, stay):
    keep(uow, stay, "旧的")
    keep(uow, stay, "新的", by="wang", at=MONDAY + 2 * DAY)
    with uow() as u:
        u.drafts.forget_before(MONDAY + DAY)
        u.commit()
    assert words_of(uow, stay) == {}
    assert words_of(uow, stay, "wang") == {Part.ANSWER: "新的"}
    with uow() as u:
        u.complaints.get(stay).withdraw(MONDAY)
        u.commit()
    keep(uow, stay, "晚到的", at=MONDAY + 2 * DAY)
    with uow() as u:
        u.drafts.forget_before(MONDAY)
        u.commit()
    assert words_of(uow, stay) == {}
