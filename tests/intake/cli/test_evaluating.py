from io import StringIO

import pytest
from rich.console import Console

from intake.cli import learning
from tests.support.needs import need


@pytest.mark.slow
@pytest.mark.bot
def test_routing_and_the_bot_are_measured_on_texts_kept_apart(trained):
    need("bot", learning.BOT_PYTHON.exists(), "bot/.venv is missing: make setup")
    told = StringIO()
    learning.evaluate(trained, Console(file=told, width=100))
    said = told.getvalue()
    for measure in ("department_accuracy", "coverage", "macro-F1", "recall"):
        assert measure in said
