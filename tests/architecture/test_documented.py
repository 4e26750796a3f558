"""What must not drift apart: settings and docs, errors and sentences, bot and interview."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from intake.config import PREFIX, Settings
from intake.domain import errors
from intake.domain.conversation import SLOTS
from intake.domain.events import BY_NAME
from intake.service.status import PUBLIC_STEPS
from intake.texts import interview, problem, problem_title
from intake.worker.relay import AFTER

ROOT = Path(__file__).resolve().parents[2]
CODE = [p for top in ("intake", "routing") for p in sorted((ROOT / top).rglob("*.py"))]


def test_every_setting_is_in_the_operations_handbook():
    handbook = (ROOT / "docs" / "operations.md").read_text("utf-8")
    missing = [n for n in Settings.model_fields if PREFIX + n.upper() not in handbook]
    assert missing == []


def all_errors():
    kinds = [errors.IntakeError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return kinds[1:]


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence_of_its_own(kind):
    error = kind()
    words = {"step": "", "where": "", "what": "", "state": "", "day": "", "reason": ""}
    sentence = problem(error.code, longest=1, seconds=9, most=1, **words)
    assert sentence != problem("unknown")
    assert problem_title(error.code) != problem_title("unknown")


def test_events_that_are_relayed_or_shown_exist():
    assert {kind.__name__ for kind in AFTER} <= set(BY_NAME)
    assert set(PUBLIC_STEPS) <= set(BY_NAME)


def test_the_bot_and_the_scripted_interview_ask_in_the_same_words():
    file = ROOT / "bot" / "domain" / "responses.yml"
    responses = yaml.safe_load(file.read_text("utf-8"))["responses"]
    for slot in SLOTS:
        texts = [entry["text"].strip() for entry in responses[f"utter_ask_{slot}"]]
        assert texts == [interview().say(f"ask_{slot}").text]


def test_every_sentence_of_the_interview_is_said_somewhere():
    said = yaml.safe_load((ROOT / "intake" / "texts" / "interview.yml").read_text("utf-8"))
    code = "\n".join(p.read_text("utf-8") for p in CODE)
    patterns = ("ask_", "line_", "change_", "tapped_", "script_", "looked_")
    lost = [
        name
        for part in ("says", "means")
        for name in said[part]
        if f'"{name}"' not in code and not name.startswith(patterns)
    ]
    assert lost == []


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_citizens_read_is_not_in_the_code(path):
    """Chinese sentences belong in texts, templates and the catalogue; comments are free."""
    if path.parts[-2] == "cli" or path.name == "__main__.py":
        pytest.skip("an operator's terminal")
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    sentences = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and re.search(r"[\u4e00-\u9fff]{4,}[，。！？：]|[\u4e00-\u9fff]{8,}", node.value)
    ]
    assert sentences == []


def test_no_path_of_a_machine_and_no_address_of_a_registry_is_in_the_project():
    own = [ROOT / n for n in ("requirements.lock", "requirements-dev.lock", "pyproject.toml")]
    own += [*CODE, *sorted((ROOT / "bot").glob("*.*")), ROOT / "Makefile", ROOT / "Dockerfile"]
    pattern = re.compile(r"/(?:root|home|work|opt)/|pypi\.org|pythonhosted|registry\.npmjs")
    assert [p.name for p in own if p.is_file() and pattern.search(p.read_text("utf-8"))] == []
