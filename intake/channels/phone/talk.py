"""What is said on the ordinary line: the chat's conversation, spoken and heard."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from intake.channels.phone.line import Event, Heard, Line
from intake.channels.phone.saying import Saying
from intake.channels.phone.speaking import Voice
from intake.domain.conversation import Conversation, Owner, Stage, Who
from intake.domain.errors import ChangedMeanwhile, IntakeError, StorageBusy
from intake.ports import Ports, Spoken
from intake.service import calling
from intake.service.filing import Filed

LISTENS = 8.0  # seconds of silence before we ask again
BETWEEN_DIGITS, AT_ONCE = 4.0, 1.2
TRIES = (0.2, 1.0, 5.0)  # seconds between them
MOST_MISSES = 3  # then a person
RECEIPT_DIGITS = 25
T = TypeVar("T")


class Next(StrEnum):
    """What the switchboard does with the caller when the talk is over."""

    HANG_UP = "hangup"
    PERSON = "operator"


@dataclass
class Caller:
    """Known of whoever calls: the number only as long as the call lasts."""

    call: str  # the switchboard's UUID
    number: str = field(default="", repr=False)  # empty where it is withheld


class Talk(Saying):
    """One call. Whatever ends it, what was said until then is not lost."""

    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports, caller: Caller):
        super().__init__(line, voice, spoken, ports)
        self._caller = caller
        self._token = secrets.token_urlsafe(32)
        self._told = 0  # the last turn that was spoken
        self._misses = 0
        self._typed = ""  # a key that was heard ahead

    async def run(self) -> Next:
        try:
            await self._say("phone_hello")
            return await self._listen()
        finally:
            await self._keep()

    async def _keep(self) -> None:
        """A writer may hold the database for a while: what was told is worth a few more tries."""
        for wait in (*TRIES, None):
            try:
                await self._service(self._leave)
                return
            except (StorageBusy, ChangedMeanwhile):
                if wait is None:
                    raise
                await asyncio.sleep(wait)

    async def _listen(self) -> Next:
        while True:
            event = await self._line.listen(LISTENS)
            match event.what:
                case Heard.GONE:
                    return Next.HANG_UP
                case Heard.DEAF:
                    await self._say("phone_cannot_hear")
                    return await self._person()
                case Heard.DIGIT:
                    if event.words == "0" and not await self._goes_on_as_a_receipt():
                        return await self._person()
                    await self._keys(event.words)
                case _ if not event.words:
                    if await self._missed(event):
                        return await self._person()
                case _:
                    self._misses = 0
                    await self._heard(event.words)
            if await self._waits_for_a_person():
                return Next.PERSON

    async def _goes_on_as_a_receipt(self) -> bool:
        """A receipt may begin with 0, too: then the next key comes at once."""
        event = await self._line.listen(AT_ONCE)
        if event.what is Heard.DIGIT:
            self._typed = event.words
        return event.what is Heard.DIGIT

    async def _missed(self, event: Event) -> bool:
        """True when it is time for a person."""
        self._misses += 1
        if self._misses >= MOST_MISSES:
            return True
        await self._say("phone_go_on" if event.what is Heard.SILENCE else "phone_again")
        return False

    async def _heard(self, words: str) -> None:
        await self._do(lambda: calling.hear(self._token, words, ports=self._ports))

    async def _keys(self, first: str) -> None:
        conv = await self._service(self._look)
        if conv and conv.stage is Stage.CONFIRM and first in "123":
            command = {"1": "submit", "2": "change", "3": "restart"}[first]
            await self._do(lambda: calling.tap(self._token, command, ports=self._ports))
        elif conv and conv.stage is Stage.CONTACT and first in "12":
            await self._contact(first)
        elif conv and first == "1" and conv.urgent:
            await self._do(lambda: calling.tap(self._token, "register", ports=self._ports))
        elif first not in "*#":
            await self._receipt(first)

    async def _contact(self, key: str) -> None:
        if key == "1" and self._caller.number:
            await self._heard(self._caller.number)
        else:
            await self._do(lambda: calling.tap(self._token, "no_contact", ports=self._ports))

    async def _receipt(self, first: str) -> None:
        typed, self._typed = first + self._typed, ""
        while True:
            # Whoever has keyed in all of it may end with # or not.
            waits = BETWEEN_DIGITS if len(typed) < RECEIPT_DIGITS else AT_ONCE
            event = await self._line.listen(waits)
            if event.what is not Heard.DIGIT or event.words == "#":
                break
            typed += event.words
        said = await self._service(lambda: calling.status(typed, self._spoken, ports=self._ports))
        await self._speak(said)
        await self._say("phone_thing_else")

    async def _person(self) -> Next:
        with suppress(IntakeError):  # a person answers, whatever becomes of the chat's queue
            await self._service(lambda: calling.tap(self._token, "human", ports=self._ports))
        await self._say("phone_to_person")
        await self._line.wait_said()
        return Next.PERSON

    async def _waits_for_a_person(self) -> bool:
        conv = await self._service(self._look)
        if conv is None or conv.owner is Owner.BOT:
            return False
        await self._line.wait_said()
        return True

    # -- saying -----------------------------------------------------------------------------------

    async def _do(self, step: Callable[[], Filed | None]) -> None:
        """One step of the conversation, and what there is to say after it."""
        try:
            filed = await self._service(step)
        except IntakeError:
            await self._say("phone_again")
            return
        await self._tell_new()
        if filed:
            code = self._spoken.digits(filed.receipt)
            await self._say("phone_receipt", code=code)
            await self._say("phone_thing_else")

    async def _tell_new(self) -> None:
        conv = await self._service(self._look)
        if conv is None:
            return
        new = [turn for turn in conv.turns if (turn.id or 0) > self._told]
        self._told = max((turn.id or 0 for turn in conv.turns), default=0)
        for turn in new:
            if turn.who is not Who.CITIZEN:
                await self._speak(self._spoken.aloud(turn.text))
        if conv.stage is Stage.CONFIRM and not conv.asking:
            await self._say("phone_confirm_keys")
        elif conv.stage is Stage.CONTACT:
            known = "" if self._caller.number else "_withheld"
            await self._say(f"phone_contact_keys{known}")

    # -- the services, which wait for the database

    async def _service(self, step: Callable[[], T]) -> T:
        return await asyncio.to_thread(step)

    def _look(self) -> Conversation | None:
        return calling.look(self._token, ports=self._ports)

    def _leave(self) -> None:
        calling.leave(self._token, self._caller.number, ports=self._ports)
