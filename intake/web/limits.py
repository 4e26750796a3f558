"""A body larger than we take is refused while it is read, not after (413)."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000


class BodyLimit:
    def __init__(self, app: ASGIApp, most: int = MOST_BYTES):
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        taken = int(declared) if declared.isdigit() else self._most + 1
        if taken <= self._most:
            taken = 0

        async def counted() -> Message:
            nonlocal taken
            if taken > self._most:
                raise HTTPException(413)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
