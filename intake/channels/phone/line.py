"""One call's sound: a frame goes out every 20 ms, what comes in becomes events."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intake.channels.phone import frames
from intake.channels.phone.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE, Frame, Kind

Samples = NDArray[np.float32]  # 16,000 a second, -1 to 1
END = SILENCE * 60  # after it what comes last is an utterance, too
MOMENT = 1.2  # seconds of our silence, after the pause that ended a sentence, until “please wait”


class Heard(StrEnum):
    SPEECH = "speech"
    DIGIT = "digit"
    SILENCE = "silence"  # nothing came in time
    DEAF = "deaf"  # something was said, and there is nobody to recognise it
    GONE = "gone"


@dataclass(frozen=True)
class Event:
    what: Heard
    words: str = field(default="", repr=False)


class Ear(Protocol):
    """Cuts one call's sound into what was said at a time."""

    def hear(self, audio: bytes) -> None:
        """Signed 16-bit samples as they come."""
        ...

    @property
    def is_spoken_to(self) -> bool: ...
    def said(self) -> Samples | None:
        """The oldest whole utterance that was not fetched yet."""
        ...

    def forget(self) -> None: ...


class Recogniser(Protocol):
    async def words(self, said: Samples) -> str:
        """Raise Deaf when there is no model or its process died."""
        ...


class Deaf(Exception):
    """Nothing can be recognised at the moment."""


class Line:
    """`please_wait` is said to whoever waits for us longer than a moment: 16-bit samples."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        ear: Ear,
        recogniser: Recogniser,
        please_wait: bytes = b"",
    ):
        self._reader, self._writer = reader, writer
        self._ear, self._recogniser = ear, recogniser
        self._please_wait = please_wait
        self._taken: asyncio.Queue[Samples | Event] = asyncio.Queue()  # in the order it came
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._out = bytearray()
        self._listening = False
        self._recognising = False
        self._gone = False

    async def announced(self, seconds: float = 5.0) -> str | None:
        """The call's UUID, which comes first; None from whoever is not Asterisk."""
        try:
            first = await asyncio.wait_for(frames.read(self._reader), seconds)
        except TimeoutError:
            return None
        if first is None or first.kind != Kind.ID or len(first.body) != 16:
            return None
        return str(uuid.UUID(bytes=first.body))

    async def carry(self) -> None:
        """Until the caller is gone or the task is cancelled. The last half sentence counts."""
        pace = asyncio.create_task(self._pace())
        understand = asyncio.create_task(self._understand())
        try:
            await self._take_in()
            self._gone = True
            self._hear(END)
            self._taken.put_nowait(Event(Heard.GONE))
            await understand
        finally:
            self._gone = True
            pace.cancel()
            understand.cancel()

    def say(self, sound: bytes) -> None:
        self._out += sound

    async def wait_said(self) -> None:
        while self._out and not self._gone:
            await asyncio.sleep(FRAME_SECONDS)

    async def listen(self, seconds: float) -> Event:
        """What comes next. Speech and digits stop what is being said; the seconds count from its
        end."""
        self._listening = True
        try:
            while self._out and self._events.empty() and not self._gone:
                await asyncio.sleep(FRAME_SECONDS)
            return await self._next(seconds)
        finally:
            self._listening = False

    async def _next(self, seconds: float) -> Event:
        ends = time.monotonic() + seconds
        while True:
            if self._gone and self._events.empty() and not self._is_understanding:
                return Event(Heard.GONE)  # whoever asks again is told again
            try:
                return await asyncio.wait_for(
                    self._events.get(), max(0.05, ends - time.monotonic())
                )
            except TimeoutError:
                if not (self._ear.is_spoken_to or self._is_understanding):  # else let them finish
                    return Event(Heard.SILENCE)
                ends = time.monotonic() + 1.0

    async def hang_up(self) -> None:
        await self.wait_said()
        self._gone = True
        self._writer.write(Frame(Kind.HANGUP).encode())
        await self._writer.drain()

    # -- inside -----------------------------------------------------------------------------------

    @property
    def _is_understanding(self) -> bool:
        return self._recognising or not self._taken.empty()

    async def _pace(self) -> None:
        """Silence too: without packets a carrier drops the call."""
        at, waited = time.monotonic(), 0.0
        while not self._gone:
            waited = waited + FRAME_SECONDS if self._lets_wait else 0.0
            if waited >= MOMENT:
                self._out += self._please_wait
            sound = bytes(self._out[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0") or SILENCE
            del self._out[:FRAME_BYTES]
            try:
                self._writer.write(Frame(Kind.AUDIO, sound).encode())
                await self._writer.drain()
            except ConnectionError:
                return
            at += FRAME_SECONDS
            await asyncio.sleep(max(0.0, at - time.monotonic()))

    @property
    def _lets_wait(self) -> bool:
        """It is our turn, and we say nothing."""
        ours = self._is_understanding or not self._listening
        return ours and not self._out and not self._ear.is_spoken_to

    async def _take_in(self) -> None:
        while frame := await frames.read(self._reader):
            if frame.kind in (Kind.HANGUP, Kind.ERROR):
                return
            if frame.kind == Kind.DIGIT:
                self._out.clear()
                digit = frame.body.decode("ascii", "ignore")
                if digit and digit in "0123456789*#":
                    self._taken.put_nowait(Event(Heard.DIGIT, digit))
            elif frame.kind == Kind.AUDIO:
                self._hear(frame.body)

    def _hear(self, audio: bytes) -> None:
        """Also while we think: who makes a pause and goes on loses no word."""
        self._ear.hear(audio[: len(audio) // 2 * 2])
        if self._listening and self._ear.is_spoken_to:
            self._out.clear()
        while (said := self._ear.said()) is not None:
            self._taken.put_nowait(said)

    async def _understand(self) -> None:
        """One after the other, so that a key stays behind what was said before it."""
        event = None
        while event is None or event.what is not Heard.GONE:
            taken = await self._taken.get()
            self._recognising = True
            try:
                event = taken if isinstance(taken, Event) else await self._words(taken)
                self._events.put_nowait(event)
            finally:
                self._recognising = False

    async def _words(self, said: Samples) -> Event:
        try:
            return Event(Heard.SPEECH, await self._recogniser.words(said))
        except Deaf:
            return Event(Heard.DEAF)
