"""What the dialplan asks while it looks for a person: who is rung, who answered, who is gone."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Response

from intake.channels.phone.assist import Advisers, advise
from intake.channels.phone.talk import Caller
from intake.domain.errors import ChangedMeanwhile, StorageBusy
from intake.ports import Ports
from intake.service import ringing

POPS = 2.5  # seconds the telephone waits for the screen; the dialplan asks for 3
Text = Annotated[str, Form()]
T = TypeVar("T")


@dataclass
class People:
    ports: Ports = field(repr=False)
    caller: Callable[[str], Caller | None]
    assist: Callable[[str, Caller], None]  # announces the line that listens in
    adviser: Advisers = lambda: None
    spied: dict[str, tuple[str, str]] = field(default_factory=dict)  # call: both channels
    _advising: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    async def agent(self, call: str) -> str:
        """The extension to ring, once its desk shows the call; empty: nobody is ready."""
        extension = await self._service(lambda: ringing.offer(call, ports=self.ports))
        if not extension:
            return ""
        task = asyncio.create_task(advise(call, self.adviser, self.ports))
        self._advising.add(task)
        task.add_done_callback(self._advising.discard)
        ends = asyncio.get_running_loop().time() + POPS
        while asyncio.get_running_loop().time() < ends:
            if await asyncio.to_thread(ringing.has_popped, call, ports=self.ports):
                break
            await asyncio.sleep(0.1)
        return extension

    async def answered(self, call: str, caller_channel: str, agent_channel: str) -> str:
        """The id of a line that listens in; empty: nobody listens."""
        known = await self._service(lambda: ringing.answered(call, ports=self.ports))
        caller = self.caller(call)
        if not known or caller is None:
            return ""
        self.spied[call] = caller_channel, agent_channel
        id = str(uuid.uuid4())
        self.assist(id, caller)
        return id

    async def missed(self, call: str) -> None:
        await self._service(lambda: ringing.missed(call, ports=self.ports))

    async def left(self, call: str) -> str:
        self.spied.pop(call, None)
        return await self._service(lambda: ringing.left(call, ports=self.ports))

    async def ended(self, call: str) -> None:
        self.spied.pop(call, None)
        await self._service(lambda: ringing.ended(call, ports=self.ports))

    async def cut(self, call: str) -> str:
        """The agent's channel, if they send the caller on: it is hung up, and the dialplan does."""
        if not await asyncio.to_thread(ringing.is_sent_on, call, ports=self.ports):
            return ""
        return self.spied.get(call, ("", ""))[1]

    async def _service(self, step: Callable[[], T]) -> T:
        """What the caller's way hangs on is tried again where two wrote at once."""
        for last in (False, False, True):
            try:
                return await asyncio.to_thread(step)
            except (ChangedMeanwhile, StorageBusy):
                if last:
                    raise
        raise AssertionError


def routes(people: People) -> APIRouter:
    """Plain text: the dialplan compares words."""
    router = APIRouter(prefix="/voice")

    @router.post("/agent")
    async def agent(call: Text) -> Response:
        return _said(await people.agent(call))

    @router.post("/answered")
    async def answered(call: Text, caller: Text = "", agent: Text = "") -> Response:
        return _said(await people.answered(call, caller, agent))

    @router.post("/missed")
    async def missed(call: Text) -> Response:
        await people.missed(call)
        return _said("ok")

    @router.post("/left")
    async def left(call: Text) -> Response:
        return _said(await people.left(call))

    @router.post("/ended")
    async def ended(call: Text) -> Response:
        await people.ended(call)
        return _said("ok")

    @router.post("/cut")
    async def cut(call: Text) -> Response:
        return _said(await people.cut(call))

    return router


def _said(text: str) -> Response:
    return Response(text, media_type="text/plain")
