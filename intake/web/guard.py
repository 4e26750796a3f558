"""Only our own pages may send forms to us."""

from urllib.parse import urlsplit

from fastapi import Request

from intake.domain.errors import IntakeError

SAFE = ("GET", "HEAD", "OPTIONS")


class NotSameSite(IntakeError):
    """The form did not come from a page of ours."""

    status = 403


async def same_site(request: Request) -> None:
    """A router's dependency, so that no form can be added without it.

    Browsers say where a request comes from by Sec-Fetch-Site, older ones by Origin. Where both
    are missing the cookies' SameSite=Strict stands alone, and for staff the form token.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        fine = site == "same-origin"
    elif origin is not None:
        fine = urlsplit(origin).netloc == request.headers.get("host")
    else:
        fine = True
    if not fine:
        raise NotSameSite
