"""Protected reports: one page without cookies, without scripts, without a trace."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from intake.domain.errors import IntakeError
from intake.service.protected import file_protected
from intake.web import pages
from intake.web.dependencies import PortsHere

router = APIRouter(prefix="/protected")


@router.get("")
def explain(request: Request) -> Response:
    return pages.page(request, "citizen/protected.html", text="")


@router.post("")
def take(request: Request, ports: PortsHere, text: Annotated[str, Form()] = "") -> Response:
    try:
        filed = file_protected(text, ports=ports)
    except IntakeError as error:
        said = pages.sentence(error)
        return pages.page(
            request, "citizen/protected.html", status=error.status, text=text, problem=said
        )
    return pages.page(request, "citizen/protected_done.html", receipt=filed.receipt)
