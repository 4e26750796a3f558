"""Conversations, encrypted and expiring, in Redis or in memory. What was said is not among them."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterable
from typing import Any

import redis
from cryptography.fernet import InvalidToken
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

import settings
from redaction import Safe

log = logging.getLogger("yihao.tracker_store")
PREFIX = "yihao:conversation:"
PATIENCE = 1.0  # seconds
SWEEP_EVERY = 64  # saves


class Memory:
    """The two commands of Redis that are needed, in this process."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[float, bytes]] = {}
        self._saves = 0

    def set(self, key: str, value: bytes, ex: int) -> None:
        now = time.monotonic()
        self._saves += 1
        if self._saves % SWEEP_EVERY == 0:
            self._rows = {k: row for k, row in self._rows.items() if row[0] > now}
        self._rows[key] = (now + ex, value)

    def get(self, key: str) -> bytes | None:
        until, value = self._rows.get(key, (0.0, b""))
        return value if until > time.monotonic() else None

    def delete(self, key: str) -> None:
        self._rows.pop(key, None)


class EncryptedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """`ttl`: seconds after the last message until a conversation is gone.

    What Rasa calls never raises: its answer to an error here is to keep conversations in the clear.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: Any = None,
        ttl: int = 14400,
        **_unused: Any,
    ) -> None:
        self._keys, self._pepper = settings.tracker_keys()
        self._ttl = int(ttl)
        url = settings.redis_url()
        self._memory = Memory()
        self._redis = _connect(url) if url else None
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        try:
            text = without_words(self.serialise_tracker(tracker))
            sealed = self._keys.encrypt(text.encode())
            await self._write(self._name(tracker.sender_id), sealed)
        except Exception as error:
            _tell("a conversation was not kept", error)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        try:
            return await self.load(sender_id)
        except Exception as error:
            _tell("a conversation could not be read", error)
        return None

    async def load(self, sender_id: str) -> DialogueStateTracker | None:
        """Raises redis.RedisError where it cannot be known whether there is a conversation."""
        sealed = await self._read(self._name(sender_id))
        if sealed is None:
            return None
        try:
            text = self._keys.decrypt(sealed).decode()
        except InvalidToken as error:
            _tell("a conversation is under a key we do not have", error)
            return None
        return self.deserialise_tracker(sender_id, text)

    async def forget(self, sender_id: str) -> None:
        name = self._name(sender_id)
        self._memory.delete(name)
        if self._redis is None:
            return
        try:
            await asyncio.to_thread(self._redis.delete, name)
        except redis.RedisError as error:
            _tell("a conversation was not deleted; it expires", error)

    async def keys(self) -> Iterable[str]:
        """None: conversations cannot be listed."""
        return []

    async def _write(self, name: str, sealed: bytes) -> None:
        if self._redis is not None:
            try:
                await asyncio.to_thread(self._redis.set, name, sealed, ex=self._ttl)
            except redis.RedisError as error:
                _tell("Redis is away; kept encrypted in memory", error)
            else:
                self._memory.delete(name)
                return
        self._memory.set(name, sealed, ex=self._ttl)

    async def _read(self, name: str) -> bytes | None:
        sealed = self._memory.get(name)  # newer than what Redis has, where both have one
        if sealed is None and self._redis is not None:
            sealed = await asyncio.to_thread(self._redis.get, name)
        return sealed

    def _name(self, sender_id: str) -> str:
        """The sender cannot be read off the name of the row."""
        digest = hmac.new(self._pepper, sender_id.encode(), hashlib.sha256).hexdigest()
        return PREFIX + digest[:40]


def without_words(serialised: str) -> str:
    """A tracker without the text of either side. The slots stay: the form needs them."""
    tracker = json.loads(serialised)
    for event in tracker.get("events", []):
        if event.get("event") == "user":
            heard = event.get("parse_data") or {}
            entities = [{"entity": found.get("entity"), "value": None}
                        for found in heard.get("entities", [])]  # fmt: skip
            event["parse_data"] = {"intent": heard.get("intent"), "entities": entities, "text": ""}
            event["text"], event["metadata"] = "", {}
        elif event.get("event") == "bot":
            event["text"], event["data"], event["metadata"] = "", {}, {}
        elif event.get("event") == "entities":
            event["entities"] = []
    return json.dumps(tracker, ensure_ascii=False)


def _connect(url: str) -> redis.Redis:
    try:
        return redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    except ValueError:
        raise SystemExit("YIHAO_TRACKER_REDIS_URL: not a Redis URL") from None


def _tell(what: str, error: Exception) -> None:
    log.error(Safe(f"{what}: {type(error).__name__}"))
