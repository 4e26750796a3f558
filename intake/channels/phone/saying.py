"""What every talk on the line has: it says sentences, in recordings or made as they are needed."""

import re

from intake.channels.phone.line import Line
from intake.channels.phone.speaking import CannotSpeak, Voice
from intake.ports import Ports, Spoken


class Saying:
    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports):
        self._line, self._voice, self._spoken, self._ports = line, voice, spoken, ports

    async def _say(self, name: str, **values: str) -> None:
        await self._speak(self._spoken.say(name, **values).text)

    async def _speak(self, text: str) -> None:
        """Nothing where nothing can be said: the call goes on, keys and people are left."""
        for part in sentences(text):
            try:
                self._line.say(await self._voice.sound(part))
            except CannotSpeak:
                return


def sentences(text: str) -> list[str]:
    """A long answer is made sound by sound: the first is heard while the second is made. The whole
    text first, which may have a recording."""
    if len(text) <= 60:
        return [text]
    return [part for part in re.split(r"(?<=[。！？\n])", text) if part.strip()]
