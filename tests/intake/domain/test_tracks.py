"""投诉 and 举报 are two tracks: what may happen on each, and who must be two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.errors import EmptyText, NotAllowedNow, SecondPersonNeeded, UnknownGround
from intake.domain.tracks import Track, TrackKind, TrackState
from intake.domain.transitions import table
from intake.texts.tracks import track_rules
from routing.assignment import Certainty, Kind
from tests.support.builders import MONDAY

OFFICE = "1401-market"
RULES = track_rules()
STEPS = sorted({one.step for one in table() if one.thing == "track"})
LAST_OF_20, FIRST_OF_121 = date(2026, 4, 14), date(2026, 4, 15)


def a_track(kind=TrackKind.COMPLAINT, **changes):
    return Track("20261123-000001", kind, MONDAY, **changes)


def take(track, step, by="li", **given):
    return track.take(step, by=by, office=OFFICE, at=MONDAY, **given)


def test_a_refusal_takes_two_people():
    track = a_track()
    take(track, "propose_refusal", ground="r121_16_3", words="买来转卖")
    with pytest.raises(SecondPersonNeeded):
        take(track, "confirm_refusal")
    with pytest.raises(SecondPersonNeeded):
        take(track, "decline_refusal")
    assert track.allowed("li") == []
    moved = take(track, "confirm_refusal", by="wang")
    assert (track.state, moved.ground, moved.by) == (TrackState.REFUSED, "r121_16_3", "wang")


def test_a_refusal_that_is_not_agreed_to_leaves_nothing():
    track = a_track()
    take(track, "propose_refusal", ground="r121_16_3", words="买来转卖")
    take(track, "decline_refusal", by="wang")
    assert (track.state, track.ground, track.words) == (TrackState.RECEIVED, "", "")
    take(track, "accept")
    assert track.state is TrackState.ACCEPTED


@pytest.mark.parametrize("missing", ["ground", "words"])
def test_a_refusal_needs_an_item_and_what_was_found(missing):
    whole = {"ground": "r121_16_3", "words": "买来转卖"}
    with pytest.raises(EmptyText):
        take(a_track(), "propose_refusal", **whole | {missing: ""})


def test_a_report_cannot_be_refused():
    track = a_track(TrackKind.REPORT)
    assert track.allowed("li") == ["open_case", "close_without_case"]
    with pytest.raises(NotAllowedNow):
        take(track, "propose_refusal", ground="r121_16_3", words="买来转卖")


@given(
    st.sampled_from(TrackKind),
    st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["li", "wang"])), max_size=8),
)
def test_a_track_goes_the_ways_of_the_table_and_no_other(kind, wanted):
    track, proposed = a_track(kind), ""
    for step, by in wanted:
        before, offered = track.state, track.allowed(by)
        try:
            take(track, step, by=by, ground="r121_16_1", words="查过了")
        except (NotAllowedNow, SecondPersonNeeded):
            assert track.state is before
            assert step not in offered
            continue
        assert step in offered
        ways = {(t.source, t.step, t.target) for t in table() if f"is_{kind}" in t.guards}
        assert (before, step, track.state) in ways
        proposed = by if step == "propose_refusal" else proposed
        if track.state is TrackState.REFUSED:
            assert by != proposed
            assert kind is TrackKind.COMPLAINT


def test_the_items_are_those_in_force_on_the_day_of_receipt():
    old, new = RULES.grounds_for("refuse", LAST_OF_20), RULES.grounds_for("refuse", FIRST_OF_121)
    assert [len(old), len(new)] == [6, 7]
    assert {one.article for one in old} == {"第十五条"}
    assert {one.article for one in new} == {"第十六条"}
    assert [len(RULES.grounds_for("stop", day)) for day in (LAST_OF_20, FIRST_OF_121)] == [7, 8]
    with pytest.raises(UnknownGround):
        RULES.ground("r20_15_3", "refuse", FIRST_OF_121)
    with pytest.raises(UnknownGround):
        RULES.ground("r121_23_1", "refuse", FIRST_OF_121)  # an item, but for another step


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["refuse", "stop"]))
def test_on_every_day_the_items_are_of_one_document(day, use):
    assert len({one.document for one in RULES.grounds_for(use, day)}) == 1


def test_what_nobody_read_whole_says_so():
    assert {g.certainty for g in RULES.grounds_for("refuse", LAST_OF_20)} == {Certainty.FULL}
    assert Certainty.FULL not in {g.certainty for g in RULES.grounds_for("refuse", FIRST_OF_121)}


@pytest.mark.parametrize(
    ("kinds", "category", "tracks"),
    [
        ([Kind.COMPLAINT], "01.05", ["complaint"]),
        ([Kind.REPORT, Kind.COMPLAINT], "01.05", ["complaint", "report"]),
        ([Kind.REPORT], "02.01", ["report"]),
        ([Kind.ENQUIRY], "01.05", []),
        ([Kind.COMPLAINT], "02.04", []),
        ([Kind.COMPLAINT, Kind.REPORT], "07.06", []),
    ],
)
def test_which_matters_have_tracks(kinds, category, tracks):
    assert list(RULES.tracks(kinds, category)) == tracks


def test_every_step_that_issues_a_notice_has_its_form():
    assert set(RULES.issues.values()) == set(RULES.forms)
    assert {*RULES.issues, *RULES.drafts} <= set(STEPS)
