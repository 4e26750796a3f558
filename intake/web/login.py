"""Logging in and out, and the page each role starts from."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import AccountStopped, NotLoggedIn, TooManyTries, WrongCode
from intake.domain.staff import StaffRole
from intake.ports import Ports
from intake.service import staffing
from intake.service.devices import BETWEEN
from intake.service.staffing import Entered
from intake.web import pages
from intake.web.dependencies import STAFF_COOKIE, KnownBy, PortsHere, Posting, SignedIn, remember

HOME = {
    StaffRole.AGENT: "/chats",
    StaffRole.DISPATCHER: "/desk",
    StaffRole.OFFICER: "/tickets",
    StaffRole.SUPERVISOR: "/overview",
    StaffRole.VISITOR: "/visits",
    StaffRole.CUSTODIAN: "/sealed",
    StaffRole.HANDLER: "/sealed",
    StaffRole.AUDITOR: "/audit",
    StaffRole.ADMIN: "/admin",
}
Token = Annotated[str, Cookie(alias=STAFF_COOKIE)]
Typed = Annotated[str, Form()]
router = APIRouter()


@router.get("/")
async def start(desk: SignedIn) -> Response:
    return RedirectResponse("/account" if desk.lacks_code else HOME[desk.who.role], 303)


@router.get("/login")
async def ask(request: Request) -> Response:
    return pages.login_page(request)


@router.post("/login")
def log_in(
    request: Request,
    ports: PortsHere,
    known_by: KnownBy = "",
    name: Typed = "",
    password: Typed = "",
    device: Typed = "",
) -> Response:
    # The operator's word for a browser stands where its own cookie would.
    known_by = BETWEEN.join(filter(None, (device.strip(), known_by)))
    try:
        entered = staffing.log_in(name.strip(), password, known_by=known_by, ports=ports)
    except (NotLoggedIn, TooManyTries, AccountStopped) as error:
        said = pages.sentence(error)
        return pages.login_page(request, status=error.status, name=name, problem=said)
    if entered.needs_code:
        answer = RedirectResponse("/login/code", 303)
        pages.keep(request, answer, STAFF_COOKIE, entered.token)
        return answer
    return _inside(request, entered)


@router.get("/login/code")
def ask_code(ports: PortsHere, request: Request, token: Token = "") -> Response:
    return _second_step(request, token, ports)


@router.post("/login/code")
def enter_code(
    request: Request, ports: PortsHere, token: Token = "", known_by: KnownBy = "", code: Typed = ""
) -> Response:
    try:
        entered = staffing.enter_code(token, code, known_by=known_by, ports=ports)
    except NotLoggedIn:
        return RedirectResponse("/login", 303)
    except (WrongCode, TooManyTries, AccountStopped) as error:
        said = pages.sentence(error)
        return _second_step(request, token, ports, status=error.status, problem=said)
    return _inside(request, entered)


def _second_step(
    request: Request, token: str, ports: Ports, *, status: int = 200, problem: str = ""
) -> Response:
    who = staffing.half_way(token, ports=ports)
    if who is None:
        return RedirectResponse("/login", 303)
    here = pages.passkeys_here(request)
    return pages.page(
        request,
        "staff/login_code.html",
        status=status,
        who=who,
        problem=problem,
        passkeys=here,
        origin=ports.passkeys.origin if ports.passkeys else "",
    )


def _inside(request: Request, entered: Entered) -> Response:
    answer = RedirectResponse("/", 303)
    pages.keep(request, answer, STAFF_COOKIE, entered.token)
    remember(request, answer, entered.devices)
    return answer


@router.post("/logout")
def log_out(_desk: Posting, ports: PortsHere, token: Token = "") -> Response:
    by_provider = staffing.log_out(token, ports=ports)
    answer = RedirectResponse("/login/elsewhere/out" if by_provider else "/login", 303)
    answer.delete_cookie(STAFF_COOKIE)
    return answer
