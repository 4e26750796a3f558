"""A body larger than we take is refused while it is read, not after (413)."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.domain.attachment import LARGEST

MOST_BYTES = 1_000_000
# A browser reads our answer only when all it sends was read: what is somewhat too large is read to
# the end and thrown away, so that the sentence about it is seen.
MOST_BYTES_OF = {"/protected/inbox/file": 3 * LARGEST}


class BodyLimit:
    def __init__(self, app: ASGIApp, most: int = MOST_BYTES):
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_BYTES_OF.get(scope["path"], self._most)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        taken = int(declared) if declared.isdigit() else most + 1
        if taken <= most:
            taken = 0

        async def counted() -> Message:
            nonlocal taken
            if taken > most:
                raise HTTPException(413)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
