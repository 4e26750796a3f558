"""Large type, remembered by a cookie that says nothing else."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.web.pages import LARGE

YEAR = 365 * 24 * 3600
router = APIRouter()


@router.post("/type-size")
async def change(request: Request, back: Annotated[str, Form()] = "/") -> Response:
    answer = RedirectResponse(back if back in ("/", "/status") else "/", 303)
    keep(request, answer, large=LARGE not in request.cookies)
    return answer


def keep(request: Request, answer: Response, *, large: bool) -> None:
    if large:
        https = request.url.scheme == "https"
        answer.set_cookie(LARGE, "1", YEAR, httponly=True, samesite="strict", secure=https)
    else:
        answer.delete_cookie(LARGE)
