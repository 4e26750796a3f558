"""A link from a message: three questions, no receipt, and nothing of what was filed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from intake.domain.errors import HalfAnswered, TooLong
from intake.domain.visits import Heard
from intake.service import surveys
from intake.web import pages
from intake.web.dependencies import PortsHere

Text = Annotated[str, Form()]
router = APIRouter(prefix="/survey")


@router.get("/{token}")
def ask(request: Request, token: str, ports: PortsHere) -> Response:
    """What looks at links before people do uses none up."""
    return _ask(request, token, ports)


@router.post("/{token}")
def answer(
    request: Request,
    token: str,
    ports: PortsHere,
    solved: Text = "",
    satisfied: Text = "",
    note: Text = "",
) -> Response:
    stars = int(satisfied) if satisfied in tuple("12345") else 0
    try:
        redone = surveys.answer(token, Heard(True, solved, stars), note, ports=ports)
    except HalfAnswered:
        return _ask(request, token, ports, 422, solved, stars, note, incomplete=True)
    except TooLong as error:
        said = pages.sentence(error)
        return _ask(request, token, ports, error.status, solved, stars, note, problem=said)
    large = pages.is_large(request)
    return pages.page(request, "citizen/survey_done.html", redone=redone, large=large)


def _ask(
    request: Request,
    token: str,
    ports: PortsHere,
    code: int = 200,
    solved: str = "",
    satisfied: int = 0,
    note: str = "",
    *,
    incomplete: bool = False,
    problem: str = "",
) -> Response:
    return pages.page(
        request,
        "citizen/survey.html",
        status=code,
        number=surveys.look(token, ports=ports),
        redo_stars=sorted(ports.visit_rules.redo_satisfied),
        solved=solved,
        satisfied=satisfied,
        note=note,
        incomplete=incomplete,
        problem=problem,
        large=pages.is_large(request),
    )
