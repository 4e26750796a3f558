"""Logging in and out, and the page each role starts from."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import NotLoggedIn, TooManyTries
from intake.domain.staff import StaffRole
from intake.service import staffing
from intake.web import pages
from intake.web.dependencies import STAFF_COOKIE, PortsHere, Posting, SignedIn

HOME = {
    StaffRole.AGENT: "/chats",
    StaffRole.DISPATCHER: "/desk",
    StaffRole.OFFICER: "/tickets",
    StaffRole.SUPERVISOR: "/overview",
    StaffRole.CUSTODIAN: "/sealed",
    StaffRole.HANDLER: "/sealed",
    StaffRole.AUDITOR: "/audit",
}
router = APIRouter()


@router.get("/")
async def start(desk: SignedIn) -> Response:
    return RedirectResponse(HOME[desk.who.role], 303)


@router.get("/login")
async def ask(request: Request) -> Response:
    return pages.page(request, "staff/login.html", name="")


@router.post("/login")
def log_in(
    request: Request,
    ports: PortsHere,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    try:
        token = staffing.log_in(name.strip(), password, ports=ports)
    except (NotLoggedIn, TooManyTries) as error:
        said = pages.sentence(error)
        return pages.page(request, "staff/login.html", status=error.status, name=name, problem=said)
    answer = RedirectResponse("/", 303)
    pages.keep(request, answer, STAFF_COOKIE, token)
    return answer


@router.post("/logout")
def log_out(
    _desk: Posting, ports: PortsHere, token: Annotated[str, Cookie(alias=STAFF_COOKIE)] = ""
) -> Response:
    staffing.log_out(token, ports=ports)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(STAFF_COOKIE)
    return answer
