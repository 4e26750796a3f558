"""A flood waits its turn; nobody is shut out, wherever they sit."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.flood import LONGEST_WAIT, TICKET_LASTS, Flood, Limits, is_work
from tests.support.builders import MONDAY

PASTED = "某某局长收钱不办事，请严查，请严查！编号 {}"
texts = st.text(max_size=300)


def flood(per_minute=600):
    return Flood(Limits(burst=per_minute, rate=per_minute / 60))


def five_hundred():
    """What five hundred people in one hospital would each write: no two alike."""
    for n in range(500):
        words = "".join(chr(0x4E00 + (n * 7919 + k * 104729) % 20000) for k in range(40))
        yield f"第{n}个人说：{words}"


def test_five_hundred_people_behind_one_address_get_through_at_once():
    many = flood()
    assert [many.admit(text, MONDAY) for text in five_hundred()] == [None] * 500


def test_copies_of_one_text_wait_while_others_do_not():
    many = flood()
    waits = [many.admit(PASTED.format(n), MONDAY) for n in range(400)]
    assert waits[:10] == [None] * 10
    assert all(waits[10:])
    assert many.admit("我们矿上瞒了一次冒顶，登记本在调度室", MONDAY) is None


def test_whoever_waited_gets_through_once():
    many = flood()
    for n in range(11):
        wait = many.admit(PASTED.format(n), MONDAY)
    assert 0 < wait.seconds <= LONGEST_WAIT + 1
    later = MONDAY + timedelta(seconds=wait.seconds)
    assert many.admit(PASTED.format(10), MONDAY, wait.ticket) is not None
    assert many.admit(PASTED.format(10), later, wait.ticket) is None
    again = [many.admit(PASTED.format(10), later, wait.ticket) for _ in range(9)]
    assert again[-1] is not None


def test_a_ticket_is_for_the_text_it_was_given_for():
    many = flood(per_minute=1)
    many.admit("第一份", MONDAY)
    wait = many.admit("我们矿上瞒了一次冒顶", MONDAY)
    later = MONDAY + timedelta(seconds=wait.seconds)
    many.admit("占住这一份的人", later)
    assert many.admit("另一段完全不同的话", later, wait.ticket) is not None


def test_a_proof_of_work_stands_for_the_wait():
    many = flood(per_minute=1)
    many.admit("第一份", MONDAY)
    wait = many.admit("第二份", MONDAY)
    work = next(str(n) for n in count() if is_work(wait.ticket, str(n)))
    assert many.admit("第二份", MONDAY, wait.ticket, work) is None
    assert many.admit("第二份", MONDAY, wait.ticket, work) is not None


@pytest.mark.parametrize("ticket", ["", "x", "1.2.3", "....", "99999999999999999999.a.b", "1.é.ü"])
def test_a_made_up_ticket_lets_nobody_through(ticket):
    many = flood(per_minute=1)
    many.admit("第一份", MONDAY)
    assert many.admit("第二份", MONDAY, ticket) is not None


def test_an_old_ticket_is_worth_nothing():
    many = flood(per_minute=1)
    many.admit("第一份", MONDAY)
    wait = many.admit("第二份", MONDAY)
    late = MONDAY + TICKET_LASTS + timedelta(seconds=wait.seconds + 1)
    many.admit("占住这一份的人", late)
    assert many.admit("第二份", late, wait.ticket) is not None


@given(texts, st.lists(texts, max_size=30))
def test_whatever_others_send_a_report_is_in_after_a_minute(mine, others):
    many = flood(per_minute=2)
    for text in (*others, mine, mine, mine):
        many.admit(text, MONDAY)
    wait = many.admit(mine, MONDAY)
    if wait:
        assert wait.seconds <= LONGEST_WAIT + 1
        assert many.admit(mine, MONDAY + timedelta(seconds=wait.seconds), wait.ticket) is None


@given(st.text(alphabet="零一二三四五六七八九十百千", min_size=30, max_size=60), st.data())
def test_no_text_is_kept(text, data):
    many = flood()
    many.admit(text, MONDAY)
    assert text[:4] not in repr(vars(many))
