"""What the bot refuses to start with, and what it is told by its environment."""

import subprocess

import pytest

from intake.cli import learning
from tests.bot.running import KEY, TOKEN, bare
from tests.support.needs import need

pytestmark = pytest.mark.bot

ANYTHING = "endpoints.yml"  # a file that exists


@pytest.fixture(autouse=True)
def _python():
    need("bot", learning.BOT_PYTHON.exists(), "bot/.venv is missing: make setup")


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(learning.BOT_PYTHON), "-W", "ignore", *arguments],
        cwd=learning.BOT,
        env=bare(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "--model must name an existing archive"),
        (("--model", "models/gone.tar.gz"), "--model must name an existing archive"),
        (("--model=gone.tar.gz",), "--model must name an existing archive"),
        (("-m", ".."), "--model must name an existing archive"),
        (("-m", ANYTHING, "--enable-api"), "show every conversation"),
    ],
)
def test_rasa_is_not_started_so(arguments, why):
    done = python("serve.py", "run", *arguments)
    assert done.returncode == 1
    assert why in done.stderr


@pytest.mark.parametrize(
    ("given", "listens"),
    [((), "127.0.0.1"), (("-i", "10.0.0.5"), "10.0.0.5"), (("--interface=::1",), "::1")],
)
def test_it_listens_to_this_machine_unless_told_otherwise(given, listens):
    code = "import sys, serve; print(serve.guarded(sys.argv[1:]))"
    done = python("-c", code, "run", "-m", ANYTHING, *given)
    assert listens in done.stdout
    assert done.stdout.count("-i") == 1


@pytest.mark.parametrize(
    ("call", "environment", "why"),
    [
        ("bot_token()", {}, "YIHAO_BOT_TOKEN: at least 32 characters"),
        ("bot_token()", {"YIHAO_BOT_TOKEN": "short"}, "at least 32 characters"),
        ("bot_token()", {"YIHAO_BOT_TOKEN_FILE": "gone"}, "YIHAO_BOT_TOKEN_FILE: No such file"),
        ("tracker_keys()", {}, "nothing is kept unencrypted"),
        ("tracker_keys()", {"YIHAO_TRACKER_KEYS": "secret!"}, "not a Fernet key"),
        ("tracker_keys()", {"YIHAO_TRACKER_KEYS": f"{KEY},secret!"}, "not a Fernet key"),
    ],
)
def test_without_its_secrets_it_does_not_start_and_does_not_tell_them(call, environment, why):
    done = python("-c", f"import settings; settings.{call}", **environment)
    assert done.returncode == 1
    assert why in done.stderr
    assert "secret!" not in done.stderr
    assert KEY not in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n", "utf-8")
    code = "import settings; print(settings.bot_token())"
    assert python("-c", code, YIHAO_BOT_TOKEN_FILE=str(file)).stdout.strip() == TOKEN


def test_an_old_key_still_opens_and_the_first_one_seals():
    new = "SFJZ0yTyqIp5qy3AUYbGKw4vQbHVoMHXyK4xBYCfZ2k="
    code = (
        "import settings; from cryptography.fernet import Fernet as F;"
        "keys, _ = settings.tracker_keys(); a, b = settings.read('YIHAO_TRACKER_KEYS').split(',');"
        "print(keys.decrypt(F(b).encrypt(b'old')), F(a).decrypt(keys.encrypt(b'new')))"
    )
    done = python("-c", code, YIHAO_TRACKER_KEYS=f"{new},{KEY}")
    assert done.stdout.split() == ["b'old'", "b'new'"], done.stderr
