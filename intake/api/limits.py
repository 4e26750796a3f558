"""A body larger than we take is refused before it is read (413)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.api.problems import problem

MOST_BYTES = 1_000_000


class BodyLimit:
    def __init__(self, app: ASGIApp, most: int = MOST_BYTES):
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._most:
            await problem(413, "too_large")(scope, receive, send)
            return
        taken = 0
        answered = False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise _TooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counted, noting)
        except _TooLarge:
            if not answered:
                await problem(413, "too_large")(scope, receive, send)


class _TooLarge(Exception):
    """A chunked body went over the limit."""
