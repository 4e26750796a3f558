"""Who stands in for whom: an officer says it of themself, an administrator of anybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.days import day_of
from intake.domain.errors import BadPeriod, NotAStandIn
from intake.domain.lists import day_in
from intake.domain.staff import Act
from intake.service import standing_in
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.STAND_IN))]
Writer = Annotated[Desk, Depends(writes(Act.STAND_IN))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/stand-ins")


@router.get("")
def look(request: Request, desk: Reader) -> Response:
    return _page(request, desk)


@router.post("")
def name(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    absent: Text = "",
    other: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    away = absent if desk.who.may(Act.ADMINISTER) else desk.who.name
    typed = {"absent": absent, "other": other, "since": since, "until": until}
    try:
        first, last = day_in(since), day_in(until)
        if first is None or last is None:
            raise BadPeriod("/since")
        standing_in.name(away, other, first, last, desk.who, ports=ports)
    except BadPeriod:
        return _page(request, desk, status=422, bad_days=True, typed=typed)
    except NotAStandIn as error:
        said = pages.sentence(error)
        return _page(request, desk, status=error.status, problem=said, typed=typed)
    return RedirectResponse("/stand-ins", 303)


@router.post("/{id}/end")
def end(id: str, desk: Writer, ports: PortsHere) -> Response:
    standing_in.end(id, desk.who, ports=ports)
    return RedirectResponse("/stand-ins", 303)


def _page(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    problem: str = "",
    bad_days: bool = False,
    typed: dict[str, str] | None = None,
) -> Response:
    ports = request.app.state.ports
    return pages.page(
        request,
        "staff/stand_ins.html",
        status=status,
        desk=desk,
        board=standing_in.board(desk.who, ports=ports),
        today=day_of(ports.clock()),
        problem=problem,
        bad_days=bad_days,
        typed=typed or {"absent": "", "other": "", "since": "", "until": ""},
    )
