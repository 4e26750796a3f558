"""The figures of bot/README.md come from somewhere."""

import subprocess

import pytest

from intake.cli import learning
from tests.bot.running import bare

pytestmark = pytest.mark.bot

EXAM = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 您好
- intent: goodbye
  examples: |
    - 再见
    - 🤷
"""


def test_an_exam_is_marked(model, tmp_path):
    exam = tmp_path / "exam.yml"
    exam.write_text(EXAM, "utf-8")
    command = [str(learning.BOT_PYTHON), "-W", "ignore", "measure.py", str(model), str(exam)]
    done = subprocess.run(
        command, cwd=learning.BOT, env=bare(), capture_output=True, text=True, check=True
    )
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[:4] == ["sentences 4", "accuracy 0.750", "macro-F1 0.833", "nlu_fallback 0.250"]
    assert "goodbye 0.50 of 2" in lines
    assert "1 goodbye -> nlu_fallback" in lines
