"""Rising problems: the supervisor follows them up, an office answers all of one at once."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import EmptyText, TooLong
from intake.domain.rising import Outcome
from intake.domain.staff import Act
from intake.service import rises
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.SUPERVISE))]
Writer = Annotated[Desk, Depends(writes(Act.SUPERVISE))]
Officer = Annotated[Desk, Depends(reads(Act.CLOSE))]
Answering = Annotated[Desk, Depends(writes(Act.CLOSE))]
Text = Annotated[str, Form()]
router = APIRouter()


@router.get("/rising")
def warnings(request: Request, desk: Reader, ports: PortsHere) -> Response:
    still_open, closed = rises.warnings(desk.who, ports=ports)
    return pages.page(request, "staff/rising.html", desk=desk, open=still_open, closed=closed)


@router.get("/rising/{id}")
def look_at(request: Request, id: str, desk: Reader, ports: PortsHere) -> Response:
    return _show(request, id, desk, ports)


@router.post("/rising/{id}/follow")
def follow(
    request: Request,
    id: str,
    desk: Writer,
    ports: PortsHere,
    note: Text = "",
    look_on: Text = "",
) -> Response:
    try:
        day = date.fromisoformat(look_on) if look_on else None
        rises.follow(id, note, day, desk.who, ports=ports)
    except (ValueError, EmptyText, TooLong) as error:
        said = pages.sentence(error) if isinstance(error, EmptyText | TooLong) else ""
        return _show(request, id, desk, ports, 422, problem=said, undated=not said, note=note)
    return RedirectResponse(f"/rising/{id}", 303)


@router.post("/rising/{id}/close")
def close(
    request: Request,
    id: str,
    desk: Writer,
    ports: PortsHere,
    outcome: Text = "",
    note: Text = "",
) -> Response:
    if outcome not in set(Outcome):
        return _show(request, id, desk, ports, 422, unchosen=True, why=note)
    try:
        rises.close(id, Outcome(outcome), note, desk.who, ports=ports)
    except (EmptyText, TooLong) as error:
        return _show(request, id, desk, ports, 422, problem=pages.sentence(error), why=note)
    return RedirectResponse("/rising", 303)


@router.get("/tickets/{number}/alike")
def alike(request: Request, number: str, desk: Officer, ports: PortsHere) -> Response:
    return _alike(request, number, desk, ports)


@router.post("/tickets/{number}/alike")
def answer_all(
    request: Request,
    number: str,
    desk: Answering,
    ports: PortsHere,
    numbers: Annotated[list[str] | None, Form()] = None,
    text: Text = "",
) -> Response:
    if not numbers:
        return _alike(request, number, desk, ports, status=422, unpicked=True, typed=text)
    try:
        told = rises.answer_all(numbers, text, desk.who, ports=ports)
    except (EmptyText, TooLong) as error:
        said = pages.sentence(error)
        return _alike(request, number, desk, ports, status=422, problem=said, typed=text)
    left = [(one, pages.sentence(error)) for one, error in told.left]
    return pages.page(request, "staff/alike_done.html", desk=desk, done=told.done, left=left)


def _show(
    request: Request,
    id: str,
    desk: Desk,
    ports: PortsHere,
    status: int = 200,
    *,
    problem: str = "",
    undated: bool = False,
    unchosen: bool = False,
    note: str = "",
    why: str = "",
) -> Response:
    return pages.page(
        request,
        "staff/rise.html",
        status=status,
        desk=desk,
        behind=rises.one(id, desk.who, ports=ports),
        outcomes=list(Outcome),
        problem=problem,
        undated=undated,
        unchosen=unchosen,
        note=note,
        why=why,
    )


def _alike(
    request: Request,
    number: str,
    desk: Desk,
    ports: PortsHere,
    *,
    status: int = 200,
    problem: str = "",
    unpicked: bool = False,
    typed: str = "",
) -> Response:
    return pages.page(
        request,
        "staff/alike.html",
        status=status,
        desk=desk,
        number=number,
        complaints=rises.alike(number, desk.who, ports=ports),
        problem=problem,
        unpicked=unpicked,
        typed=typed,
    )
