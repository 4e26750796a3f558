"""The protected line: nothing but words in memory until they are sealed; no number, no sound.

The switchboard wipes the number before it answers, so that it never comes here.
"""

import asyncio

from intake.channels.phone.line import Heard, Line
from intake.channels.phone.saying import Saying
from intake.channels.phone.speaking import Voice
from intake.channels.phone.talk import Next
from intake.domain.errors import IntakeError
from intake.ports import Ports, Spoken
from intake.service import protected

LISTENS = 10.0
MOST_MISSES = 4


class SecretTalk(Saying):
    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports):
        super().__init__(line, voice, spoken, ports)
        self._said: list[str] = []
        self._warned: set[str] = set()

    async def run(self) -> Next:
        await self._say("secret_hello")
        misses = 0
        while misses < MOST_MISSES:
            event = await self._line.listen(LISTENS)
            if event.what is Heard.GONE:
                break
            if event.what is Heard.DEAF:
                await self._say("secret_cannot")
                break
            if event.what is Heard.SPEECH and event.words:
                misses = 0
                await self._heard(event.words)
            elif event.what is Heard.DIGIT or self._said:
                if await self._read_back():
                    break
                misses += 1
            else:
                misses += 1
                await self._say("secret_nothing")
        self._said.clear()
        return Next.HANG_UP

    async def _heard(self, words: str) -> None:
        self._said.append(words)
        for danger in await asyncio.to_thread(self._ports.first_look.look, words):
            if danger.urgent and danger.code not in self._warned:
                self._warned.add(danger.code)
                await self._speak(self._spoken.aloud(danger.reply))
        await self._say("secret_go_on")

    async def _read_back(self) -> bool:
        """True when the call is over."""
        if not self._said:
            await self._say("secret_nothing")
            return False
        await self._speak(self._spoken.say("secret_read", words="，".join(self._said)).text)
        event = await self._line.listen(LISTENS)
        if event.what is Heard.GONE:
            return True
        if event.what is Heard.SPEECH and event.words:
            self._said.append(event.words)
        elif event.words == "3":
            self._said.clear()
            await self._say("secret_nothing")
        elif event.words == "1":
            return await self._file()
        else:
            await self._say("secret_go_on")
        return False

    async def _file(self) -> bool:
        text = "\n".join(self._said)
        try:
            filed = await asyncio.to_thread(
                lambda: protected.file_protected(text, ports=self._ports)
            )
        except IntakeError:
            await self._say("secret_not_taken")
            return True
        await self._say("secret_filed")
        await self._say("phone_receipt", code=self._spoken.digits(filed.receipt))
        await self._say("phone_bye")
        await self._line.wait_said()
        return True
