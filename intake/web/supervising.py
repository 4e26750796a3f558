"""What a supervisor may do to any open complaint: the panel, extensions, helpers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.errors import IntakeError
from intake.domain.staff import Act
from intake.domain.supervision import can_end
from intake.ports import Ports
from intake.service import ending, supervising, tracking, work
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.onward import attempt, back

Reader = Annotated[Desk, Depends(reads(Act.SEE_ALL))]
Writer = Annotated[Desk, Depends(writes(Act.SUPERVISE))]
Ender = Annotated[Desk, Depends(writes(Act.END_SUPERVISION))]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]
router = APIRouter(prefix="/overview")


@router.get("/{number}")
def look_at(request: Request, number: str, desk: Reader, ports: PortsHere) -> Response:
    return _show(request, number, desk, ports)


@router.post("/{number}/decide")
def decide(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.decide(number, office, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, note)


@router.post("/{number}/settle")
def settle(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.settle(number, office, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, note)


@router.post("/{number}/extension")
def extension(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    grant: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.decide_extension(
            number, office, note, desk.who, grant=grant == "yes", seen=seen, ports=ports
        )

    return _done(act, request, number, desk, ports, note)


@router.post("/{number}/supervise")
def supervise(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.supervise(number, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, note)


@router.post("/{number}/end/ask")
def ask_to_end(
    request: Request,
    number: str,
    desk: Ender,
    ports: PortsHere,
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        ending.ask_to_end(number, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, note)


@router.post("/{number}/end/agree")
def agree_to_end(
    request: Request, number: str, desk: Ender, ports: PortsHere, seen: Seen = None
) -> Response:
    def act() -> None:
        ending.agree_to_end(number, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


@router.post("/{number}/end/refuse")
def keep_on(
    request: Request, number: str, desk: Ender, ports: PortsHere, seen: Seen = None
) -> Response:
    def act() -> None:
        ending.keep_on(number, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


@router.post("/{number}/add-helper")
def add_helper(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.add_helper(number, office, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


@router.post("/{number}/release")
def release(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        supervising.release(number, office, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


def _done(
    act: Callable[[], None],
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    note: str = "",
) -> Response:
    """Back to the page; what was written stays on it when it did not work."""

    def refused(error: IntakeError) -> Response:
        said = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=said, note=note)

    return attempt(act, lambda: back(f"/overview/{number}", request), refused)


def _show(
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    *,
    status: int = 200,
    problem: str = "",
    note: str = "",
) -> Response:
    seen = work.one(number, desk.who, ports=ports)
    return pages.page(
        request,
        "staff/watch.html",
        status=status,
        desk=desk,
        complaint=seen.complaint,
        seen=seen,
        standing=tracking.standing(number, desk.who, ports=ports),
        events=seen.events,
        offices=ports.directory.offices_of(seen.complaint.area or ports.home_area),
        problem=problem,
        note=note,
        ending=seen.ending,
        can_end=can_end(seen.complaint) and desk.who.may(Act.END_SUPERVISION),
    )
