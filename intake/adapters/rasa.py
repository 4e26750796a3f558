"""Rasa behind the Dialogue port: short timeouts, a breaker, and silence instead of errors."""

import threading
import time
from typing import Any

import httpx

from intake.domain.conversation import Button
from intake.ports import Said, Understood

PATIENCE = httpx.Timeout(2.5, connect=0.5)  # a citizen waits three seconds at most
MOST_FAILURES = 3
REST = 5.0  # seconds


class Breaker:
    """After some failures in a row, leave it alone for a while. Shared by all threads."""

    def __init__(self, failures: int = MOST_FAILURES, rest: float = REST):
        self._most, self._rest = failures, rest
        self._bad, self._until = 0, 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def note(self, *, ok: bool) -> None:
        with self._lock:
            self._bad = 0 if ok else self._bad + 1
            if self._bad >= self._most:
                self._bad, self._until = 0, time.monotonic() + self._rest


class RasaDialogue:
    def __init__(self, url: str, token: str, http: httpx.Client | None = None):
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._http = http or httpx.Client(timeout=PATIENCE, limits=limits, trust_env=False)
        self._url = url.rstrip("/") + "/webhooks/yihao/webhook"
        self._headers = {"x-yihao-token": token}
        self._breaker = Breaker()

    def reply(self, sender: str, text: str, *, payload: bool = False) -> Understood | None:
        if self._breaker.is_open:
            return None
        body = {"sender": sender, "message": text, "payload": payload}
        try:
            answer = self._http.post(self._url, json=body, headers=self._headers)
            answer.raise_for_status()
            understood = _understood(answer.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            understood = None  # what went wrong may quote the text: it is not even logged
        self._breaker.note(ok=understood is not None)
        return understood


def _understood(data: dict[str, Any]) -> Understood | None:
    """None for an empty answer: Rasa answers 200 and nothing when it lost its way."""
    messages = tuple(
        Said(
            m["text"],
            tuple(Button(b["title"], b["payload"]) for b in m.get("buttons") or ()),
        )
        for m in data["messages"]
        if m.get("text")
    )
    if not messages:
        return None
    state = data["state"]
    slots = {k: str(v) for k, v in (state.get("slots") or {}).items() if v}
    return Understood(
        messages,
        state.get("intent") or "",
        float(state.get("confidence") or 0),
        state.get("loop"),
        state.get("asking"),
        slots,
    )
