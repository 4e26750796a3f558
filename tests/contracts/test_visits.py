"""Call-backs, exclusions and notes, on every storage."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from intake.domain.errors import NotFound
from intake.domain.exclusions import Exclusion, ExclusionReason
from intake.domain.notes import About, Note
from intake.domain.visits import CallBack
from intake.service.visiting import visit_mark
from tests.support.builders import MARKET, MONDAY, a_dispatched_complaint

DAY = timedelta(days=1)


@pytest.fixture
def numbers(uow):
    made = [a_dispatched_complaint() for _ in range(4)]
    with uow() as u:
        for one in made:
            u.complaints.add(one)
        u.commit()
    return [one.number for one in made]


def add(uow, *rows):
    with uow() as u:
        for row in rows:
            kind = {CallBack: u.call_backs, Exclusion: u.exclusions, Note: u.notes}[type(row)]
            kind.add(row)
        u.commit()


def call_back(number, due=None, round=0, **more):
    return CallBack(number, round, MARKET.office, MONDAY, due, **more)


def test_calls_come_a_page_at_a_time_next_due_first(uow, numbers):
    due = [MONDAY + 2 * DAY, MONDAY, None, MONDAY]
    add(uow, *(call_back(n, d) for n, d in zip(numbers, due, strict=True)))
    with uow() as u:
        first = u.call_backs.to_make(limit=2)
        rest = u.call_backs.to_make(visit_mark(first[-1]), limit=2)
        assert u.call_backs.count().number == 3
    found = [row.complaint.number for row in (*first, *rest)]
    assert found == [numbers[1], numbers[3], numbers[0]]


def test_a_call_back_that_ended_is_in_no_list_but_is_kept(uow, numbers):
    add(uow, call_back(numbers[0], MONDAY), call_back(numbers[0], MONDAY + DAY, round=1))
    with uow() as u:
        first, second = u.call_backs.of(numbers[0])
        first.end(MONDAY)
        second.link("digest", MONDAY, _rules())
        u.commit()
    with uow() as u:
        assert [row.call_back.round for row in u.call_backs.to_make()] == [1]
        found = u.call_backs.by_link("digest")
        assert found.round == 1
        assert found.link_until == MONDAY + 7 * DAY
        assert u.call_backs.by_link("another") is None
        assert u.call_backs.of("20990101-000001") == []


def test_exclusions_wait_until_somebody_has_decided(uow, numbers):
    wishes = [
        Exclusion(n, MARKET.office, "市监局", ExclusionReason.REPEATED, "li", MONDAY - at * DAY)
        for at, n in enumerate(numbers[:2])
    ]
    add(uow, *wishes)
    with uow() as u:
        assert [w.complaint.number for w in u.exclusions.asked()] == numbers[1::-1]
        [one] = u.exclusions.of(numbers[0])
        one.decide(granted=True, by="du", at=MONDAY, events=[])
        u.commit()
    with uow() as u:
        [left] = u.exclusions.asked()
        assert (left.exclusion.number, left.exclusion.reason) == (numbers[1], "repeated")
        assert u.exclusions.of(numbers[0])[0].state == "granted"


def test_of_many_who_follow_one_link_at_once_one_is_heard(uow, numbers):
    row = call_back(numbers[0])
    row.link("digest", MONDAY, _rules())
    add(uow, row)

    def follow(_):
        with uow() as u:
            found = u.call_backs.by_link("digest")
            if found is None:
                return False
            found.use_link(MONDAY)
            u.commit()
        return True

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(follow, range(8))) == 1


def test_notes_come_back_in_order(uow, numbers):
    add(uow, *(Note(numbers[0], MONDAY, "hui", About.VISIT, text) for text in ("一", "二")))
    with uow() as u:
        assert [note.text for note in u.notes.of(numbers[0])] == ["一", "二"]
        assert u.notes.of(numbers[1]) == []


def test_parts_are_found_by_the_whole(uow):
    whole = a_dispatched_complaint()
    part = a_dispatched_complaint()
    part.part_of = whole.number
    with uow() as u:
        u.complaints.add(whole)
        u.complaints.add(part)
        u.commit()
    with uow() as u:
        assert [c.number for c in u.complaints.parts_of(whole.number)] == [part.number]
        assert u.complaints.parts_of(part.number) == []
        with pytest.raises(NotFound):
            u.complaints.get("20990101-000001")


def _rules():
    from intake.texts import visit_rules

    return visit_rules()
