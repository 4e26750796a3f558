"""Who has a ticket open: in this process, or in Redis where several processes serve one site."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

from redis import Redis, RedisError

from intake.domain.presence import GONE_AFTER, Sign

PREFIX = "yihao:here:"
PATIENCE = 0.2  # seconds; a page must not wait for what is merely nice to know
LOOKS, WRITES = "l", "w"


class OwnPresence:
    def __init__(self) -> None:
        self._signs: dict[tuple[str, str, bool], Sign] = {}
        self._lock = threading.Lock()

    def note(self, place: str, sign: Sign) -> None:
        with self._lock:
            last = sign.at - GONE_AFTER
            self._signs = {key: one for key, one in self._signs.items() if one.at > last}
            self._signs[(place, sign.name, sign.writes)] = sign

    def at(self, place: str) -> list[Sign]:
        with self._lock:
            return [one for (there, _, _), one in self._signs.items() if there == place]


class RedisPresence:
    """Names and times alone, which Redis forgets by itself."""

    def __init__(self, url: str):
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, decode_responses=True
        )

    def note(self, place: str, sign: Sign) -> None:
        field = f"{WRITES if sign.writes else LOOKS}{sign.name}"
        with suppress(RedisError), self._redis.pipeline() as pipe:
            pipe.hset(PREFIX + place, field, sign.at.timestamp())
            pipe.expire(PREFIX + place, GONE_AFTER)
            pipe.execute()

    def at(self, place: str) -> list[Sign]:
        try:
            found = self._redis.hgetall(PREFIX + place)
        except RedisError:
            return []
        return [_sign(str(key), float(at)) for key, at in found.items()]


def _sign(field: str, at: float) -> Sign:
    return Sign(field[1:], datetime.fromtimestamp(at, UTC), field[0] == WRITES)


def presence_at(broker_url: str) -> OwnPresence | RedisPresence:
    if broker_url.startswith(("redis://", "rediss://", "unix://")):
        return RedisPresence(broker_url)
    return OwnPresence()
