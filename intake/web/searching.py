"""Search. What is looked for comes in a form, never in an address: it may be a citizen's words."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.complaint import Complaint
from intake.domain.searching import excerpt, words
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import searching
from intake.service.searching import Found, Note, Question
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.login import HOME

Reader = Annotated[Desk, Depends(reads(Act.SEARCH))]
Writer = Annotated[Desk, Depends(writes(Act.SEARCH))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/search")


@router.get("")
def ask(request: Request, desk: Reader, ports: PortsHere) -> Response:
    return _show(request, desk, ports, Question(), None)


@router.post("")
def find(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    words: Text = "",
    area: Text = "",
    category: Text = "",
    department: Text = "",
    state: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    question = Question(words, area, category, department, state, _day(since), _day(until))
    found = searching.search(question, desk.who, ports=ports)
    if found.number:
        return RedirectResponse(f"{HOME[desk.who.role]}/{found.number}", 303)
    if found.note is Note.RECEIPT:
        question = Question()  # it goes no further, not even back into the page
    return _show(request, desk, ports, question, found)


def _day(typed: str) -> date | None:
    """A date field sends a day or nothing; anything else is no day."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _show(
    request: Request, desk: Desk, ports: Ports, question: Question, found: Found | None
) -> Response:
    directory = ports.directory
    return pages.page(
        request,
        "staff/search.html",
        desk=desk,
        question=question,
        found=found,
        rows=[(one, _seen(one, desk.who, question)) for one in found.complaints] if found else [],
        home=HOME[desk.who.role],
        areas=[one for one in directory.areas() if one[0].startswith(desk.who.area)],
        categories=directory.categories(),
        departments=directory.departments(),
    )


def _seen(complaint: Complaint, who: StaffMember, question: Question) -> str:
    """A masked excerpt; an office's officers read the answers of their own office alone."""
    offices = [who.office] if who.may(Act.HANDLE) else None
    return excerpt(words(complaint, offices), question.words)
