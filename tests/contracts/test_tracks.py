"""Tracks and notices on every storage."""

import threading
from datetime import timedelta

import pytest

from intake.domain.errors import ChangedMeanwhile
from intake.domain.events import NoticeIssued
from intake.domain.notices import Notice
from intake.domain.tracks import Track, TrackKind, TrackState
from routing import catalogue
from tests.support.builders import MONDAY, a_complaint

NUMBER, OFFICE = "20261123-000001", "1401-market"


@pytest.fixture
def stored(uow):
    with uow() as u:
        u.complaints.add(a_complaint(number=NUMBER))
        u.commit()
    return uow


def issue(u, office=OFFICE, year=2026):
    serial = u.notices.next_serial(office, year)
    words = ("complaint", "stop", "r121_23_1", MONDAY, "li", f"〔{year}〕{serial}号", "终止调解")
    body = "第一段\n第二段"
    u.notices.add(
        Notice(office, "太原市某局", year, serial, NUMBER, *words, "投诉人", body, "注", "某日")
    )
    return serial


def test_a_track_comes_back_as_it_was(stored):
    with stored() as u:
        track = Track(NUMBER, TrackKind.REPORT, MONDAY)
        track.take("close_without_case", by="li", office=OFFICE, at=MONDAY, words="查无此店")
        u.tracks.add(track)
        u.commit()
    with stored() as u:
        [back] = u.tracks.of(NUMBER)
        assert (back.kind, back.state, back.words) == (
            TrackKind.REPORT,
            TrackState.CASE_NOT_OPENED,
            "查无此店",
        )
        assert back.decided_at == MONDAY
        assert u.tracks.of("20261123-000009") == []


def test_a_notice_comes_back_as_it_was_issued(stored):
    with stored() as u:
        issue(u)
        u.commit()
    with stored() as u:
        [back] = u.notices.of(NUMBER)
        assert (back.id, back.paragraphs) == ("2026-1", ["第一段", "第二段"])
        assert u.notices.latest(OFFICE) == [back]
        assert u.notices.latest("1401-drug") == []


def test_each_office_and_year_counts_from_one(stored):
    with stored() as u:
        got = [issue(u), issue(u), issue(u, "140105-market"), issue(u, year=2027), issue(u)]
        u.commit()
    assert got == [1, 2, 1, 1, 3]
    with stored() as u:
        assert [(n.year, n.serial) for n in u.notices.latest(OFFICE)] == [
            (2027, 1), (2026, 3), (2026, 2), (2026, 1),
        ]  # fmt: skip


def test_what_is_not_committed_leaves_no_gap(stored):
    with stored() as u:
        issue(u)
        u.commit()
    with stored() as u:
        assert issue(u) == 2
    with stored() as u:
        assert issue(u) == 2
        u.commit()


def test_two_workers_never_issue_the_same_number(stored):
    got, errors = [], []

    def work():
        try:
            for _ in range(10):
                with stored() as u:
                    serial = issue(u)
                    if serial % 4:  # some give up half way
                        u.commit()
                        got.append(serial)
                    else:
                        raise RuntimeError
        except RuntimeError:
            work_again()
        except Exception as error:
            errors.append(error)

    def work_again():
        with stored() as u:
            got.append(issue(u))
            u.commit()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(got) == list(range(1, len(got) + 1))


def test_one_track_is_begun_once(stored):
    def begin(u):
        u.tracks.add(Track(NUMBER, TrackKind.COMPLAINT, MONDAY, office=OFFICE))

    with stored() as u:
        begin(u)
        u.commit()
    with stored() as u, pytest.raises(ChangedMeanwhile):
        begin(u)


def lates(stored):
    """Two offices, four tracks: late, late and told, in time, and without a clock."""
    hour = timedelta(hours=1)
    rows = {
        "20261123-000001": {"due_at": MONDAY - hour},
        "20261123-000002": {"due_at": MONDAY - 2 * hour, "raised_at": MONDAY},
        "20261123-000003": {"due_at": MONDAY + hour},
        "20261123-000004": {"due_at": None},
    }
    with stored() as u:
        for number, given in rows.items():
            if number != NUMBER:
                u.complaints.add(a_complaint(number=number, area="140105"))
            holder = OFFICE if number < "20261123-000002" else "140105-market"
            u.tracks.add(
                Track(number, TrackKind.REPORT, MONDAY, holder=holder, clock="report", **given)
            )
        u.commit()


def test_late_tracks_are_found_by_office_and_area_the_longest_late_first(stored):
    lates(stored)
    with stored() as u:
        first, second = "20261123-000001", "20261123-000002"
        assert [one.number for one in u.tracks.late(MONDAY, 10)] == [second, first]
        assert [one.number for one in u.tracks.late(MONDAY, 1)] == [second]
        assert [one.number for one in u.tracks.late(MONDAY, 10, holder=OFFICE)] == [first]
        assert [one.number for one in u.tracks.late(MONDAY, 10, within="140105")] == [second]
        assert len(u.tracks.late(MONDAY, 10, within="1401")) == 2
        assert u.tracks.late_among([first, "20261123-000003"], MONDAY) == {first}
        assert u.tracks.late_among([], MONDAY) == set()


def test_a_late_track_is_found_until_it_was_raised(stored):
    lates(stored)
    with stored() as u:
        [track] = u.tracks.not_raised(MONDAY)
        fact = track.overdue(MONDAY)
        u.events.add(fact)
        u.tracks.raised([track], MONDAY)
        u.commit()
    with stored() as u:
        assert u.tracks.not_raised(MONDAY) == []
        assert u.events.of(NUMBER)[-1] == fact
        [one] = u.tracks.of(NUMBER)
        assert (one.raised_at, one.holder, one.ask_by) == (MONDAY, OFFICE, None)


def test_what_was_asked_of_a_citizen_comes_back(stored):
    with stored() as u:
        day = (MONDAY + timedelta(days=7)).date()
        u.tracks.add(
            Track(
                NUMBER, TrackKind.COMPLAINT, MONDAY, asked_at=MONDAY, ask_by=day, supplied_at=None
            )
        )
        u.commit()
    with stored() as u:
        [back] = u.tracks.of(NUMBER)
        assert (back.asked_at, back.ask_by, back.supplied_at) == (MONDAY, day, None)


def test_a_fact_tells_which_notice_and_nothing_of_its_words(stored):
    fact = NoticeIssued(NUMBER, MONDAY, OFFICE, "li", "complaint", "stop", 2026, 1, "r121_23_1")
    with stored() as u:
        u.events.add(fact)
        u.commit()
    with stored() as u:
        assert u.events.of(NUMBER)[-1] == fact


def test_the_name_of_every_counter_fits_its_column():
    facts = catalogue.load()
    longest = max(map(len, facts.departments))
    assert len("2026:") + len("140105001") + len("-") + longest <= 40
