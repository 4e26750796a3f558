"""What is said on the ordinary line: the chat's conversation, spoken and heard."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from intake.channels.phone.adding import Adding
from intake.channels.phone.line import Event, Heard, Line
from intake.channels.phone.saying import Saying
from intake.channels.phone.speaking import Voice
from intake.domain.continuing import parse_code
from intake.domain.conversation import Conversation, Owner, Stage, Who
from intake.domain.errors import ChangedMeanwhile, IntakeError, NothingToGoOn, StorageBusy
from intake.domain.seats import CallerTag
from intake.ports import Ports, Spoken
from intake.service import calling, continuing, repeat_callers, ringing
from intake.service.filing import Filed

LISTENS = 8.0  # seconds of silence before we ask again
BETWEEN_DIGITS, AT_ONCE = 2.0, 1.2  # then we say that we are still there
SLOW_DIGITS = 8.0
TRIES = (0.2, 1.0, 5.0)  # seconds between them
MOST_MISSES = 3  # then a person
RECEIPT_DIGITS = 25
T = TypeVar("T")


class Next(StrEnum):
    """What the switchboard does with the caller when the talk is over."""

    HANG_UP = "hangup"
    PERSON = "operator"
    RECORD = "record"  # nobody is there and nothing is understood


@dataclass
class Caller:
    """Known of whoever calls: the number only as long as the call lasts."""

    call: str  # the switchboard's UUID
    number: str = field(default="", repr=False)  # empty where it is withheld
    of: str = ""  # the call this one goes on from
    tags: tuple[CallerTag, ...] = field(default=(), repr=False)
    # Of the conversation, for whoever listens in later.
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


class Talk(Saying):
    """One call. Whatever ends it, what was said until then is not lost."""

    def __init__(self, line: Line, voice: Voice, spoken: Spoken, ports: Ports, caller: Caller):
        super().__init__(line, voice, spoken, ports)
        self._caller = caller
        self._token = caller.token
        self._filed: list[str] = []  # numbers
        self._textable: Filed | None = None  # its receipt may be sent
        self._told = 0  # the last turn that was spoken
        self._misses = 0
        self._typed = ""  # a key that was heard ahead
        self._adds_to = ""  # the receipt that was keyed in last, while 1 means to add to it

    async def run(self) -> Next:
        try:
            await self._say("phone_hello")
            return await self._listen()
        finally:
            await self._keep()
            with suppress(IntakeError):  # knowing a caller again is a convenience
                tags, ports = self._caller.tags, self._ports
                await self._service(lambda: repeat_callers.note(self._filed, tags, ports=ports))

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
                    self._misses, self._adds_to = 0, ""
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
        if self._textable and self._spoken.means("text_receipt", words):
            await self._text(self._textable)
            return
        await self._do(lambda: calling.hear(self._token, words, ports=self._ports))

    async def _keys(self, first: str) -> None:
        adds_to, self._adds_to = self._adds_to, ""
        if adds_to and first == "1":
            await Adding(self._line, self._voice, self._spoken, self._ports).run(adds_to)
            await self._say("phone_thing_else")
            return
        if self._textable and first == "1" and not await self._goes_on_as_a_receipt():
            await self._text(self._textable)
            return
        conv = await self._service(self._look)
        if conv and conv.stage is Stage.CONFIRM and first in "123":
            command = {"1": "submit", "2": "change", "3": "restart"}[first]
            await self._do(lambda: calling.tap(self._token, command, ports=self._ports))
        elif conv and conv.stage is Stage.CONTACT and first in "12":
            await self._contact(first)
        elif conv and first == "1" and conv.urgent:
            await self._do(lambda: calling.tap(self._token, "register", ports=self._ports))
        elif first == "*":
            await self._code()
        elif first != "#":
            await self._typing(first)

    async def _contact(self, key: str) -> None:
        if key == "1" and self._caller.number:
            await self._heard(self._caller.number)
        else:
            await self._do(lambda: calling.tap(self._token, "no_contact", ports=self._ports))

    async def _typing(self, first: str) -> None:
        """A receipt, or the code of a conversation that was begun on the page."""
        typed, self._typed = first + self._typed, ""
        while True:
            # Whoever has keyed in all of it may end with # or not.
            waits = BETWEEN_DIGITS if len(typed) < RECEIPT_DIGITS else AT_ONCE
            event = await self._line.listen(waits)
            if event.what is Heard.SILENCE and len(typed) < RECEIPT_DIGITS:
                if parse_code(typed) and await self._go_on(typed):
                    return
                await self._say("phone_more_digits")  # who is slow is not left in silence
                event = await self._line.listen(SLOW_DIGITS)
            if event.what is not Heard.DIGIT or event.words == "#":
                break
            typed += event.words
        if not parse_code(typed):
            await self._receipt(typed)
        elif not await self._go_on(typed):
            await self._say("phone_bad_code")

    async def _receipt(self, typed: str) -> None:
        found = await self._service(lambda: calling.status(typed, self._spoken, ports=self._ports))
        await self._speak(found.text)
        self._adds_to = found.receipt
        await self._say("phone_may_add" if found.receipt else "phone_thing_else")

    async def _go_on(self, code: str) -> bool:
        token = secrets.token_urlsafe(32)
        try:
            conv = await self._service(lambda: continuing.go_on(code, token, ports=self._ports))
        except IntakeError:
            return False
        await self._keep()  # what was told in this call so far is a matter of its own
        self._token = self._caller.token = token
        said = [turn for turn in conv.turns if turn.who is not Who.CITIZEN]
        self._told = max((turn.id or 0 for turn in conv.turns), default=0)
        await self._say("phone_goes_on")
        for turn in said[-1:]:
            await self._speak(self._spoken.aloud(turn.text))
        return True

    async def _code(self) -> None:
        try:
            code, _ = await self._service(
                lambda: continuing.code_for(self._token, ports=self._ports)
            )
        except NothingToGoOn:
            await self._say("phone_nothing_yet")
            return
        await self._say("phone_code", code=self._spoken.digits(code))
        await self._line.wait_said()

    async def _person(self) -> Next:
        with suppress(IntakeError):  # a person answers, whatever becomes of the chat's queue
            await self._service(lambda: calling.tap(self._token, "human", ports=self._ports))
        # The agent's screen shows the call while the caller hears this sentence.
        await self._ring()
        await self._say("phone_to_person")
        await self._line.wait_said()
        return Next.PERSON

    async def _ring(self) -> None:
        """Whether anybody is ready: the switchboard asks again."""
        caller, ports = self._caller, self._ports
        with suppress(IntakeError):
            conv = await self._service(self._look)
            await self._service(
                lambda: ringing.ask(caller.call, conv, caller.number, caller.tags, ports=ports)
            )

    async def _text(self, filed: Filed) -> None:
        self._textable = None
        with suppress(IntakeError):
            if await self._service(
                lambda: calling.text_receipt(self._token, filed, ports=self._ports)
            ):
                await self._say("phone_texted")
                return
        await self._say("phone_not_texted")

    async def _waits_for_a_person(self) -> bool:
        conv = await self._service(self._look)
        if conv is None or conv.owner is Owner.BOT:
            return False
        await self._ring()
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
            await self._line.wait_said()  # a cough must not cost anybody the receipt
            self._filed.append(filed.number)
            if await self._left_a_number(filed):
                self._textable = filed
                await self._say("phone_text_receipt")
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

    async def _left_a_number(self, filed: Filed) -> bool:
        return await self._service(lambda: calling.left_a_number(filed.number, ports=self._ports))

    def _leave(self) -> None:
        filed = calling.leave(self._token, self._caller.number, ports=self._ports)
        if filed:
            self._filed.append(filed.number)
