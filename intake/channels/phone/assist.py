"""While an agent talks: the caller's side alone is listened to, and becomes text on their card."""

import asyncio
import logging
from collections.abc import Callable

from intake.channels.phone.line import Heard, Line
from intake.channels.phone.talk import Caller, Next
from intake.ports import Ports, Router
from intake.service import assisting, ringing

log = logging.getLogger("yihao.phone")
LOOKS = 1.0  # seconds between looks at whether the agent sends the caller on
Advisers = Callable[[], Router | None]


class Assist:
    """Nothing is said here: the line carries one way."""

    def __init__(self, line: Line, ports: Ports, caller: Caller, adviser: Advisers):
        self._line, self._ports, self._caller, self._adviser = line, ports, caller, adviser
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> Next:
        writing = asyncio.create_task(self._write())
        try:
            while not await self._is_over():
                pass
        finally:
            await self._heard.join()
            writing.cancel()
        return Next.HANG_UP

    async def _is_over(self) -> bool:
        event = await self._line.listen(LOOKS)
        if event.what is Heard.SPEECH and event.words:
            self._heard.put_nowait(event.words)
        if event.what is Heard.GONE:
            return True
        return await asyncio.to_thread(ringing.is_sent_on, self._caller.call, ports=self._ports)

    async def _write(self) -> None:
        """Apart from listening, which must not wait for a database."""
        while True:
            words = await self._heard.get()
            try:
                await asyncio.to_thread(
                    assisting.heard, self._caller.token, words, ports=self._ports
                )
                await advise(self._caller.call, self._adviser, self._ports)
            except Exception as error:  # its message may quote the caller
                log.warning("assist failed: %s", type(error).__name__)
            finally:
                self._heard.task_done()


async def advise(call: str, adviser: Advisers, ports: Ports) -> None:
    """Nothing while the models are being loaded."""
    router = adviser()
    if router is None:
        return
    try:
        await asyncio.to_thread(assisting.advise, call, router, ports=ports)
    except Exception as error:
        log.warning("no advice: %s", type(error).__name__)
