"""Signs of life, in one process and in Redis between several."""

import shutil
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis, RedisError

from intake.adapters.presence import OwnPresence, RedisPresence, presence_at
from intake.domain.presence import GONE_AFTER, Sign
from tests.support.city import free_port, wait_for
from tests.support.needs import need

NOW = datetime.now(UTC).replace(microsecond=0)


@contextmanager
def a_redis(folder):
    server = shutil.which("redis-server")
    need("redis", bool(server), "redis-server is not installed")
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    process = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
    try:
        url = f"redis://127.0.0.1:{port}/0"
        with Redis.from_url(url) as client:
            wait_for(lambda: _answers(client), 20)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(client):
    try:
        return client.ping()
    except RedisError:
        return False


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    with a_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["own", "redis"])
def presence(request):
    if request.param == "own":
        return OwnPresence()
    url = request.getfixturevalue("redis_url")
    with Redis.from_url(url) as client:
        client.flushdb()
    return presence_at(url)


def test_the_latest_sign_of_each_is_there_looking_and_writing_apart(presence):
    looks, writes = Sign("王芳", NOW), Sign("王芳", NOW, writes=True)
    for sign in (Sign("王芳", NOW - timedelta(seconds=9)), looks, writes, Sign("li", NOW)):
        presence.note("1401-market:1", sign)
    presence.note("1401-market:2", Sign("zhao", NOW))
    found = presence.at("1401-market:1")
    assert set(found) == {looks, writes, Sign("li", NOW)}
    assert len(found) == 3
    assert presence.at("1401-market:3") == []


def test_redis_forgets_by_itself_and_holds_names_and_times_alone(redis_url):
    presence = RedisPresence(redis_url)
    presence.note("1401-market:9", Sign("li", NOW))
    with Redis.from_url(redis_url, decode_responses=True) as client:
        assert 0 < client.ttl("yihao:here:1401-market:9") <= GONE_AFTER.total_seconds()
        assert client.hgetall("yihao:here:1401-market:9") == {"lli": str(NOW.timestamp())}


def test_without_redis_nobody_is_seen_and_no_page_waits_long():
    presence = presence_at(f"redis://127.0.0.1:{free_port()}/0")
    began = time.monotonic()
    presence.note("1401-market:1", Sign("li", NOW))
    assert presence.at("1401-market:1") == []
    assert time.monotonic() - began < 5


def test_a_process_of_its_own_needs_no_redis():
    assert isinstance(presence_at("memory://"), OwnPresence)
