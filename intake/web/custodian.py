"""Sealed reports, handed over still sealed; they are opened on the custodian's own computer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.errors import IntakeError
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import protected
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Custodian = Annotated[Desk, Depends(reads(Act.SEE_SEALED))]
Writing = Annotated[Desk, Depends(writes(Act.SEE_SEALED))]
router = APIRouter(prefix="/sealed")


@router.get("")
def sealed(request: Request, desk: Custodian, ports: PortsHere) -> Response:
    found = protected.sealed_reports(ports=ports)
    return pages.page(request, "staff/sealed.html", desk=desk, reports=found)


@router.get("/{id}.bin")
def download(id: str, desk: Custodian, ports: PortsHere) -> Response:
    content = protected.fetch(id, desk.who, ports=ports)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            **pages.NO_STORE,
            "Content-Disposition": f'attachment; filename="{id}.bin"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/{id}")
def one(id: str, request: Request, desk: Custodian, ports: PortsHere) -> Response:
    return _one(id, request, desk, ports)


@router.post("/{id}")
def ask(
    id: str, request: Request, desk: Writing, ports: PortsHere, text: Annotated[str, Form()] = ""
) -> Response:
    try:
        protected.ask_reporter(id, text, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status, text=text)
    return _one(id, request, desk, ports, done=True)


def _one(
    id: str,
    request: Request,
    desk: Desk,
    ports: Ports,
    *,
    problem: str = "",
    status: int = 200,
    text: str = "",
    done: bool = False,
) -> Response:
    return pages.page(
        request,
        "staff/sealed_report.html",
        status=status,
        desk=desk,
        report=protected.sealed_report(id, ports=ports),
        problem=problem,
        text=text,
        done=done,
    )
