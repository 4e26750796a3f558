import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from routing.catalogue import Catalogue, load
from routing.classifiers.base import ModelMissing
from routing.models import CARD, MODEL, is_current, load_models
from routing.train import Report, Step, train


@pytest.fixture
def a_model(report: Report, model_dir: Path, tmp_path: Path) -> Path:
    """A trained model that a test may spoil."""
    shutil.copytree(model_dir, tmp_path / "model")
    return tmp_path / "model"


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


def change_card(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    card = json.loads((folder / CARD).read_text("utf-8"))
    change(card)
    (folder / CARD).write_text(json.dumps(card), "utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: spoil(folder / MODEL), "damaged"),
        (lambda folder: (folder / MODEL).unlink(), "cannot be read"),
        (lambda folder: (folder / CARD).unlink(), "no model"),
        (lambda folder: (folder / CARD).write_text("{"), "card is damaged"),
        (lambda folder: (folder / CARD).write_text("[]"), "card is damaged"),
        (lambda folder: change_card(folder, lambda card: card.pop("sha256")), "card is damaged"),
        (
            lambda folder: change_card(folder, lambda card: card["stamp"].update(program="old")),
            "another version",
        ),
    ],
)
def test_a_model_that_cannot_be_trusted_is_refused(
    a_model: Path, catalogue: Catalogue, damage: Callable[[Path], object], message: str
) -> None:
    load_models(a_model, catalogue, None)
    damage(a_model)
    with pytest.raises(ModelMissing, match=message):
        load_models(a_model, catalogue, None)


def test_a_model_of_other_categories_is_refused(
    a_model: Path, edit: Callable[[str, str, str], Path]
) -> None:
    renamed = load(edit("categories.yml", "code: '07.06'", "code: '07.07'"))
    with pytest.raises(ModelMissing, match="other categories"):
        load_models(a_model, renamed, None)


def test_a_new_keyword_calls_for_training_but_does_not_stop_routing(
    a_model: Path, training_dir: Path, edit: Callable[[str, str, str], Path]
) -> None:
    folder = edit("categories.yml", "- 暖气", "- 地暖")
    assert not is_current(a_model, load(folder), training_dir)
    load_models(a_model, load(folder), None)


def test_an_unchanged_model_need_not_be_trained_again(
    a_model: Path, catalogue: Catalogue, training_dir: Path
) -> None:
    assert is_current(a_model, catalogue, training_dir)
    assert not is_current(a_model / "elsewhere", catalogue, training_dir)


def test_training_tells_how_far_it_is_and_how_good(
    catalogue: Catalogue, training_dir: Path, tmp_path: Path
) -> None:
    steps: list[tuple[Step, int, int]] = []
    report = train(training_dir, catalogue, tmp_path, lambda *step: steps.append(step))
    assert list(dict.fromkeys(step for step, _, _ in steps)) == list(Step)
    assert all(0 <= done <= whole for _, done, whole in steps)
    assert report.examples == 112
    assert report.untaught == ()
    assert report.figures.department_accuracy > 0.9
    assert {file.name for file in tmp_path.iterdir()} == {MODEL, CARD}


def test_training_twice_gives_the_same_model(
    catalogue: Catalogue, training_dir: Path, report: Report, tmp_path: Path
) -> None:
    assert train(training_dir, catalogue, tmp_path, lambda *_: None) == report
