"""Answers about a receipt leave on the beat, so that how long one took does not tell whether there
was anything behind it, or how many letters.
"""

from asyncio import get_running_loop, sleep
from random import SystemRandom

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BEAT = 0.1  # seconds; a few times what the longest of these answers takes
# Uneven on top: what follows the beat (sending, clearing up) differs by a tenth of a millisecond.
UNEVEN = 0.02  # seconds
PATHS = ("/protected", "/status", "/api/v1/status")


chance = SystemRandom()


class Beat:
    """Forms under PATHS are answered a whole number of beats after they came, and a little more
    that depends on nothing."""

    def __init__(self, app: ASGIApp, beat: float = BEAT):
        self._app, self._beat = app, beat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_asking(scope):
            await self._app(scope, receive, send)
            return
        clock = get_running_loop().time
        begun = clock()

        async def on_the_beat(message: Message) -> None:
            if message["type"] == "http.response.start":
                await sleep(left(clock() - begun, self._beat) + chance.uniform(0, UNEVEN))
            await send(message)

        await self._app(scope, receive, on_the_beat)


def left(taken: float, beat: float) -> float:
    """Seconds to the next beat."""
    return -taken % beat


def _is_asking(scope: Scope) -> bool:
    is_form: bool = scope["type"] == "http" and scope["method"] == "POST"
    return is_form and bool(scope["path"].startswith(PATHS))
