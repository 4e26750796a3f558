"""Nobody is there to talk to: what is said until the caller hangs up becomes a complaint."""

import asyncio
import time

from intake.channels.phone.line import Heard, Line
from intake.channels.phone.saying import Saying
from intake.channels.phone.speaking import Voice
from intake.channels.phone.talk import Caller, Next
from intake.ports import Ports, Spoken
from intake.service import left_calls

GOES_ON, LISTENS, LONGEST = 2.0, 6.0, 120.0  # seconds


class Message(Saying):
    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports, caller: Caller):
        super().__init__(line, voice, spoken, ports)
        self._caller = caller
        self._said: list[str] = []
        self._is_deaf = False

    async def run(self) -> Next:
        try:
            await self._say("phone_no_person")
            await self._listen()
        finally:
            if not self._is_for_the_recorder:
                await asyncio.to_thread(self._keep)
        if self._is_for_the_recorder:
            return Next.RECORD
        await self._say("phone_left")
        return Next.HANG_UP

    @property
    def _is_for_the_recorder(self) -> bool:
        """Nothing was understood, and there is no number to call back."""
        return self._is_deaf and not self._said and not self._caller.number

    async def _listen(self) -> None:
        ends = time.monotonic() + LONGEST
        while time.monotonic() < ends:
            event = await self._line.listen(GOES_ON if self._said else LISTENS)
            if event.what is Heard.SILENCE and self._said:
                await self._say("phone_message_more")
                event = await self._line.listen(LISTENS)
            if event.what in (Heard.GONE, Heard.SILENCE) or event.words == "#":
                return
            if event.what is Heard.DEAF:
                self._is_deaf = True
                return
            if event.what is Heard.SPEECH and event.words:
                self._said.append(event.words)

    def _keep(self) -> None:
        left_calls.leave_message(
            self._caller.token,
            "\n".join(self._said),
            self._caller.number,
            self._spoken,
            call=self._caller.of or self._caller.call,
            ports=self._ports,
        )
