"""Large type, remembered by a cookie that says nothing else."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.web import pages
from intake.web.pages import LARGE

YEAR = 365 * 24 * 3600
router = APIRouter()


@router.post("/type-size")
async def change(request: Request, back: Annotated[str, Form()] = "/") -> Response:
    answer = RedirectResponse(back if back in ("/", "/status", "/open") else "/", 303)
    set_size(request, answer, large=LARGE not in request.cookies)
    return answer


def set_size(request: Request, answer: Response, *, large: bool) -> None:
    if large:
        pages.keep(request, answer, LARGE, "1", YEAR)
    else:
        answer.delete_cookie(LARGE)
