import shutil
import subprocess

import pytest
import redis

from intake.cli import learning
from tests.bot.running import running
from tests.support.city import free_port, wait_for
from tests.support.needs import need


@pytest.fixture(scope="session")
def model(trained):
    need("bot", learning.BOT_PYTHON.exists(), "bot/.venv is missing: make setup")
    assert learning.train_bot(trained)
    return learning.bot_model(trained)


@pytest.fixture(scope="session")
def bot(model, tmp_path_factory):
    """In the memory of one process, and as talkative in its log as it can be."""
    with running(model, tmp_path_factory.mktemp("bot") / "rasa.log", "--debug") as started:
        yield started


class Redis:
    def __init__(self, folder):
        self._folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.rows = redis.Redis.from_url(self.url)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for(self._answers, 10)

    def _answers(self):
        try:
            return self.rows.ping()
        except redis.RedisError:
            return False

    def stop(self):
        self.rows.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    need("redis", bool(shutil.which("redis-server")), "redis-server is not installed")
    started = Redis(tmp_path_factory.mktemp("redis"))
    yield started
    started.stop()
