import pytest

from intake.cli import learning
from tests.support.city import city
from tests.support.needs import need


@pytest.fixture(scope="session")
def quiet_city(new_place):
    """Without Rasa: the scripted interview serves."""
    with city(new_place()) as running:
        yield running


@pytest.fixture(scope="session")
def talking_city(trained, new_place):
    need("bot", learning.BOT_PYTHON.exists(), "bot/.venv is missing: make setup")
    assert learning.train_bot(trained)
    with city(new_place(), bot=True) as running:
        yield running
