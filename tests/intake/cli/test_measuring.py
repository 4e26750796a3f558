"""`yihao train --history` and `yihao evaluate FILE`, as an operator runs them."""

import csv
import json

import pytest
from typer.testing import CliRunner

from intake.cli.main import app
from intake.cli.replaying import Unusable

pytestmark = pytest.mark.slow  # each run trains something

STORIES = {
    "甲市供热公司": [
        "暖气不热",
        "暖气片漏水",
        "供热站不接电话",
        "室温只有十二度",
        "暖气费交了不供",
    ],
    "甲市环卫处": ["垃圾没人清运", "垃圾桶满了", "街上没人扫", "公厕堵了", "建筑垃圾乱倒"],
    "甲市公交公司": [
        "公交车到站不停",
        "等了一小时没有公交",
        "公交司机骂人",
        "公交改线了",
        "公交卡刷不上",
    ],
}
WHERE = ["东街", "西街", "南关", "北关", "老城", "新区"]


@pytest.fixture
def orders(tmp_path):
    file = tmp_path / "orders.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["text", "department", "received"])
        for day, where in enumerate(WHERE, 1):
            for office, stories in STORIES.items():
                rows.writerows([f"{where}{one}", office, f"2026-0{day}-10"] for one in stories)
    return file


def run(place, *words):
    done = CliRunner().invoke(app, [*map(str, words), "--var", str(place.var)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_a_city_is_learnt_and_measured_beside_the_baseline(trained, orders, tmp_path):
    said = run(trained, "train", "--history", orders, "--out", tmp_path / "city")
    assert "90 条工单" in said
    page = tmp_path / "page.html"
    words = ["evaluate", orders, "--label", "department", "--model", tmp_path / "city"]
    got = json.loads(run(trained, *words, "--compare", "--json", "--report", page))
    assert got["texts"] == 90
    assert got["accuracy"] > 0.9
    assert got["top_3"] == 1.0
    assert {"accuracy_at_50", "accuracy_at_60", "coverage_at_95", "ms_per_text"} <= got.keys()
    assert set(got["difference"]) >= {"accuracy", "accuracy_interval", "fewer_errors"}
    assert page.exists()


@pytest.mark.parametrize("how", [["--last-third"], ["--folds", "3"], ["--walk-forward"]])
def test_a_method_can_be_tried_on_part_of_the_file(trained, orders, how):
    said = run(trained, "evaluate", orders, "--label", "department", "--limit", "40", *how)
    assert "accuracy" in said


def test_duty_sheets_alone_can_be_tried(trained, orders):
    words = ["evaluate", orders, "--label", "department", "--last-third", "--limit", "0", "--json"]
    assert json.loads(run(trained, *words))["accuracy"] > 0.5


def test_categories_stand_for_other_labels_by_a_map(trained, orders, tmp_path):
    mapping = tmp_path / "map.yml"
    mapping.write_text(
        "甲市供热公司: ['07.06']\n甲市环卫处: ['08.03']\n甲市公交公司: ['09.02']\n", "utf-8"
    )
    words = ["evaluate", orders, "--label", "department", "--map", mapping, "--json"]
    assert json.loads(run(trained, *words))["accuracy"] > 0.8


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate", "nowhere.csv"], "打不开"),
        (["evaluate", "{orders}", "--label", "unit"], "no column 'unit'"),
        (["evaluate", "{orders}", "--label", "department"], "要说清楚"),
        (["evaluate", "{orders}", "--label", "department", "--model", "nowhere"], "不能用"),
        (["evaluate", "{orders}", "--label", "department", "--map", "nowhere.yml"], "要写成"),
        (["train", "--history", "{orders}", "--duties", "nowhere.yml"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(trained, orders, words, message):
    with pytest.raises(Unusable, match=message):
        run(trained, *(word.format(orders=orders) for word in words))
