"""A call without sound: what comes in is written down beforehand, what is said is read."""

import asyncio

from intake import texts
from intake.channels.phone.line import Event, Heard
from intake.channels.phone.talk import Caller, Talk
from intake.service.calling import spoken

WORDS = texts.spoken()


class ScriptedLine:
    """Gone once the script is over."""

    def __init__(self, *events):
        self._events = [event(one) for one in events]
        self.said = []

    def say(self, sound):
        self.said.append(sound.decode())

    async def wait_said(self):
        pass

    async def listen(self, _seconds):
        if not self._events:
            return Event(Heard.GONE)
        step = self._events.pop(0)
        return step(self) if callable(step) else step

    @property
    def all(self):
        return "".join(self.said)


class Readable:
    """A voice whose sound is its text."""

    async def sound(self, text):
        return text.encode()


def event(one):
    if isinstance(one, Event) or callable(one):
        return one
    if one in [*"0123456789*#"]:
        return Event(Heard.DIGIT, one)
    return Event(Heard.SPEECH, one)


def by_phone(ports):
    return spoken(ports, WORDS)


def talk(ports, *events, number="13800138000", tags=()):
    """The line as it is after the call, and what the switchboard does next."""
    line = ScriptedLine(*events)
    call = Talk(line, Readable(), WORDS, by_phone(ports), Caller("call", number, tags=tags))
    return line, asyncio.run(call.run())
