"""The voice gateway: takes calls that the switchboard announced, and says what comes after them.

AudioSocket knows neither passwords nor encryption: both ports listen on this machine alone, and a
call nobody announced is closed.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from fastapi import FastAPI, Form, Response

from intake.channels.phone.assist import Advisers, Assist
from intake.channels.phone.line import Ear, Line, Recogniser
from intake.channels.phone.message import Message
from intake.channels.phone.people import People, routes
from intake.channels.phone.secret import SecretTalk
from intake.channels.phone.speaking import CannotSpeak, Voice
from intake.channels.phone.talk import Caller, Next, Talk
from intake.domain.seats import CallerTag
from intake.ports import Ports, Spoken

log = logging.getLogger("yihao.phone")
FORGET = 3600.0  # seconds a call may last, and its number be known
Text = Annotated[str, Form()]


class LineKind(StrEnum):
    ORDINARY = "ordinary"
    PROTECTED = "protected"
    MESSAGE = "message"
    ASSIST = "assist"  # while an agent talks


@dataclass
class Announced:
    kind: LineKind
    caller: Caller = field(repr=False)
    at: float = field(default_factory=time.monotonic)
    after: Next = Next.PERSON  # if the gateway dies in mid-call, a person takes over


@dataclass
class Gateway:
    ear: Callable[[], Ear]
    recogniser: Recogniser
    voice: Voice
    spoken: Spoken
    ports: Ports = field(repr=False)
    tags: Callable[[str], tuple[CallerTag, ...]] = lambda _: ()  # by which a caller is known again
    adviser: Advisers = lambda: None
    calls: dict[str, Announced] = field(default_factory=dict, repr=False)

    def announce(self, call: str, kind: LineKind, number: str, of: str) -> None:
        """`of`: the call this one goes on from."""
        self._forget_old()
        earlier = self.calls.get(of)
        if earlier and kind is LineKind.MESSAGE:
            self.calls[call] = Announced(kind, earlier.caller)
            return
        if earlier:
            number = earlier.caller.number
        if kind is LineKind.PROTECTED:
            number = ""
        tags = self.tags(number) if kind is LineKind.ORDINARY else ()
        self.calls[call] = Announced(kind, Caller(call, number, of, tags))

    def listen_in(self, call: str, caller: Caller) -> None:
        self.calls[call] = Announced(LineKind.ASSIST, caller)

    def caller(self, call: str) -> Caller | None:
        known = self.calls.get(call)
        return known.caller if known else None

    def after(self, call: str) -> Next:
        known = self.calls.get(call)
        return known.after if known else Next.PERSON

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wait = await self._please_wait()
        line = Line(reader, writer, self.ear(), self.recogniser, wait)
        try:
            call = self.calls.get(await line.announced() or "")
            if call is None:
                return
            await self._talk(call, line)
        except Exception as error:
            # Its message may quote the caller: only its type is written down.
            log.error("call ended by %s", type(error).__name__)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, call: Announced, line: Line) -> None:
        carry = asyncio.create_task(line.carry())
        try:
            call.after = await self._script(call, line).run()
            with suppress(ConnectionError):
                await line.hang_up()
        finally:
            carry.cancel()
            with suppress(asyncio.CancelledError):
                await carry

    async def _please_wait(self) -> bytes:
        with suppress(CannotSpeak):
            return await self.voice.sound(self.spoken.say("phone_wait").text)
        return b""

    def _script(self, call: Announced, line: Line) -> Talk | SecretTalk | Message | Assist:
        match call.kind:
            case LineKind.PROTECTED:
                return SecretTalk(line, self.voice, self.spoken, self.ports)
            case LineKind.ASSIST:
                return Assist(line, self.ports, call.caller, self.adviser)
            case LineKind.MESSAGE:
                return Message(line, self.voice, self.spoken, self.ports, call.caller)
        return Talk(line, self.voice, self.spoken, self.ports, call.caller)

    def _forget_old(self) -> None:
        old = time.monotonic() - FORGET
        for call in [one for one, known in self.calls.items() if known.at < old]:
            del self.calls[call]


def switchboard(gateway: Gateway) -> FastAPI:
    """What the dialplan asks. Plain text: it compares words."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    people = People(gateway.ports, gateway.caller, gateway.listen_in, gateway.adviser)
    app.include_router(routes(people))

    @app.post("/voice/start")
    async def start(call: Text, line: Text = "", number: Text = "", of: Text = "") -> Response:
        kind = LineKind(line) if line in set(LineKind) else LineKind.ORDINARY
        gateway.announce(call, kind, number, of)
        return Response("ok", media_type="text/plain")

    @app.post("/voice/next")
    async def after(call: Text) -> Response:
        return Response(gateway.after(call).value, media_type="text/plain")

    return app
