"""Whoever works for an area finds nothing outside it, whatever is asked of whatever storage."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.domain import searching
from intake.domain.errors import ChangedMeanwhile
from intake.domain.events import StaffLoggedIn
from intake.domain.lists import BoardTab, Narrow
from intake.domain.passkeys import Challenge, Passkey
from intake.domain.searching import Wanted, mark
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.two_people import Proposal, What
from tests.contracts.test_lists import STORIES
from tests.support.builders import MONDAY, a_complaint

DAY = timedelta(days=1)
AREAS = ("", "14", "1401", "140105", "140108", "1402", "140211")
BOUNDS = AREAS[1:]
NARROWED = st.builds(
    Narrow,
    st.sampled_from([None, MONDAY + 3 * DAY]),
    st.sampled_from(AREAS),
    st.booleans(),
)


@pytest.fixture
def everywhere(uow):
    """Every story in every area, a proposal about each, and a member of each area."""
    with uow() as u:
        first = None
        for n, story in enumerate(STORIES):
            for area in AREAS:
                complaint = a_complaint(area=area)
                story(complaint, MONDAY, area=area, urgent=n % 2 == 0)
                u.complaints.add(complaint)
                first = first or complaint.number
                complaint.joins = first
                proposal = Proposal.make(
                    What.REFUSE, complaint.number, by="li", at=MONDAY, area=area
                )
                u.proposals.add(proposal)
        for area in AREAS:
            u.staff.add(StaffMember(f"of {area}", StaffRole.DISPATCHER, "", area=area))
            u.events.add(StaffLoggedIn(f"of {area}", MONDAY))
        u.commit()
    with uow() as u:
        yield u, first


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bound=st.sampled_from(BOUNDS), narrow=NARROWED, tab=st.sampled_from(BoardTab))
def test_no_list_leaves_the_area_and_none_leaves_anything_out(everywhere, bound, narrow, tab):
    u, _ = everywhere
    for ask in (
        lambda within: u.lists.desk(narrow, None, 500, within),
        lambda within: u.lists.board(tab, MONDAY, narrow, None, 500, within),
    ):
        every = ask("")
        assert [c.number for c in ask(bound)] == [
            c.number for c in every if c.area.startswith(bound)
        ]


@pytest.mark.parametrize("bound", BOUNDS)
def test_counts_are_of_the_area(everywhere, bound):
    u, _ = everywhere
    assert u.lists.desk_count(bound).number == len(u.lists.desk(limit=500, within=bound)) > 0
    for tab, count in u.lists.board_counts(MONDAY, bound).items():
        assert count.number == len(u.lists.board(tab, MONDAY, limit=500, within=bound))
    assert u.lists.board_counts(MONDAY, bound)[BoardTab.OPEN].number > 0


@pytest.mark.parametrize("bound", BOUNDS)
def test_search_joined_ones_and_proposals_stay_inside(everywhere, bound):
    u, first = everywhere
    found = u.search.find(Wanted(marks=frozenset({mark("area", bound)})), 500)
    joined = u.complaints.joined_to(first, bound)
    proposed = u.proposals.waiting(What.REFUSE, MONDAY, bound, 500)
    for rows in (found, joined, proposed):
        assert {row.area for row in rows} == {a for a in AREAS if a.startswith(bound)}
    assert len(found) == len(joined) == len(proposed)
    assert mark("area", bound) in searching.tokens(found[0])


@pytest.mark.parametrize("bound", BOUNDS)
def test_the_auditor_of_an_area_reads_facts_of_its_complaints_and_members(everywhere, bound):
    u, _ = everywhere
    inside = {c.number for c in u.complaints.joined_to(everywhere[1], bound)}
    inside |= {f"of {area}" for area in AREAS if area.startswith(bound)}
    every = u.events.latest(1000)
    assert u.events.latest(1000, bound) == [row for row in every if row[1].number in inside]
    assert u.events.latest(2, bound) == u.events.latest(1000, bound)[:2]


def test_one_thing_is_proposed_once_until_it_is_decided(uow):
    complaint = a_complaint()

    def propose(u, at=MONDAY):
        u.proposals.add(Proposal.make(What.REFUSE, complaint.number, by="li", at=at, note="因为"))

    with uow() as u:
        u.complaints.add(complaint)
        u.commit()
    with uow() as u:
        propose(u)
        u.commit()
    with uow() as u, pytest.raises(ChangedMeanwhile):
        propose(u)
    with uow() as u:
        kept = u.proposals.of(What.REFUSE, complaint.number)
        assert (kept.note, kept.what, kept.expires_at) == ("因为", What.REFUSE, MONDAY + 3 * DAY)
        assert u.proposals.of(What.END_SUPERVISION, complaint.number) is None
        assert u.proposals.waiting(What.REFUSE, MONDAY + 3 * DAY) == []
        u.proposals.remove(kept)
        propose(u, MONDAY + DAY)
        u.commit()
    with uow() as u:
        [again] = u.proposals.waiting(What.REFUSE, MONDAY + DAY)
        assert again.at == MONDAY + DAY


def test_passkeys_challenges_and_subjects_come_back(uow):
    with uow() as u:
        u.staff.add(StaffMember("li", StaffRole.AGENT, "", subject="sub", outsourced=True))
        u.staff.add(StaffMember("wang", StaffRole.AGENT, ""))
        u.commit()
    with uow() as u:
        u.staff.add_passkey(Passkey("c1", "li", "钥匙", b"key", MONDAY))
        u.staff.add_passkey(Passkey("c2", "li", "又一把", b"key", MONDAY, count=7))
        u.staff.ask(Challenge("k", "first", MONDAY))
        u.commit()
    with uow() as u:
        assert u.staff.by_subject("sub").outsourced
        assert u.staff.by_subject("") is None
        assert [one.label for one in u.staff.passkeys_of("li")] == ["钥匙", "又一把"]
        passkey = u.staff.passkey("c2")
        passkey.count, passkey.used_at = 8, MONDAY + DAY
        u.staff.remove_passkey(u.staff.passkey("c1"))
        u.staff.ask(Challenge("k", "second", MONDAY + DAY, "li"))
        u.staff.ask(Challenge("over", "x", MONDAY - DAY))
        u.commit()
    with uow() as u:
        [left] = u.staff.passkeys_of("li")
        assert (left.count, left.used_at, left.blocked) == (8, MONDAY + DAY, False)
        assert u.staff.passkey("c1") is None
        u.staff.forget_challenges_before(MONDAY)
        assert u.staff.take_challenge("over") is None
        taken = u.staff.take_challenge("k")
        assert (taken.secret, taken.expires_at, taken.staff) == ("second", MONDAY + DAY, "li")
        u.commit()
    with uow() as u:
        assert u.staff.take_challenge("k") is None
