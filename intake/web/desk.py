"""The dispatcher's desk: what could not be sent on by itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.domain.lists import WHYS
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import dispatching, joining, several, splitting, work
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Came, Filtered, Filters, came_from

Reader = Annotated[Desk, Depends(reads(Act.SEE_DESK))]
Writer = Annotated[Desk, Depends(writes(Act.DISPATCH))]
Closer = Annotated[Desk, Depends(writes(Act.CLOSE))]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]  # the version that the page showed
Picked = Annotated[list[str] | None, Form()]
PICKED = re.compile(r"([0-9A-Za-z-]{1,20})@(\d{1,9})", re.ASCII)  # number and version
router = APIRouter(prefix="/desk")


@dataclass(frozen=True)
class Typed:
    """What stands in the forms of the page when it is shown again."""

    area: str = ""
    answer: str = ""
    other: str = ""
    split: str = ""


NOTHING = Typed()


@router.get("")
def waiting(request: Request, desk: Reader, ports: PortsHere, filters: Filtered) -> Response:
    filters = filters.known(dict(pages.areas_for(desk.who, ports)))
    narrow = onward.narrow(filters, ports)
    found = work.desk(desk.who, narrow, filters.mark, filters.among, ports=ports)
    return pages.list_page(request, "staff/desk.html", desk, found, filters, whys=WHYS)


@router.post("/accept")
def accept(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    came: Came,
    picked: Picked = None,
    only: Text = "",
) -> Response:
    """`only`: the row whose own button was pressed, whatever else is ticked."""
    read = [PICKED.fullmatch(one) for one in ([only] if only else picked or [])]
    chosen = [(one[1], int(one[2])) for one in read if one]
    told = several.accept_each(chosen, desk.who, ports=ports)
    if only and told and not told[0].problem:
        return _down_the_list(told[0].number, desk, came, ports)
    return pages.page(
        request,
        "staff/accepted.html",
        status=200 if told else 422,
        desk=desk,
        done=[one.number for one in told if not one.problem],
        failed=[(one.number, pages.sentence(one.problem)) for one in told if one.problem],
    )


def _down_the_list(number: str, desk: Desk, came: Filters, ports: Ports) -> Response:
    """The list again, at the row after the one that went."""
    narrow = onward.narrow(came, ports)
    after = work.next_at_desk(number, desk.who, narrow, came.among, ports=ports)
    here = onward.done_with(came.here, number)
    return RedirectResponse(f"{here}#n-{after}" if after else here, 303)


@router.get("/{number}")
def look_at(
    request: Request, number: str, desk: Reader, ports: PortsHere, area: str = ""
) -> Response:
    return _show(request, number, desk, ports, Typed(area=area))


@router.post("/{number}/dispatch")
def dispatch(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    office: Text = "",
    seen: Seen = None,
) -> Response:
    def act() -> None:
        dispatching.dispatch_by_hand(number, office, by=desk.who.name, seen=seen, ports=ports)

    return _done(act, request, number, desk, ports)


@router.post("/{number}/join")
def join(
    request: Request, number: str, desk: Writer, ports: PortsHere, other: Text = ""
) -> Response:
    def act() -> None:
        joining.join_by_hand(number, other, desk.who, ports=ports)

    return _done(act, request, number, desk, ports, Typed(other=other))


@router.post("/{number}/answer")
def answer(
    request: Request, number: str, desk: Closer, ports: PortsHere, text: Text = ""
) -> Response:
    def act() -> None:
        dispatching.answer_at_desk(number, text, desk.who, ports=ports)

    return _done(act, request, number, desk, ports, Typed(answer=text))


@router.post("/{number}/split")
def split(
    request: Request, number: str, desk: Writer, ports: PortsHere, text: Text = ""
) -> Response:
    def act() -> None:
        splitting.split(number, text, desk.who, ports=ports)

    def then() -> Response:
        return onward.back(f"/desk/{number}", request)

    return _done(act, request, number, desk, ports, Typed(split=text), then)


def _done(
    act: Callable[[], None],
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    typed: Typed = NOTHING,
    then: Callable[[], Response] | None = None,
) -> Response:
    """On to the list, or as `then` says; what was written stays when it did not work."""
    work.one(number, desk.who, ports=ports)

    def go_on() -> Response:
        return onward.from_desk(number, desk, came_from(request), ports)

    def refused(error: IntakeError) -> Response:
        return _show(request, number, desk, ports, typed, error)

    return onward.attempt(act, then or go_on, refused)


def _show(
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    typed: Typed,
    error: IntakeError | None = None,
) -> Response:
    seen = work.one(number, desk.who, ports=ports)
    area = typed.area or seen.complaint.area or ports.home_area
    return pages.page(
        request,
        "staff/dispatch.html",
        status=error.status if error else 200,
        problem=pages.sentence(error) if error else "",
        desk=desk,
        complaint=seen.complaint,
        events=seen.events,
        joined=seen.joined,
        seen=seen,
        typed=typed,
        areas=ports.directory.areas(),
        area=area,
        offices=ports.directory.offices_of(area),
        sign_by=ports.directory.windows(ports.clock()).sign_by,
    )
