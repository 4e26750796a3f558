import pytest

from intake.cli.learning import BOT_PYTHON
from tests.support.city import city
from tests.support.needs import need


@pytest.fixture(scope="session")
def var(tmp_path_factory):
    """One folder for all: models are trained once."""
    return tmp_path_factory.mktemp("city") / "var"


@pytest.fixture(scope="session")
def quiet_city(var):
    """Without Rasa: the scripted interview serves."""
    with city(var) as running:
        yield running


@pytest.fixture(scope="session")
def talking_city(tmp_path_factory):
    need("bot", BOT_PYTHON.exists(), "bot/.venv is missing: make setup")
    with city(tmp_path_factory.mktemp("talking") / "var", bot=True) as running:
        yield running
