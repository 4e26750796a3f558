"""Sealed reports, handed over still sealed; they are opened on the custodian's own computer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.errors import IntakeError, TooEarly
from intake.domain.staff import Act
from intake.ports import Asked, Ports
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
    return _file(protected.fetch(id, desk.who, ports=ports), f"{id}.bin")


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
    return _one(id, request, desk, ports, done="sent")


@router.post("/{id}/requests")
def ask_for(
    id: str,
    request: Request,
    desk: Writing,
    ports: PortsHere,
    item: Annotated[str, Form()] = "",
    requester: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
    motivation: Annotated[str, Form()] = "",
) -> Response:
    asked = Asked(item, requester, key.strip(), motivation)
    try:
        protected.ask_for(id, asked, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status, asked=asked)
    return _one(id, request, desk, ports, done="asked")


@router.get("/{id}/requests/{name}.bin")
def take(id: str, name: str, request: Request, desk: Custodian, ports: PortsHere) -> Response:
    try:
        content = protected.fetch_request(id, name, ports=ports)
    except TooEarly as error:
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status)
    return _file(content, f"{id}-{name.partition(':')[2]}.bin")


def _file(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            **pages.NO_STORE,
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _one(
    id: str,
    request: Request,
    desk: Desk,
    ports: Ports,
    *,
    problem: str = "",
    status: int = 200,
    text: str = "",
    done: str = "",
    asked: Asked | None = None,
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
        asked=asked or Asked("", "", "", ""),
    )
