"""The only door: the gateway posts one message and gets the answer and the state of the form."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import DEFAULT_INTENTS, REQUESTED_SLOT
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

import redaction
import settings
from tracker_store import EncryptedTrackerStore

log = logging.getLogger("yihao.channel")
LONGEST_MESSAGE = 2000
LONGEST_SENDER = 100
FORGET_AFTER = ("report_secretly", "withdraw")
OURS = ("requested_slot", "session_started_metadata")

Handler = Callable[[UserMessage], Awaitable[Any]]


class Refused(Exception):
    """What was posted is not a message."""


@dataclass(frozen=True)
class Posted:
    sender: str
    text: str
    is_tap: bool

    @classmethod
    def read(cls, body: Any) -> "Posted":
        if not isinstance(body, dict):
            raise Refused
        sender, text = body.get("sender"), body.get("message")
        if not isinstance(sender, str) or not isinstance(text, str):
            raise Refused
        if not 0 < len(sender) <= LONGEST_SENDER or not 0 < len(text.strip()) <= LONGEST_MESSAGE:
            raise Refused
        return cls(sender, text.strip(), body.get("payload") is True)

    def for_rasa(self, intents: set[str]) -> str:
        """To Rasa a leading slash is a command; only a tapped button may give one."""
        if not self.text.startswith("/"):
            return self.text
        if self.is_tap and self.text[1:] in intents:
            return self.text
        return "／" + self.text[1:]


class YihaoChannel(InputChannel):
    @classmethod
    def name(cls) -> str:
        return "yihao"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> "YihaoChannel":
        channel = cls()
        channel._token = settings.bot_token()
        return channel

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        routes = Blueprint("yihao")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            return _health(request.app.ctx)

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            redaction.seal()
            given = request.headers.get("x-yihao-token", "")
            if not hmac.compare_digest(given.encode(errors="replace"), self._token.encode()):
                return json({"error": "token"}, status=401)
            try:
                posted = Posted.read(request.json)
            except (Refused, SanicException):
                return json({"error": "message"}, status=422)
            return await _converse(request.app.ctx, posted, on_new_message)

        return routes


async def _converse(context: Any, posted: Posted, on_new_message: Handler) -> HTTPResponse:
    if not _is_ready(context):
        return json({"error": "not ready"}, status=503)
    store, out = _store(context), CollectingOutputChannel()
    intents = set(context.agent.domain.intents) - set(DEFAULT_INTENTS)
    try:
        before = await store.load(posted.sender)
        message = UserMessage(
            posted.for_rasa(intents),
            out,
            posted.sender,
            input_channel="yihao",
            metadata={"asking": _asking(before)},  # for intents.Doubt
        )
        await on_new_message(message)
        after = await store.load(posted.sender)
    except asyncio.CancelledError:
        return json({"error": "timeout"}, status=504)
    except Exception as error:
        log.error(redaction.Safe(f"a message failed: {redaction.kind(error)}"))
        return json({"error": "failed"}, status=500)
    if after is None or not out.messages:
        return json({"error": "no answer"}, status=500)
    state = _state(before, after)
    if _is_over(before, state):
        await store.forget(posted.sender)
    return json({"messages": [_said(message) for message in out.messages], "state": state})


def _state(before: DialogueStateTracker | None, after: DialogueStateTracker) -> dict[str, Any]:
    heard = next((e for e in reversed(after.events) if isinstance(e, UserUttered)), None)
    intent = (heard.intent if heard else None) or {}
    if _was_an_answer(before, after):
        intent = {"name": "inform", "confidence": 1.0}
    slots = {k: v for k, v in after.current_slot_values().items() if v and k not in OURS}
    return {
        "loop": after.active_loop_name,
        "asking": _asking(after),
        "intent": intent.get("name"),
        "confidence": intent.get("confidence"),
        "slots": slots,
    }


def _asking(tracker: DialogueStateTracker | None) -> str | None:
    """The slot of the question that is open, if one is."""
    if tracker is None or not tracker.active_loop_name:
        return None
    return tracker.get_slot(REQUESTED_SLOT)


def _was_an_answer(before: DialogueStateTracker | None, after: DialogueStateTracker) -> bool:
    """The form took it, whatever it sounded like: "赶紧处理" asked for a wish urges nobody."""
    asked = _asking(before)
    return bool(asked and not before.get_slot(asked) and after.get_slot(asked))


def _is_over(before: DialogueStateTracker | None, state: dict[str, Any]) -> bool:
    """The gateway has what it needs; the next thing begins with clean slots."""
    left_a_form = bool(before and before.active_loop_name and not state["loop"])
    return left_a_form or state["intent"] in FORGET_AFTER


def _said(message: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"text": message.get("text", "")}
    if message.get("buttons"):
        said["buttons"] = [
            {"title": button["title"], "payload": button["payload"]}
            for button in message["buttons"]
        ]
    return said


def _is_ready(context: Any) -> bool:
    agent = getattr(context, "agent", None)
    return bool(agent and agent.is_ready())


def _store(context: Any) -> Any:
    """The tracker store itself, inside the wrapper that Rasa puts around it."""
    store = context.agent.tracker_store
    return getattr(store, "_tracker_store", store)


def _health(context: Any) -> HTTPResponse:
    """Rasa quietly takes plain memory for a store it cannot find: only ours is ready."""
    if not _is_ready(context):
        return json({"ready": False, "model": None, "store": None}, status=503)
    store = _store(context)
    ready = isinstance(store, EncryptedTrackerStore)
    model = context.agent.processor.model_filename
    body = {"ready": ready, "model": model, "store": type(store).__name__}
    return json(body, status=200 if ready else 503)
