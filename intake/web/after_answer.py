"""What an officer does besides answering: contact, own visit, escalation, exclusion."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Response

from intake.domain.exclusions import ExclusionReason
from intake.service import excluding, handling, visiting
from intake.web.department import known
from intake.web.ticket_page import Back, Writing
from intake.web.visits import read_heard

Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]
router = APIRouter(prefix="/tickets")


@router.post("/{number}/contact")
def contact(page: Writing, seen: Seen = None) -> Response:
    act = partial(handling.contact, page.number, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act)


@router.post("/{number}/visit")
def visit(
    page: Writing,
    of: Text = "",
    contacted: Text = "",
    solved: Text = "",
    satisfied: Text = "",
    note: Text = "",
    seen: Seen = None,
) -> Response:
    """`of`: the number of a complaint that is handled with this one."""
    number = of or page.number

    def act() -> None:
        heard = read_heard("", contacted, solved, satisfied)
        visiting.by_office(number, heard, note, page.desk.who, seen=seen, ports=page.ports)

    return page.after(act, Back(f"visit:{number}", note))


@router.post("/{number}/escalate")
def escalate(page: Writing, note: Text = "", seen: Seen = None) -> Response:
    act = partial(handling.escalate, page.number, note, page.desk.who, seen=seen, ports=page.ports)
    return page.after(act, Back("escalate", note))


@router.post("/{number}/exclude")
def exclude(page: Writing, reason: Text = "", note: Text = "") -> Response:
    def act() -> None:
        known(ExclusionReason, reason)
        why = ExclusionReason(reason)
        excluding.ask(page.number, why, note, page.desk.who, ports=page.ports)

    return page.after(act, Back("exclude", note))
