"""Files of lists: asked for, and fetched when they are made."""

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from intake.domain.errors import NotFound, TooManyExports
from intake.domain.exports import Sheet, Stage
from intake.domain.performance import What
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import exporting, performance
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import FormFilters

Reader = Annotated[Desk, Depends(reads(Act.LIST))]
Writer = Annotated[Desk, Depends(writes(Act.LIST))]
Text = Annotated[str, Form()]
PIECE = 1 << 16  # bytes
router = APIRouter(prefix="/exports")


@router.get("")
def look(request: Request, desk: Reader) -> Response:
    return _page(request, desk)


@router.post("")
def ask(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    filters: FormFilters,
    sheet: Text = "",
    since: Text = "",
    until: Text = "",
    office: Text = "",
    what: Text = "",
) -> Response:
    given = filters.kept
    if sheet in (Sheet.FIGURES, Sheet.POINTS):
        given = {"since": since, "until": until, "office": office, "what": what}
        _check(sheet, given, desk.who, ports)
    try:
        exporting.ask(sheet, given, desk.who, ports=ports)
    except TooManyExports as error:
        return _page(request, desk, status=error.status, problem=pages.sentence(error))
    return RedirectResponse("/exports", 303)


@router.get("/{id}.csv")
def take(id: str, desk: Reader, ports: PortsHere) -> Response:
    export, file = exporting.take(id, desk.who, ports=ports)
    name = f"{export.sheet.value}-{export.at:%Y%m%d}-{export.id[:4]}.csv"
    headers = pages.NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_pieces(file), headers=headers, media_type="text/csv; charset=utf-8")


def _check(sheet: str, given: dict[str, str], who: StaffMember, ports: Ports) -> None:
    """Raise BadPeriod, or NotFound for a figure that is not theirs."""
    period = performance.period_in(given["since"], given["until"])
    if sheet == Sheet.POINTS:
        if given["what"] not in set(What):
            raise NotFound
        performance.points(given["office"], What(given["what"]), period, who, ports=ports)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _page(request: Request, desk: Desk, *, status: int = 200, problem: str = "") -> Response:
    ports = request.app.state.ports
    exports = exporting.of(desk.who, ports=ports)
    return pages.page(
        request,
        "staff/exports.html",
        status=status,
        desk=desk,
        exports=exports,
        waits=any(one.stage is Stage.ASKED for one in exports),
        problem=problem,
    )
