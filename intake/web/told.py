"""What was told to whom, and what became of it, for the administrator."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.delivery import DeliveryState, Receiver, Wanted
from intake.domain.errors import BadDays, IntakeError
from intake.domain.events import BY_NAME
from intake.domain.staff import Act
from intake.domain.telling import hook_type
from intake.service import told
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.SEE_DELIVERIES))]
Writer = Annotated[Desk, Depends(writes(Act.SEE_DELIVERIES))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/deliveries")
LONGEST_ID = 9  # digits


def _wanted(receiver: str = "", state: str = "", name: str = "", number: str = "") -> Wanted:
    """What is no receiver and no state narrows nothing."""
    return Wanted(
        receiver if receiver in set(Receiver) else "",
        state if state in set(DeliveryState) else "",
        name[:40],
        number.strip()[:20],
    )


Narrowed = Annotated[Wanted, Depends(_wanted)]


@router.get("")
def look(
    request: Request,
    desk: Reader,
    wanted: Narrowed,
    before: str = "",
    done: str = "",
    count: str = "",
) -> Response:
    return _page(request, desk, wanted, before=_id(before), done=done, count=_id(count) or 0)


@router.post("/replay")
def replay(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    since: Text = "",
    until: Text = "",
    to: Text = "",
) -> Response:
    try:
        count = told.replay(_day(since), _day(until), to, desk.who, ports=ports)
    except IntakeError as error:
        typed = {"since": since, "until": until, "to": to}
        return _refused(request, desk, error, typed=typed)
    return RedirectResponse(f"/deliveries?done=replayed&count={count}", 303)


@router.post("/hooks/{name}/enable")
def enable(name: str, desk: Writer, ports: PortsHere) -> Response:
    told.enable(name, desk.who, ports=ports)
    return RedirectResponse("/deliveries?done=enabled", 303)


@router.post("/{id}/again")
def again(request: Request, id: str, desk: Writer, ports: PortsHere) -> Response:
    try:
        told.again(_id(id) or 0, desk.who, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        return _refused(request, desk, error)
    return RedirectResponse("/deliveries?done=again", 303)


def _id(typed: str) -> int | None:
    is_one = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID
    return int(typed) if is_one else None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadDays("/since") from None


def _refused(request: Request, desk: Desk, error: IntakeError, **more: Any) -> Response:
    said = pages.sentence(error)
    return _page(request, desk, Wanted(), status=error.status, problem=said, **more)


def _page(
    request: Request,
    desk: Desk,
    wanted: Wanted,
    *,
    before: int | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    ports = request.app.state.ports
    found = told.look(wanted, before, desk.who, ports=ports)

    def to(**changes: str) -> str:
        """The address of the same list with something else asked for."""
        kept = {"receiver": wanted.receiver, "state": wanted.state}
        kept |= {"name": wanted.name, "number": wanted.number} | changes
        query = urlencode({key: value for key, value in kept.items() if value})
        return f"/deliveries?{query}" if query else "/deliveries"

    # By which fact a type is called on our pages.
    types = {hook_type(kind): name for name, kind in BY_NAME.items()}
    values = {"types": types, "done": "", "count": 0, "typed": {}} | more
    return pages.page(
        request, "staff/deliveries.html", status=status, desk=desk, found=found, wanted=wanted,
        before=before, to=to, **values,
    )  # fmt: skip
