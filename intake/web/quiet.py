"""What nobody expected is answered, and written down without a word of what was sent."""

import logging
from inspect import isawaitable
from pathlib import Path

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("yihao.web")


class Quiet:
    """An exception's message may quote a citizen; only its type and place are logged.

    Stands inside Starlette's own error layer, which would hand the whole exception to the log.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            log.error("%s", where(error))
            if begun:
                return
            answer = scope["app"].exception_handlers[Exception](Request(scope), error)
            answer = await answer if isawaitable(answer) else answer
            await answer(scope, receive, send)


def where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = Path(trace.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__} at {file}:{trace.tb_lineno}"
