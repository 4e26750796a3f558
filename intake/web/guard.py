"""Only our own pages may send forms to us."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from intake.web import errors
from intake.web.dependencies import NotSameSite

SAFE = ("GET", "HEAD", "OPTIONS")


class SameSite:
    """Refuse forms that other sites' pages send.

    Browsers say where a request comes from by Sec-Fetch-Site, older ones by Origin. Where both
    are missing the cookies' SameSite=Strict stands alone, and for staff the form token.
    Programs under /api/ carry no cookies and are let through.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_fine(Request(scope)):
            await self._app(scope, receive, send)
            return
        refused = errors.refuse(Request(scope), NotSameSite())
        await refused(scope, receive, send)


def _is_fine(request: Request) -> bool:
    if request.method in SAFE or request.url.path.startswith("/api/"):
        return True
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
