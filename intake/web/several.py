"""One step for what is ticked in an office's list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.staff import Act
from intake.service import several
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, writes

router = APIRouter(prefix="/tickets")


@router.post("/sign-several")
def sign_several(
    request: Request,
    desk: Annotated[Desk, Depends(writes(Act.HANDLE))],
    ports: PortsHere,
    picked: Annotated[list[str] | None, Form()] = None,
) -> Response:
    told = several.sign_each(picked or [], desk.who, ports=ports)
    signed = [one.number for one in told if not one.problem]
    failed = [(one.number, pages.sentence(one.problem)) for one in told if one.problem]
    return pages.page(
        request,
        "staff/signed.html",
        status=200 if told else 422,
        desk=desk,
        signed=signed,
        failed=failed,
    )
