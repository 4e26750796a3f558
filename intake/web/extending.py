"""The queue of extensions: an office asks for days, the supervisor decides with y or n and a
reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.domain.lists import BoardTab
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import supervising, work
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Filtered, Filters

Reader = Annotated[Desk, Depends(reads(Act.SUPERVISE))]
Writer = Annotated[Desk, Depends(writes(Act.SUPERVISE))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/extensions")


@router.get("")
def waiting(
    request: Request, desk: Reader, ports: PortsHere, filters: Filtered, done: str = ""
) -> Response:
    return _show(request, desk, ports, filters, done=done)


@router.post("/{number}/decide")
def decide(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    grant: Text = "",
    note: Text = "",
    seen: Annotated[int | None, Form()] = None,
) -> Response:
    granted = grant == "yes"

    def act() -> None:
        supervising.decide_extension(
            number, office, note, desk.who, grant=granted, seen=seen, ports=ports
        )

    def then() -> Response:
        return RedirectResponse(f"/extensions?done={'granted' if granted else 'refused'}", 303)

    def refused(error: IntakeError) -> Response:
        here, said = Filters("/extensions"), pages.sentence(error)
        return _show(
            request, desk, ports, here, status=error.status, problem=said, at=number, note=note
        )

    return onward.attempt(act, then, refused)


def _show(
    request: Request,
    desk: Desk,
    ports: Ports,
    filters: Filters,
    *,
    status: int = 200,
    problem: str = "",
    at: str = "",
    note: str = "",
    done: str = "",
) -> Response:
    """What was written stays beside the complaint it was written about."""
    return pages.page(
        request,
        "staff/extensions.html",
        status=status,
        desk=desk,
        filters=filters,
        found=work.board(desk.who, BoardTab.ASKED, after=filters.mark, ports=ports),
        problem=problem,
        at=at,
        note=note,
        done=done,
    )
