"""Nobody is there to talk to: what is said until the caller hangs up becomes a complaint."""

import asyncio
import time

from intake.channels.phone.line import Heard, Line
from intake.channels.phone.saying import Saying
from intake.channels.phone.speaking import Voice
from intake.channels.phone.talk import Caller, Next
from intake.ports import Ports, Spoken
from intake.service import calling

LISTENS, LONGEST = 6.0, 120.0  # seconds


class Message(Saying):
    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports, caller: Caller):
        super().__init__(line, voice, spoken, ports)
        self._caller = caller
        self._said: list[str] = []

    async def run(self) -> Next:
        try:
            await self._say("phone_no_person")
            await self._listen()
        finally:
            await asyncio.to_thread(self._keep)
        await self._say("phone_left")
        return Next.HANG_UP

    async def _listen(self) -> None:
        ends = time.monotonic() + LONGEST
        while time.monotonic() < ends:
            event = await self._line.listen(LISTENS)
            if event.what in (Heard.GONE, Heard.SILENCE) or event.words == "#":
                return
            if event.what is Heard.SPEECH and event.words:
                self._said.append(event.words)

    def _keep(self) -> None:
        calling.leave_message(
            "\n".join(self._said), self._caller.number, self._spoken, ports=self._ports
        )
