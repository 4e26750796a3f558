"""Where does my complaint stand? The receipt travels in the body of a form, never elsewhere."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.domain.receipt import parse_receipt
from intake.ports import Ports
from intake.service import notices, status
from intake.web import pages
from intake.web.dependencies import PortsHere
from intake.web.notice_pdf import as_pdf
from intake.web.type_size import set_size

Receipt = Annotated[str, Form()]
router = APIRouter(prefix="/status")


@router.get("")
def ask(request: Request) -> Response:
    return _ask(request)


@router.get("/{step}")
async def ask_again(step: str) -> Response:  # noqa: ARG001
    """A browser that was closed on an answer asks for its address again."""
    return RedirectResponse("/status", 303)


@router.post("")
def look_up(
    request: Request,
    ports: PortsHere,
    receipt: Receipt = "",
    type_size: Annotated[str, Form()] = "",
) -> Response:
    """`type_size` comes from the button on the result, which has no address to go back to."""
    if not type_size:
        return _found(request, receipt, ports)
    large = type_size == "large"
    answer = _found(request, receipt, ports, large=large)
    set_size(request, answer, large=large)
    return answer


@router.post("/material")
def add_material(
    request: Request, ports: PortsHere, receipt: Receipt = "", text: Annotated[str, Form()] = ""
) -> Response:
    return _after(
        request,
        receipt,
        ports,
        lambda: status.add_material(receipt, text, ports=ports),
        "material",
        typed=text,
    )


@router.post("/urge")
def urge(request: Request, ports: PortsHere, receipt: Receipt = "") -> Response:
    return _after(request, receipt, ports, lambda: status.urge(receipt, ports=ports), "urged")


@router.post("/rate")
def rate(
    request: Request,
    ports: PortsHere,
    receipt: Receipt = "",
    solved: Annotated[str, Form()] = "",
    stars: Annotated[str, Form()] = "",
    part: Annotated[str, Form()] = "",
) -> Response:
    """`part`: the number of the matter meant, where one text told of several."""
    if solved not in ("yes", "no") or stars not in ("1", "2", "3", "4", "5"):
        return _found(request, receipt, ports, code=422, incomplete=True, solved=solved, rated=part)
    yes = solved == "yes"
    return _after(
        request,
        receipt,
        ports,
        lambda: status.rate(receipt, solved=yes, stars=int(stars), part=part, ports=ports),
        "rated",
        rated=part,
    )


@router.post("/withdraw")
def withdraw(
    request: Request, ports: PortsHere, receipt: Receipt = "", sure: Annotated[str, Form()] = ""
) -> Response:
    if sure != "yes":
        return _found(request, receipt, ports, template="citizen/withdraw.html")
    return _after(
        request, receipt, ports, lambda: status.withdraw(receipt, ports=ports), "withdrawn"
    )


@router.post("/notice")
def notice(
    request: Request,
    ports: PortsHere,
    receipt: Receipt = "",
    notice: Annotated[str, Form()] = "",
    form: Annotated[str, Form(alias="as")] = "page",
) -> Response:
    """In the body of a form as everything here: the address of a paper would lead to its reader."""
    try:
        found = notices.of_receipt(receipt, notice, ports=ports)
    except IntakeError as error:
        return _ask(request, pages.sentence(error), error.status, receipt)
    if form == "pdf":
        return as_pdf(found)
    bare, large = parse_receipt(receipt), pages.is_large(request)
    return pages.page(request, "citizen/notice.html", notice=found, receipt=bare, large=large)


def _after(
    request: Request,
    receipt: str,
    ports: Ports,
    act: Callable[[], None],
    done: str,
    *,
    typed: str = "",
    rated: str = "",
) -> Response:
    """Act, then show where it stands now; what was typed stays when it did not work."""
    try:
        act()
    except IntakeError as error:
        said, code = pages.sentence(error), error.status
        return _found(request, receipt, ports, problem=said, code=code, typed=typed)
    return _found(request, receipt, ports, done=done, rated=rated)


def _found(
    request: Request,
    receipt: str,
    ports: Ports,
    *,
    template: str = "citizen/result.html",
    code: int = 200,
    problem: str = "",
    done: str = "",
    typed: str = "",
    incomplete: bool = False,
    solved: str = "",
    rated: str = "",
    large: bool | None = None,
) -> Response:
    try:
        found = status.look_up(receipt, ports=ports)
        bare = parse_receipt(receipt)
    except IntakeError as error:
        return _ask(request, pages.sentence(error), error.status, receipt, typed)
    if found is None:
        template = "citizen/sealed.html"
    return pages.page(
        request,
        template,
        status=code,
        status_found=found,
        receipt=bare,
        problem=problem,
        done=done,
        typed=typed,
        incomplete=incomplete,
        solved=solved,
        rated=rated or (found.number if found else ""),
        redo_stars=sorted(ports.visit_rules.redo_satisfied),
        large=pages.is_large(request) if large is None else large,
    )


def _ask(
    request: Request, problem: str = "", code: int = 200, receipt: str = "", typed: str = ""
) -> Response:
    return pages.page(
        request,
        "citizen/status.html",
        status=code,
        problem=problem,
        receipt=receipt,
        typed=typed,
        large=pages.is_large(request),
    )
