"""The queue of exclusions: an office asks, the supervisor decides with y or n and a reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import excluding
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.SUPERVISE))]
Writer = Annotated[Desk, Depends(writes(Act.EXCLUDE))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/exclusions")


@router.get("")
def waiting(request: Request, desk: Reader, ports: PortsHere, done: str = "") -> Response:
    return _show(request, desk, ports, done=done)


@router.post("/{number}/decide")
def decide(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    grant: Text = "",
    note: Text = "",
) -> Response:
    granted = grant == "yes"

    def act() -> None:
        excluding.decide(number, office, note, desk.who, granted=granted, ports=ports)

    def then() -> Response:
        return RedirectResponse(f"/exclusions?done={'granted' if granted else 'refused'}", 303)

    def refused(error: IntakeError) -> Response:
        said = pages.sentence(error)
        return _show(request, desk, ports, status=error.status, problem=said, at=number, note=note)

    return onward.attempt(act, then, refused)


def _show(
    request: Request,
    desk: Desk,
    ports: Ports,
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
        "staff/exclusions.html",
        status=status,
        desk=desk,
        rows=excluding.queue(desk.who, ports=ports),
        problem=problem,
        at=at,
        note=note,
        done=done,
    )
