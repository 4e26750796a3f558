"""What stands beside the work on a ticket: drafts, who else is there, what the citizen sees."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from intake.domain.drafts import Part
from intake.domain.errors import NotFound
from intake.service import beside, drafting, status
from intake.web import onward, pages
from intake.web.ticket_page import Back, Reading, TicketPage, Writing

router = APIRouter(prefix="/tickets")


@router.post("/{number}/draft/{part}")
def draft(
    page: Writing,
    part: str,
    text: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """As it is typed by htmx, which puts a line under the field, or by a button."""
    if part not in set(Part) or not page.desk.who.may(drafting.SENDS[Part(part)]):
        raise NotFound
    kind = Part(part)
    words = text if kind is Part.ANSWER else note
    error = page.keep(kind, words)
    if error and error.status == 404:
        raise error
    if _is_htmx(page.request):
        return _line(page, kind, pages.sentence(error) if error else "", words)
    if error:
        return page.refused(Back(kind.value, words), error)
    return onward.back(f"/tickets/{page.number}", page.request, kind.value)


@router.post("/{number}/here")
def here(page: Writing) -> Response:
    """A beat of the open page every few seconds; a browser without scripts never asks."""
    found = beside.look(page.number, page.desk.who, ports=page.ports)
    body = pages.fragment("staff/beside.html", page.ports, colleagues=found)
    return HTMLResponse(body, headers=pages.NO_STORE)


@router.get("/{number}/public")
def as_the_citizen_sees_it(page: Reading) -> Response:
    found = status.as_seen_by_the_citizen(page.number, page.desk.who, ports=page.ports)
    return pages.page(
        page.request,
        "staff/public.html",
        desk=page.desk,
        number=page.number,
        status_found=found,
        redo_stars=sorted(page.ports.visit_rules.redo_satisfied),
        receipt="",
        typed="",
        solved="",
        rated="",
        incomplete=False,
    )


def _line(page: TicketPage, part: Part, problem: str, words: str) -> Response:
    body = pages.fragment(
        "staff/draft_line.html", page.ports, part=part, problem=problem, kept=bool(words.strip())
    )
    return HTMLResponse(body, headers=pages.NO_STORE)


def _is_htmx(request: Request) -> bool:
    return "hx-request" in request.headers
