"""What a request leaves in reference cycles would stay in memory for hours: collect it at once.

Freed memory is overwritten by the allocator, as the process was started (adapters/own_memory.py).
"""

import asyncio
import gc

from starlette.types import ASGIApp, Receive, Scope, Send

SOON = 1.0  # seconds after a form was answered; at most one collection in that time


class Forgetting:
    def __init__(self, app: ASGIApp):
        self._app, self._due = app, 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["method"] == "POST":
                self._collect_soon()

    def _collect_soon(self) -> None:
        loop = asyncio.get_running_loop()
        if self._due <= loop.time():
            self._due = loop.time() + SOON
            loop.call_later(SOON, gc.collect)
