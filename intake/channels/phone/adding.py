"""More words for a complaint that was filed: said, read back, added. Whoever hangs up has added
what was said."""

import asyncio

from intake.channels.phone.line import Event, Heard
from intake.channels.phone.saying import Saying
from intake.domain.errors import IntakeError
from intake.service import status

GOES_ON, LISTENS = 2.0, 8.0  # seconds
MOST_MISSES = 3


class Adding(Saying):
    async def run(self, receipt: str) -> None:
        said: list[str] = []
        await self._say("phone_add")
        for _ in range(MOST_MISSES):
            heard = await self._collect(said)
            if heard is Heard.GONE:
                break
            if said:
                answer = await self._read_back(said)
                if answer == "3":
                    await self._say("phone_add_none")
                    return
                if answer != "2":
                    break
                said.clear()
            await self._say("phone_add")
        if said:
            await self._add(receipt, "\n".join(said))

    async def _collect(self, said: list[str]) -> Heard:
        """Until a pause, a key, or the caller is gone."""
        while True:
            event = await self._line.listen(GOES_ON if said else LISTENS)
            if event.what is Heard.SILENCE and said:
                await self._say("phone_add_more")
                event = await self._line.listen(LISTENS)
            if event.what is not Heard.SPEECH:
                return event.what
            if event.words and await self._may_be_kept(event):
                said.append(event.words)

    async def _may_be_kept(self, event: Event) -> bool:
        """Danger is answered first; who wants to stay unknown is sent elsewhere, nothing kept."""
        look = self._ports.first_look
        if await asyncio.to_thread(look.wants_secrecy, event.words):
            await self._say("private_way")
            return False
        for danger in await asyncio.to_thread(look.look, event.words):
            if danger.urgent:
                await self._speak(self._spoken.aloud(danger.reply))
        return True

    async def _read_back(self, said: list[str]) -> str:
        """The key that was pressed. Without one it is added: more was told, none was taken back."""
        words = "，".join(said)
        await self._speak(self._spoken.say("phone_add_read", words=words).text)
        event = await self._line.listen(LISTENS)
        if event.what is Heard.SPEECH and event.words and await self._may_be_kept(event):
            said.append(event.words)
        return event.words if event.what is Heard.DIGIT else ""

    async def _add(self, receipt: str, words: str) -> None:
        try:
            await asyncio.to_thread(lambda: status.add_material(receipt, words, ports=self._ports))
        except IntakeError:
            await self._say("phone_not_added")
            return
        await self._say("phone_added")
