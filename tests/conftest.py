"""What all tests share. Time is measured in benchmarks, never asserted here."""

import shutil

import pytest
from hypothesis import settings

settings.register_profile("yihao", deadline=None)
settings.load_profile("yihao")


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A place whose router is trained: once for all tests."""
    from intake.cli import learning, workplace

    place = workplace.prepare(tmp_path_factory.mktemp("trained") / "var")
    learning.train_router(place)
    return place


@pytest.fixture(scope="session")
def new_place(trained, tmp_path_factory):
    """A folder as the first start makes it, only that nothing is trained again."""

    from intake.cli import workplace

    def make():
        var = tmp_path_factory.mktemp("place") / "var"
        shutil.copytree(trained.models, workplace.prepare(var).models, dirs_exist_ok=True)
        return var

    return make
