"""The dispatcher's desk: what could not be sent on by itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import EmptyText, TooLong, UnknownNumber, UnknownOffice
from intake.domain.staff import Act
from intake.service import dispatching, joining, splitting, work
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Filtered

Reader = Annotated[Desk, Depends(reads(Act.SEE_DESK))]
Writer = Annotated[Desk, Depends(writes(Act.DISPATCH))]
Closer = Annotated[Desk, Depends(writes(Act.CLOSE))]
router = APIRouter(prefix="/desk")


@router.get("")
def waiting(request: Request, desk: Reader, ports: PortsHere, filters: Filtered) -> Response:
    filters = filters.known(dict(pages.areas_for(desk.who, ports)))
    found = work.desk(desk.who, filters.narrow, filters.mark, ports=ports)
    return pages.list_page(request, "staff/desk.html", desk, found, filters)


@router.get("/{number}")
def look_at(
    request: Request, number: str, desk: Reader, ports: PortsHere, area: str = ""
) -> Response:
    return _show(request, number, desk, ports, area=area)


@router.post("/{number}/dispatch")
def dispatch(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Annotated[str, Form()] = "",
) -> Response:
    work.one(number, desk.who, ports=ports)
    try:
        dispatching.dispatch_by_hand(number, office, by=desk.who.name, ports=ports)
    except UnknownOffice as error:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said)
    return RedirectResponse("/desk", 303)


@router.post("/{number}/join")
def join(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    other: Annotated[str, Form()] = "",
) -> Response:
    work.one(number, desk.who, ports=ports)
    try:
        joining.join_by_hand(number, other, desk.who, ports=ports)
    except UnknownNumber as error:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said, other=other)
    return RedirectResponse("/desk", 303)


@router.post("/{number}/answer")
def answer(
    request: Request,
    number: str,
    desk: Closer,
    ports: PortsHere,
    text: Annotated[str, Form()] = "",
) -> Response:
    work.one(number, desk.who, ports=ports)
    try:
        dispatching.answer_at_desk(number, text, desk.who, ports=ports)
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said, typed=text)
    return RedirectResponse("/desk", 303)


@router.post("/{number}/split")
def split(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    text: Annotated[str, Form()] = "",
) -> Response:
    work.one(number, desk.who, ports=ports)
    try:
        splitting.split(number, text, desk.who, ports=ports)
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _show(
            request, number, desk, ports, status=error.status, problem=said, split_off=text
        )
    return RedirectResponse(f"/desk/{number}", 303)


def _show(
    request: Request,
    number: str,
    desk: Desk,
    ports: PortsHere,
    *,
    area: str = "",
    status: int = 200,
    problem: str = "",
    typed: str = "",
    other: str = "",
    split_off: str = "",
) -> Response:
    seen = work.one(number, desk.who, ports=ports)
    chosen = area or seen.complaint.area or ports.home_area
    return pages.page(
        request,
        "staff/dispatch.html",
        status=status,
        desk=desk,
        complaint=seen.complaint,
        events=seen.events,
        joined=seen.joined,
        seen=seen,
        split_off=split_off,
        other=other,
        areas=ports.directory.areas(),
        area=chosen,
        offices=ports.directory.offices_of(chosen),
        problem=problem,
        typed=typed,
    )
