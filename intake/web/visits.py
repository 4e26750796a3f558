"""The call-back desk: who is to be called next, three questions, one key for each usual answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import ChangedMeanwhile, EmptyText, HalfAnswered, TooLong
from intake.domain.staff import Act
from intake.domain.visits import NOT_REACHED, Heard
from intake.ports import Ports
from intake.service import visiting
from intake.texts import visit_outcomes
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Filtered

Reader = Annotated[Desk, Depends(reads(Act.VISIT))]
Writer = Annotated[Desk, Depends(writes(Act.VISIT))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/visits")


@router.get("")
def waiting(
    request: Request, desk: Reader, ports: PortsHere, filters: Filtered, done: str = ""
) -> Response:
    found = visiting.desk(desk.who, filters.ticket_mark, ports=ports)
    rules = ports.visit_rules
    return pages.list_page(
        request, "staff/visits.html", desk, found, filters, done=done, rules=rules
    )


@router.get("/{number}")
def look_at(
    request: Request, number: str, desk: Reader, ports: PortsHere, done: str = ""
) -> Response:
    return _show(request, number, desk, ports, done=done)


@router.post("/{number}/heard")
def heard(
    request: Request,
    number: str,
    desk: Writer,
    ports: PortsHere,
    outcome: Text = "",
    contacted: Text = "",
    solved: Text = "",
    satisfied: Text = "",
    note: Text = "",
    tried: Annotated[int, Form()] = 0,
) -> Response:
    """`outcome`: the place of a usual one in the list, which stands for all three answers."""
    try:
        said = read_heard(outcome, contacted, solved, satisfied)
    except HalfAnswered as error:
        problem = pages.sentence(error)
        return _show(request, number, desk, ports, status=422, problem=problem, note=note)
    try:
        visiting.record(number, said, note, desk.who, tried=tried, ports=ports)
    except EmptyText:
        # It is to be redone, and nobody has said why yet: asked for now, with what was heard.
        return _show(request, number, desk, ports, to_redo=said)
    except (TooLong, ChangedMeanwhile) as error:
        problem = pages.sentence(error)
        return _show(request, number, desk, ports, status=error.status, problem=problem, note=note)
    return _next(desk, ports, _what_came(said, desk, ports))


@router.post("/{number}/message")
def message(number: str, desk: Writer, ports: PortsHere) -> Response:
    visiting.by_message(number, desk.who, ports=ports)
    return _next(desk, ports, "message")


def read_heard(outcome: str, contacted: str, solved: str, satisfied: str) -> Heard:
    """Raise HalfAnswered."""
    usual = {str(at): one for at, (_, one) in enumerate(visit_outcomes(), 1)}
    if outcome in usual:
        return usual[outcome]
    if contacted == "no":
        return NOT_REACHED
    if contacted != "yes":
        raise HalfAnswered
    return Heard(True, solved, int(satisfied) if satisfied in tuple("12345") else 0)


def _what_came(heard: Heard, desk: Desk, ports: Ports) -> str:
    if not heard.contacted:
        return "later"
    if ports.visit_rules.is_redone(heard):
        return "redo"
    return "closed" if desk.who.may(Act.CLOSE) else "noted"


def _next(desk: Desk, ports: Ports, done: str) -> Response:
    """On to the next one to call. What nobody took is called again another day."""
    rows = visiting.desk(desk.who, ports=ports).page.rows
    now = ports.clock()
    to_call = [row for row in rows if not row.call_back.tries or row.call_back.is_due(now)]
    here = f"/{to_call[0].complaint.number}" if to_call else ""
    return RedirectResponse(f"/visits{here}?done={done}", 303)


def _show(
    request: Request,
    number: str,
    desk: Desk,
    ports: Ports,
    *,
    status: int = 200,
    problem: str = "",
    note: str = "",
    done: str = "",
    to_redo: Heard | None = None,
) -> Response:
    row, notes = visiting.one(number, desk.who, ports=ports)
    return pages.page(
        request,
        "staff/visit.html",
        status=status,
        desk=desk,
        complaint=row.complaint,
        call_back=row.call_back,
        notes=notes,
        outcomes=visit_outcomes(),
        rules=ports.visit_rules,
        sends_links=bool(ports.public_url),
        problem=problem,
        note=note,
        done=done,
        to_redo=to_redo,
    )
