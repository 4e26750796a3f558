"""Lists on every storage: each tab holds what it says, each page goes on after the last one."""

from datetime import timedelta
from itertools import product

import pytest

from intake.domain import lists
from intake.domain.lists import (
    ALL,
    EVERYTHING,
    Among,
    BoardTab,
    Narrow,
    OfficeTab,
    board_mark,
    cut,
    desk_mark,
    stay_mark,
)
from intake.domain.ticket import PauseReason, ReturnReason
from tests.support.builders import HOUSING, MARKET, MONDAY, a_complaint, an_assignment

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = MONDAY + 3 * HOUR
CHOSEN = (
    ALL, Among(below=0.5), Among(why="sent_back"), Among(repeated=True),
    Among(0.7, "unsure", repeated=True),
)  # fmt: skip
OFFICES = (MARKET.office, HOUSING.office)
NARROWED = (
    EVERYTHING,
    Narrow(area="1401"),
    Narrow(area="140105"),
    Narrow(urgent=True),
    Narrow(due_by=MONDAY + 3 * DAY),
    Narrow(MONDAY + 8 * DAY, "140105", urgent=True),
)


def at_desk(complaint, at, **changes):
    complaint.understand(an_assignment(disposition="desk", lead=None, **changes), at)


def dispatched(complaint, at, **changes):
    complaint.understand(an_assignment(helpers=(HOUSING,), **changes), at)


def signed(complaint, at, **changes):
    dispatched(complaint, at, **changes)
    complaint.sign(MARKET.office, by="li", at=at)


def asking(complaint, at, **changes):
    signed(complaint, at, **changes)
    complaint.ask_extension(MARKET.office, 5, "等检测", by="li", at=at)


def paused(complaint, at, **changes):
    signed(complaint, at, **changes)
    until = (at + 3 * DAY).date()
    complaint.pause(MARKET.office, PauseReason.COURT, until, by="li", at=at)


def sent_back(complaint, at, **changes):
    complaint.understand(an_assignment(**changes), at)
    complaint.send_back(MARKET.office, ReturnReason.UNCLEAR, "看不懂", by="li", at=at)


def back_again(complaint, at, **changes):
    sent_back(complaint, at, **changes)
    complaint.dispatch(MARKET, at + 2 * DAY, by="dai", at=at)


def at_panel(complaint, at, **changes):
    sent_back(complaint, at, **changes)
    complaint.dispatch(HOUSING, at + 2 * DAY, by="dai", at=at)
    complaint.send_back(HOUSING.office, ReturnReason.NOT_OUR_DUTY, "不归我", by="zh", at=at)


def answered(complaint, at, **changes):
    complaint.understand(an_assignment(**changes), at)
    complaint.sign(MARKET.office, by="li", at=at)
    complaint.answer(MARKET.office, "办好了", by="li", at=at)


def redone(complaint, at, **changes):
    answered(complaint, at, **changes)
    complaint.rate(solved=False, stars=1, at=at)


def withdrawn(complaint, at, **changes):
    asking(complaint, at, **changes)
    complaint.withdraw(at)


def filed(complaint, at, **changes):
    pass


STORIES = (
    filed, at_desk, dispatched, signed, asking, paused, sent_back, back_again, at_panel, answered,
    redone, withdrawn,
)  # fmt: skip


@pytest.fixture
def busy(uow):
    """Every story at several times, in two places, urgent and not; some at the very same moment."""
    every = []
    with uow() as u:
        for n, (story, area, urgent) in enumerate(
            product(STORIES, ("1401", "140105", "140108"), (True, False))
        ):
            at = MONDAY - (1 + n % 4) * HOUR
            complaint = a_complaint(area=area, promised_at=MONDAY + 6 * DAY, at=at)
            # On the hour, and to the microsecond; some due tonight at midnight.
            due_at = [at + 2 * DAY, MONDAY + timedelta(microseconds=1), MONDAY + 15 * HOUR][n % 3]
            sure = (0.3, 0.6, 0.9)[n // 2 % 3]
            story(complaint, at, area=area, urgent=urgent, due_at=due_at, confidence=sure)
            u.complaints.add(complaint)
            every.append(complaint.number)
            if story in (at_desk, sent_back) and n % 3 == 0:
                for _ in range(2):
                    another = a_complaint(area=area, at=at)
                    another.join(complaint, by="dai", at=at)
                    u.complaints.add(another)
        u.commit()
    with uow() as u:
        yield u, [u.complaints.get(number) for number in every]


def walk(ask, mark):
    """Page after page, three rows each."""
    rows, after = [], None
    while True:
        page = cut(ask(after, 4), mark, 3)
        rows += page.rows
        if page.next is None:
            return rows
        assert len(page.rows) == 3
        after = page.next


def test_each_page_of_the_desk_goes_on_where_the_last_one_ended(busy):
    u, every = busy
    for narrow in NARROWED:
        rows = walk(
            lambda after, limit, narrow=narrow: u.lists.desk(narrow, after, limit), desk_mark
        )
        wanted = [c for c in every if c.state == "at_desk" and narrow.fits(c, c.next_due)]
        wanted.sort(key=lambda c: (not c.urgent, c.filed_at, c.number))
        assert [c.number for c in rows] == [c.number for c in wanted], narrow
        if narrow is EVERYTHING:
            assert u.lists.desk_count().number == len(rows) > 6


@pytest.mark.parametrize("among", CHOSEN)
def test_a_desk_is_narrowed_to_what_is_unsure_was_sent_back_or_is_told_by_several(busy, among):
    u, every = busy
    narrow = Narrow(area="1401")
    rows = walk(lambda after, limit: u.lists.desk(narrow, after, limit, among=among), desk_mark)
    told = u.lists.told_by([c.number for c in every])
    wanted = [
        c for c in every if c.state == "at_desk" and among.holds(c, repeated=c.number in told)
    ]
    wanted.sort(key=lambda c: (not c.urgent, c.filed_at, c.number))
    assert [c.number for c in rows] == [c.number for c in wanted]
    assert set(told.values()) == {2}
    assert 0 < len(rows) < len(every)


@pytest.mark.parametrize("tab", BoardTab)
@pytest.mark.parametrize("now", [MONDAY, MONDAY + 10 * DAY])
def test_each_page_of_the_board_goes_on_where_the_last_one_ended(busy, tab, now):
    u, every = busy
    soon = now + (SOON - MONDAY)
    for narrow in NARROWED:
        rows = walk(
            lambda after, limit, narrow=narrow: u.lists.board(
                tab, now, narrow, after, limit, soon=soon
            ),
            board_mark,
        )
        wanted = [c for c in every if tab.holds(c, now, soon) and narrow.fits(c, c.next_due)]
        wanted.sort(key=lambda c: (c.next_due, c.number))
        assert [c.number for c in rows] == [c.number for c in wanted], narrow
        if narrow is EVERYTHING:
            assert u.lists.board_counts(now, soon=soon)[tab].number == len(rows)


@pytest.mark.parametrize("tab", OfficeTab)
@pytest.mark.parametrize("now", [MONDAY + HOUR, MONDAY + 10 * DAY])
def test_each_page_of_an_office_goes_on_where_the_last_one_ended(busy, tab, now):
    u, every = busy
    for office, narrow in product(OFFICES, NARROWED):
        rows = walk(
            lambda after, limit, office=office, narrow=narrow: u.lists.office(
                office, tab, now, narrow, after, limit
            ),
            stay_mark,
        )
        wanted = [
            (one.due_at, one.id)
            for c in every
            for one in c.tickets
            if one.office == office and tab.holds(one, now) and narrow.fits(c, one.due_at)
        ]
        wanted.sort(reverse=tab is OfficeTab.ENDED)
        assert [(stay.ticket.due_at, stay.ticket.id) for stay in rows] == wanted, narrow
        assert all(stay.ticket in stay.complaint.tickets for stay in rows)
        if narrow is EVERYTHING:
            assert u.lists.office_counts(office, now)[tab].number == len(rows)


def test_every_tab_holds_something_here(busy):
    """Or the tests above would show nothing."""
    u, _ = busy
    office = u.lists.office_counts(MARKET.office, MONDAY + HOUR)
    board = u.lists.board_counts(MONDAY + HOUR, soon=MONDAY + 18 * HOUR)
    assert all(tally.number > 3 for tally in [*office.values(), *board.values()])


def test_what_cannot_be_counted_to_the_end_is_said_to_be_more(uow, monkeypatch):
    for module in ("intake.adapters.sql.lists", "intake.domain.lists"):
        monkeypatch.setattr(f"{module}.COUNTED", 3)
    with uow() as u:
        if type(u.lists).__module__ == "intake.adapters.memory.lists":
            pytest.skip("what is in memory is counted to the end")
        for n in range(5):
            complaint = a_complaint()
            signed(complaint, MONDAY, due_at=MONDAY + (n + 1) * DAY)
            u.complaints.add(complaint)
        u.commit()
    with uow() as u:
        board = u.lists.board_counts(MONDAY + 2 * DAY)
        office = u.lists.office_counts(MARKET.office, MONDAY + 2 * DAY)
    assert board[BoardTab.OPEN] == lists.Tally(3, at_least=True)
    assert board[BoardTab.LATE] == lists.Tally(2)
    assert office[OfficeTab.IN_HAND] == lists.Tally(3, at_least=True)
    assert office[OfficeTab.LATE] == lists.Tally(2)


def test_a_list_follows_what_happens_to_a_stay_alone(uow):
    complaint = a_complaint()
    signed(complaint, MONDAY, due_at=MONDAY + DAY)
    with uow() as u:
        u.complaints.add(complaint)
        u.commit()
    with uow() as u:
        u.complaints.get(complaint.number).ask_extension(
            MARKET.office, 5, "等检测", by="li", at=MONDAY
        )
        u.commit()
    with uow() as u:
        assert u.lists.board_counts(MONDAY)[BoardTab.TO_DECIDE].number == 1
        u.complaints.get(complaint.number).decide_extension(
            MARKET.office, MONDAY + 9 * DAY, by="wu", at=MONDAY
        )
        u.commit()
    with uow() as u:
        assert u.lists.board_counts(MONDAY)[BoardTab.TO_DECIDE].number == 0
        assert u.lists.board(BoardTab.LATE, MONDAY + 2 * DAY)  # the helper's
        u.complaints.get(complaint.number).withdraw(MONDAY)
        u.commit()
    with uow() as u:
        assert u.lists.board(BoardTab.OPEN, MONDAY) == []
