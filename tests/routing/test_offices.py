"""A city learns its own offices from past orders and their duty sheets."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml

from routing.catalogue import Catalogue
from routing.classifiers.base import ModelMissing
from routing.duties import Sheets, read_sheets
from routing.history import Order, Renaming, Synonyms
from routing.models import Models, load_models
from routing.nearest import SentenceEncoder, Settled, SettledOrders, WordEncoder
from routing.offices import (
    Ears,
    OfficeModel,
    learn,
    load_baseline,
    load_offices,
    lowest_sure,
    save_offices,
)
from routing.relearning import department_sheets, learn_again
from routing.router import Router
from routing.storage import CARD, MODEL
from routing.train import Report
from routing.words import Words
from tests.routing.conftest import TOWN

MONDAY = date(2026, 11, 23)
OFFICES = {"01": "甲市工商局", "07": "甲市住房和城乡建设局", "08": "甲市城管支队", "18": "政务大厅"}
CODES = {"01": "market", "07": "housing", "08": "city_management", "18": "approval"}


@pytest.fixture(scope="module")
def models(catalogue: Catalogue, report: Report, model_dir: Path, training_dir: Path) -> Models:
    return load_models(model_dir, catalogue, training_dir / "lexicon")


@pytest.fixture(scope="module")
def ears(catalogue: Catalogue, models: Models) -> Ears:
    cut = models.classifier.reader.cut
    return Ears(catalogue, read_sheets(catalogue), cut, models.classifier)


def past(names: dict[str, str]) -> list[Order]:
    town = yaml.safe_load((TOWN / "stories.yml").read_text("utf-8"))
    return [
        Order(f"市民来电反映:{opening}{story['who']}{what}", names[story["category"][:2]], day)
        for at, opening in enumerate(town["openings"])
        for story in town["stories"]
        for what in story["what"]
        if (day := MONDAY - timedelta(days=40 - 10 * at))
    ]


@pytest.fixture(scope="module")
def model(ears: Ears) -> OfficeModel:
    return learn(past(OFFICES), ears, folds=3)


def test_a_city_learns_its_own_offices(model: OfficeModel) -> None:
    assert model.offices == tuple(sorted(OFFICES.values()))
    best = model.classify("小区物业收了物业费不打扫卫生")[0]
    assert best.category == "甲市住房和城乡建设局"
    assert best.words


def test_offices_are_known_by_their_duties(model: OfficeModel) -> None:
    assert model.departments["甲市工商局"] == "market"
    assert model.departments["甲市城管支队"] == "city_management"


def test_duty_sheets_alone_suggest_but_never_dispatch(ears: Ears) -> None:
    model = learn([], ears, offices=list(OFFICES.values()))
    assert model.sure_from is None
    assert model.classify("商家不给退款,收据还在")[0].category == "甲市工商局"


def test_a_few_orders_are_enough_to_start(ears: Ears) -> None:
    model = learn(past(OFFICES)[:7], ears, offices=list(OFFICES.values()))
    assert len(model.offices) == 4
    assert np.isclose(model.chances(["占道摆摊"], [None]).sum(), 1.0)


def test_one_office_alone_can_be_learnt(ears: Ears) -> None:
    model = learn([Order("暖气不热", "甲市供热公司")] * 6, ears)
    assert model.classify("暖气不热")[0].category == "甲市供热公司"


def test_nothing_is_sent_to_an_office_that_was_closed(ears: Ears) -> None:
    closed = Synonyms([Renaming(office="甲市工商局", ended=MONDAY)])
    model = learn(past(OFFICES), ears, folds=3, synonyms=closed)
    column = model.offices.index("甲市工商局")
    before, after = MONDAY - timedelta(days=1), MONDAY
    chances = model.chances(["商家不给退款"] * 2, [before, after])
    assert chances[0, column] > 0.5
    assert chances[1, column] == 0.0
    assert np.allclose(chances.sum(axis=1), 1.0)


def test_a_saved_model_answers_as_before(model: OfficeModel, ears: Ears, tmp_path: Path) -> None:
    save_offices(tmp_path, model, {"orders": 3})
    again = load_offices(tmp_path, ears)
    text = "窗口排队一上午没办成"
    assert again.sure_from == model.sure_from
    assert [one.category for one in again.classify(text)] == [
        one.category for one in model.classify(text)
    ]
    assert load_baseline(tmp_path) is None


@pytest.mark.parametrize("file", [MODEL, CARD])
def test_a_damaged_or_missing_model_is_refused_and_routing_goes_on(
    model: OfficeModel, ears: Ears, models: Models, catalogue: Catalogue, tmp_path: Path, file: str
) -> None:
    save_offices(tmp_path, model, {})
    (tmp_path / file).write_bytes(b"{")
    with pytest.raises(ModelMissing):
        load_offices(tmp_path, ears)
    shutil.rmtree(tmp_path)
    with pytest.raises(ModelMissing, match="no model"):
        load_offices(tmp_path, ears)


def test_no_text_is_kept_in_a_model(model: OfficeModel, ears: Ears, tmp_path: Path) -> None:
    save_offices(tmp_path, model, {})
    content = (tmp_path / MODEL).read_bytes() + (tmp_path / CARD).read_bytes()
    assert "收了物业费不打扫卫生".encode() not in content


@pytest.mark.parametrize(
    ("sure", "right", "expected"),
    [
        (np.linspace(1, 0.5, 100), np.ones(100, bool), 0.5),
        (np.linspace(1, 0.5, 100), np.zeros(100, bool), None),
        (np.linspace(1, 0.5, 10), np.ones(10, bool), None),  # too few to tell
    ],
)
def test_the_threshold_is_the_lowest_confidence_that_is_right_often_enough(
    sure: np.ndarray, right: np.ndarray, expected: float | None
) -> None:
    found = lowest_sure(sure, right, 0.95)
    assert found == (None if expected is None else pytest.approx(expected))


def test_with_a_citys_model_the_router_goes_by_it(
    models: Models, catalogue: Catalogue, ears: Ears
) -> None:
    # In this city the stalls are the market inspectors' business.
    swapped = CODES | {"08": "market"}
    orders = past(swapped)
    city = learn(orders, ears, own=department_sheets(ears.sheets, list(swapped.values())))
    city.sure_from = 0.5
    router = Router(
        catalogue, models.classifier, models.kinds, sure_from=None, home_area="1401", city=city
    )
    chances = city.by_department("门口的小贩每天摆摊占道走不过去", MONDAY)
    assert max(chances, key=chances.__getitem__) == "market"
    assert router.sure_from == 0.5


def test_learning_again_keeps_the_old_model_when_the_check_set_disagrees(
    ears: Ears, tmp_path: Path
) -> None:
    good = past(CODES) * 4
    first = learn_again(good, ears, tmp_path)
    assert first.kept
    before = (tmp_path / MODEL).read_bytes()
    # A month of wrongly labelled orders, checked against rightly labelled ones.
    turned = {"01": "approval", "07": "city_management", "08": "housing", "18": "market"}
    bad = [*past(turned) * 4, *good[: len(good) // 5]]
    second = learn_again(bad, ears, tmp_path)
    assert not second.kept
    assert second.accuracy_before is not None
    assert second.accuracy is not None
    assert second.accuracy < second.accuracy_before
    assert (tmp_path / MODEL).read_bytes() == before


def test_too_few_orders_teach_nothing(ears: Ears, tmp_path: Path) -> None:
    assert not learn_again(past(CODES)[:50], ears, tmp_path).kept
    assert not (tmp_path / MODEL).exists()


def test_like_orders_are_found_and_unlike_ones_are_not(models: Models) -> None:
    settled = SettledOrders(
        WordEncoder(models.classifier.reader),
        [
            Settled("1", "housing", "住建局", "小区物业收了物业费不打扫卫生"),
            Settled("2", "market", "市监局", "超市里的面包过期了"),
        ],
    )
    (like,) = settled.like("我们小区物业收费不打扫卫生")
    assert like.order.number == "1"
    assert settled.like("qwerty") == []
    assert SettledOrders(WordEncoder(models.classifier.reader), []).like("物业") == []


def test_a_sentence_model_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        SentenceEncoder(tmp_path / "nowhere")
    with pytest.raises(ModelMissing):
        SentenceEncoder(tmp_path)


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("甲市工商局", "market"),
        ("甲市供热公司", "heating"),
        ("甲市住房和城乡建设局", "housing"),
        ("甲市公安局城管支队", "city_management"),  # the last unit named is the one that is meant
        ("某某中心", None),
    ],
)
def test_an_offices_name_tells_its_duties(ears: Ears, name: str, sheet: str | None) -> None:
    assert [one.code for one in ears.sheets.of(name)][:1] == ([sheet] if sheet else [])


def test_a_city_may_add_duty_sheets(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "duties.yml"
    file.write_text("- {code: ferry, department: market, names: [轮渡], words: [船票]}\n", "utf-8")
    found: Sheets = read_sheets(catalogue, file)
    assert [one.code for one in found.of("甲市轮渡公司")] == ["ferry"]


def test_words_are_cut_the_same_with_and_without_a_lexicon_in_the_folder(tmp_path: Path) -> None:
    assert Words(tmp_path)("物业费") == Words()("物业费")
