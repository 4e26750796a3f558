"""Pages of one size, so that a length on the wire does not tell which of them was read.

Somebody who watches the network still sees when, how often, and whether scripts were fetched too.
"""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STEP = 24 * 1024  # bytes; every page but a long conversation fits into one
AROUND = len("<!--  -->")


class SameSize:
    """Whole pages grow to the next step by a comment that does not compress. Fragments do not:
    they would pile up in the page they are put into."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def collected(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    body = padded(b"".join(parts))
                    MutableHeaders(scope=start)["content-length"] = str(len(body))
                    await send(start)
                    await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, collected)


def padded(page: bytes) -> bytes:
    """HTML only: whatever is no whole page is returned as it is."""
    if not page.lstrip()[:15].lower().startswith(b"<!doctype html"):
        return page
    missing = -(len(page) + AROUND) % STEP
    filler = secrets.token_urlsafe(missing)[:missing]
    return page + f"<!-- {filler} -->".encode()


def _is_page(message: Message) -> bool:
    kind: bytes = dict(message["headers"]).get(b"content-type", b"")
    return kind.startswith(b"text/html")
