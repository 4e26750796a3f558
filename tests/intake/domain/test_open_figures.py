"""Figures for everybody: nobody is to be found in them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.open_figures import FEWEST, Names, Row, build, hide_small
from tests.support.builders import MONDAY

NAMES = Names(lambda code: f"area {code}", lambda code: f"matter {code}")
counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40))


@given(counts)
def test_no_number_below_five_is_told(given_counts):
    told = hide_small(given_counts)
    assert told.keys() == given_counts.keys()
    assert all(count is None or count >= FEWEST for count in told.values())


@given(counts)
def test_nothing_told_is_untrue(given_counts):
    assert all(told in (None, given_counts[key]) for key, told in hide_small(given_counts).items())


@given(counts)
def test_a_sum_does_not_give_away_what_is_hidden(given_counts):
    hidden = [key for key, told in hide_small(given_counts).items() if told is None]
    if not hidden or len(hidden) == len(given_counts):
        return
    assert len(hidden) > 1
    assert sum(given_counts[key] for key in hidden) >= FEWEST


def test_no_more_is_hidden_than_must_be():
    assert hide_small({"a": 5, "b": 9}) == {"a": 5, "b": 9}
    assert hide_small({"a": 2, "b": 3, "c": 9}) == {"a": None, "b": None, "c": 9}
    assert hide_small({"a": 2, "b": 9, "c": 30}) == {"a": None, "b": None, "c": 30}


def rows(count, *, on=date(2026, 11, 20), area="140105", category="07.06", **more):
    return [Row(on, area, category, more.get("state", "done"), "140105-housing", "住建局")] * count


def test_thirty_days_are_counted_by_place_and_matter():
    found = build(
        [*rows(12), *rows(8, area="140106"), *rows(99, on=date(2026, 10, 1))], MONDAY, NAMES
    )
    assert found["total"] == 20
    assert [(one["name"], one["count"]) for one in found["areas"]] == [
        ("area 140105", 12),
        ("area 140106", 8),
    ]
    assert found["topics"] == [{"code": "07.06", "name": "matter 07.06", "count": 20, "few": False}]


def test_weeks_are_whole_and_the_running_one_is_left_out():
    found = build([*rows(6, on=date(2026, 11, 16)), *rows(7, on=MONDAY.date())], MONDAY, NAMES)
    weeks = found["weeks"]
    assert (len(weeks), weeks[-1]["since"]) == (12, "2026-11-16")
    assert (weeks[-1]["count"], weeks[-1]["few"]) == (None, False)  # the others are too few alone
    assert all(one["few"] for one in weeks[:-1])


def test_the_share_in_time_is_of_what_was_due():
    def late_or_not(count, in_time):
        return [Row(date(2026, 11, 20), "1401", "07.06", "done", in_time=in_time)] * count

    due = [*late_or_not(6, True), *late_or_not(2, False), *late_or_not(50, None)]
    found = build(due, MONDAY, NAMES)
    assert (found["in_time"], found["due"]) == (75, 8)
    assert build(late_or_not(4, True), MONDAY, NAMES)["in_time"] is None


def test_the_file_has_only_months_that_are_over():
    found = build([*rows(9), *rows(7, on=date(2026, 10, 3))], MONDAY, NAMES)
    [row] = found["rows"]
    assert (row["month"], row["count"], row["office"]) == ("2026-10", 7, "140105-housing")


def test_what_is_rare_is_told_in_coarser_words_or_not_at_all():
    october = {"on": date(2026, 10, 3)}
    found = build(
        [*rows(3, **october), *rows(3, category="07.01", **october), *rows(4, area="140106")],
        MONDAY,
        NAMES,
    )
    [row] = found["rows"]
    assert (row["area"], row["category"], row["office"], row["count"]) == ("140105", "07", "", 6)


places = st.sampled_from(["1401", "140105", "140106", "140121", ""])
matters = st.sampled_from(["07.06", "07.01", "01.01", ""])
states = st.sampled_from(["open", "done", "withdrawn"])
days = st.integers(0, 200).map(lambda back: MONDAY.date() - timedelta(days=back))
figures = st.builds(Row, days, places, matters, states, st.sampled_from(["", "a", "b"]))


@given(st.lists(figures, max_size=120))
def test_no_row_of_the_file_is_about_fewer_than_five(many):
    found = build(many, MONDAY, NAMES)
    assert all(row["count"] >= FEWEST for row in found["rows"])
    told = sum(row["count"] for row in found["rows"])
    assert told <= sum(one.filed_on < date(2026, 11, 1) for one in many)
