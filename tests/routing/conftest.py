"""A small town (town/): a catalogue with enough rows for every rule, few enough to read."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from routing.catalogue import HERE, Catalogue, load
from routing.kinds import KindRules
from routing.models import load_models
from routing.router import Router
from routing.train import Report, train

TOWN = Path(__file__).parent / "town"
# Wording and holidays are the same everywhere; the town has no files of its own for them.
SHARED = (
    "avoid.yml",
    "clock.yml",
    "holidays.yml",
    "kinds.yml",
    "places.yml",
    "reasons.yml",
    "rules.yml",
)
USUAL = {
    "excludes": "",
    "helpers": [],
    "level": "county",
    "time_limit": "ordinary",
    "basis": [{"document": "《甲》", "article": "第一条", "certainty": "full"}],
}


def build(folder: Path) -> Path:
    shutil.copytree(TOWN, folder)
    for name in SHARED:
        shutil.copy(HERE / name, folder / name)
    groups = yaml.safe_load((folder / "categories.yml").read_text("utf-8"))
    for group in groups:
        group["children"] = [USUAL | child for child in group["children"]]
    (folder / "categories.yml").write_text(yaml.safe_dump(groups, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture
def a_folder(tmp_path: Path) -> Path:
    """A catalogue folder that a test may spoil."""
    return build(tmp_path / "catalogue")


@pytest.fixture
def edit(a_folder: Path) -> Callable[[str, str, str], Path]:
    """Change one file of the catalogue, and return its folder."""

    def change(name: str, old: str, new: str) -> Path:
        content = (a_folder / name).read_text("utf-8")
        assert old in content
        (a_folder / name).write_text(content.replace(old, new, 1), "utf-8")
        return a_folder

    return change


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load(build(tmp_path_factory.mktemp("town") / "catalogue"))


@pytest.fixture(scope="session")
def training_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    (folder / "complaints").mkdir()
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "town.txt").write_text("公积金 1000 n\n", "utf-8")
    town = yaml.safe_load((TOWN / "stories.yml").read_text("utf-8"))
    with (folder / "complaints" / "town.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "category", "kinds"])
        for story in town["stories"]:
            for opening in town["openings"]:
                for what in story["what"]:
                    rows.writerow(
                        [opening + story["who"] + what, story["category"], story["kinds"]]
                    )
    return folder


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def report(catalogue: Catalogue, training_dir: Path, model_dir: Path) -> Report:
    return train(training_dir, catalogue, model_dir, lambda *_: None)


@pytest.fixture(scope="session")
def router(catalogue: Catalogue, report: Report, model_dir: Path, training_dir: Path) -> Router:
    assert report.sure_from is not None
    models = load_models(model_dir, catalogue, training_dir / "lexicon")
    return Router(
        catalogue, models.classifier, models.kinds, sure_from=models.sure_from, home_area="1401"
    )


@pytest.fixture
def rules(catalogue: Catalogue) -> KindRules:
    return KindRules(catalogue.kind_cues)
