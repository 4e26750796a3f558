"""Figures, trials and the report page of `yihao evaluate`."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from routing.baseline import Baseline
from routing.evaluation.report import Named, write_report
from routing.evaluation.scores import Answers, compare, score
from routing.evaluation.trials import (
    MapError,
    ask_baseline,
    fewer,
    folds,
    last_third,
    spread,
    walk_forward,
)
from routing.history import Order
from routing.words import Words

LABELS = ("甲", "乙", "丙", "丁")


def answers(
    truth: list[str], chances: list[list[float]], sure_from: float | None = None
) -> Answers:
    return Answers(tuple(truth), LABELS, np.array(chances), sure_from)


def certain(*labels: str, sure: float = 0.9) -> list[list[float]]:
    rest = (1 - sure) / 3
    return [[sure if one == label else rest for one in LABELS] for label in labels]


def test_right_and_wrong_are_counted() -> None:
    got = score(answers(["甲", "乙", "丙", "丁"], certain("甲", "乙", "丙", "甲")))
    assert (got.accuracy, got.texts) == (0.75, 4)
    assert got.top_3 >= 0.75


def test_the_surer_half_is_scored_apart() -> None:
    chances = [*certain("甲", "乙", sure=0.9), *certain("甲", "甲", sure=0.5)]
    got = score(answers(["甲", "乙", "丙", "丁"], chances))
    assert (got.accuracy, got.accuracy_at_50) == (0.5, 1.0)


def test_a_threshold_fixed_beforehand_is_judged_as_it_is() -> None:
    chances = [*certain("甲", "乙", sure=0.9), *certain("甲", "甲", sure=0.5)]
    got = score(answers(["甲", "丙", "丙", "丁"], chances, sure_from=0.8))
    assert (got.coverage_at_95, got.precision_at_95) == (0.5, 0.5)
    assert score(answers(["甲"], certain("甲"))).coverage_at_95 is None


def test_labels_never_seen_in_truth_do_not_count_in_the_macro_mean() -> None:
    assert score(answers(["甲", "甲"], certain("甲", "甲"))).macro_f1 == 1.0


def test_a_difference_that_is_none_has_an_interval_around_nothing() -> None:
    one = answers(["甲", "乙"] * 20, certain(*["甲", "乙"] * 20))
    same = compare(one, one)
    assert (same.accuracy, same.accuracy_interval, same.fewer_errors) == (0.0, (0.0, 0.0), 0.0)


def test_a_clear_difference_has_an_interval_above_nothing() -> None:
    truth = ["甲", "乙"] * 30
    right, wrong = answers(truth, certain(*truth)), answers(truth, certain(*["甲"] * 60))
    got = compare(right, wrong)
    assert got.accuracy == 0.5
    assert got.accuracy_interval[0] > 0.3
    assert got.fewer_errors == 1.0


def orders(count: int, days: int) -> list[Order]:
    start = date(2026, 1, 1)
    return [
        Order(f"第{at}件事", LABELS[at % 4], start + timedelta(days=at * days // count))
        for at in range(count)
    ]


def test_the_last_third_is_asked_about_and_never_learnt_from() -> None:
    (part,) = last_third(orders(30, 30))
    assert (len(part.learn), len(part.ask)) == (20, 10)
    assert max(one.received for one in part.learn) <= min(one.received for one in part.ask)  # type: ignore[type-var]


def test_every_order_is_asked_about_once_in_folds() -> None:
    parts = folds(orders(30, 30), 3)
    assert sorted(one.text for part in parts for one in part.ask) == sorted(
        one.text for one in orders(30, 30)
    )
    assert all(not {*part.ask} & {*part.learn} for part in parts)


@pytest.mark.parametrize(("days", "steps"), [(360, 8), (40, 4)])
def test_walking_forward_learns_from_the_past_alone(days: int, steps: int) -> None:
    parts = walk_forward(orders(120, days))
    assert len(parts) == steps
    for part in parts:
        assert max(one.received for one in part.learn) < min(one.received for one in part.ask)  # type: ignore[type-var, operator]


def test_walking_forward_needs_days() -> None:
    with pytest.raises(ValueError, match="day of every order"):
        walk_forward([Order("甲", "乙")])


def test_fewer_orders_are_always_the_same_ones() -> None:
    some = orders(50, 50)
    assert fewer(some, 10) == fewer(some, 10)
    assert len(fewer(some, 10)) == 10
    assert fewer(some, None) == some
    assert fewer(some, 0) == []


def test_a_map_gives_categories_their_label_and_the_longer_code_wins() -> None:
    got = spread({"建设": ["07"], "环境": ["07.06", "05.01"]}, ["05.01", "07.01", "07.06"])
    assert got == {"07.01": "建设", "07.06": "环境", "05.01": "环境"}
    with pytest.raises(MapError, match="no category 99"):
        spread({"建设": ["99"]}, ["07.01"])


def test_the_baseline_learns_what_it_is_shown() -> None:
    cut, some = Words(), [Order("暖气不热", "供热"), Order("垃圾没人收", "环卫")] * 5
    baseline = Baseline.fit([one.text for one in some], [one.office for one in some], cut)
    assert score(ask_baseline(baseline, some, cut)).accuracy == 1.0


def test_the_page_shows_figures_pictures_and_the_surest_errors(tmp_path: Path) -> None:
    one = answers(["甲", "乙", "丙", "丁"] * 10, certain(*["甲", "乙", "丙", "甲"] * 10), 0.5)
    texts = ["<script>alert(1)</script>家里停水"] * 40
    page = tmp_path / "reports" / "page.html"
    write_report(page, "试卷", texts, Named("本系统", one), Named("基线", one), compare(one, one))
    said = page.read_text("utf-8")
    assert said.count("data:image/png;base64,") == 3
    assert "<script>" not in said
    assert "&lt;script&gt;" in said
    assert "基线" in said
    assert page.stat().st_mode & 0o077 == 0
