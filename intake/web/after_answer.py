"""What an officer does besides answering: contact, own visit, escalation, exclusion."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import EmptyText, IntakeError
from intake.domain.exclusions import ExclusionReason
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import excluding, handling, visiting
from intake.web import department, pages
from intake.web.dependencies import Desk, PortsHere, writes
from intake.web.visits import read_heard

Writer = Annotated[Desk, Depends(writes(Act.HANDLE))]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]
router = APIRouter(prefix="/tickets")


@router.post("/{number}/contact")
def contact(
    request: Request, number: str, desk: Writer, ports: PortsHere, seen: Seen = None
) -> Response:
    def act() -> None:
        handling.contact(number, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


@router.post("/{number}/visit")
def visit(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    contacted: Text = "",
    solved: Text = "",
    satisfied: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        heard = read_heard("", contacted, solved, satisfied)
        visiting.by_office(number, heard, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, "visit", note)


@router.post("/{number}/escalate")
def escalate(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    note: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        handling.escalate(number, note, desk.who, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports, "escalate", note)


@router.post("/{number}/exclude")
def exclude(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    reason: Text = "",
    note: Text = "",
) -> Response:
    def act() -> None:
        if reason not in set(ExclusionReason):
            raise EmptyText("/reason")
        excluding.ask(number, ExclusionReason(reason), note, desk.who, ports=ports)

    return _done(act, request, number, desk, ports, "exclude", note)


def _done(
    act: Callable[[], None],
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    form: str = "",
    note: str = "",
) -> Response:
    """Back to the ticket; what was written stays in its form when it did not work."""
    try:
        act()
    except IntakeError as error:
        if error.status == 404:
            raise
        # The form that lacks something says so itself.
        said = "" if isinstance(error, EmptyText) else pages.sentence(error)
        return department.show(
            request, number, desk, ports, status=error.status, problem=said, note=note, form=form
        )
    return RedirectResponse(f"/tickets/{number}", 303)
