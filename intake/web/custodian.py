"""Sealed reports: fetched still sealed for a custodian's own computer, or, by a handler whose key
lies here under a passphrase, opened for the length of one request."""

from collections.abc import Callable, Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from intake.domain.errors import (
    IntakeError,
    KeptFrom,
    LastHolder,
    NotFound,
    TooEarly,
    WrongPassphrase,
)
from intake.domain.staff import Act
from intake.ports import Asked, Ports
from intake.service import attaching, custody, holding, keeping, protected
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes

Custodian = Annotated[Desk, Depends(reads(Act.SEE_SEALED))]
Writing = Annotated[Desk, Depends(writes(Act.SEE_SEALED))]
Handler = Annotated[Desk, Depends(writes(Act.OPEN_SEALED))]
Typed = Annotated[str, Form()]
SEALED = "application/octet-stream"
PIECE = 1 << 16
router = APIRouter(prefix="/sealed")


@router.get("")
def sealed(request: Request, desk: Custodian, ports: PortsHere) -> Response:
    found = protected.sealed_reports(desk.who, ports=ports)
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
        protected.ask_reporter(id, text, desk.who, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status, text=text)
    return _one(id, request, desk, ports, done="sent")


@router.post("/{id}/read")
def read(
    id: str, request: Request, desk: Handler, ports: PortsHere, passphrase: Typed = ""
) -> Response:
    try:
        texts = holding.read(id, desk.who, passphrase, ports=ports)
    except WrongPassphrase as error:
        return _one(id, request, desk, ports, problem=pages.sentence(error), status=error.status)
    return _one(id, request, desk, ports, texts=texts)


@router.post("/{id}/hand-on")
def hand_on(
    id: str,
    request: Request,
    desk: Handler,
    ports: PortsHere,
    to: Typed = "",
    passphrase: Typed = "",
) -> Response:
    try:
        holding.hand_on(id, to, desk.who, passphrase, ports=ports)
    except (WrongPassphrase, KeptFrom) as error:
        return _one(id, request, desk, ports, problem=pages.sentence(error), status=error.status)
    return _one(id, request, desk, ports, done="handed")


@router.post("/{id}/recuse")
def recuse(id: str, request: Request, desk: Handler, ports: PortsHere) -> Response:
    try:
        holding.recuse(id, desk.who, ports=ports)
    except LastHolder as error:
        return _one(id, request, desk, ports, problem=pages.sentence(error), status=error.status)
    return RedirectResponse("/sealed", 303)


@router.post("/{id}/close")
def close(id: str, request: Request, desk: Writing, ports: PortsHere, text: Typed = "") -> Response:
    return _kept(
        lambda: keeping.close(id, text, desk.who, ports=ports), "closed", id, request, desk, ports
    )


@router.post("/{id}/hold/{step}")
def hold(
    id: str, step: str, request: Request, desk: Writing, ports: PortsHere, why: Typed = ""
) -> Response:
    who = desk.who
    steps = {
        "ask": lambda: keeping.ask_hold(id, why, who, ports=ports),
        "refuse": lambda: keeping.refuse_hold(id, who, ports=ports),
        "take-back": lambda: keeping.take_hold_back(id, who, ports=ports),
        "confirm": lambda: keeping.confirm_hold(id, who, ports=ports),
        "ask-to-lift": lambda: keeping.ask_to_lift(id, who, ports=ports),
        "lift": lambda: keeping.lift(id, who, ports=ports),
    }
    if step not in steps:
        raise NotFound
    return _kept(steps[step], "held", id, request, desk, ports)


def _kept(
    act: Callable[[], None], done: str, id: str, request: Request, desk: Desk, ports: Ports
) -> Response:
    try:
        act()
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status)
    return _one(id, request, desk, ports, done=done)


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
        protected.ask_for(id, asked, desk.who, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status, asked=asked)
    return _one(id, request, desk, ports, done="asked")


@router.get("/{id}/requests/{name}.bin")
def take(id: str, name: str, request: Request, desk: Custodian, ports: PortsHere) -> Response:
    try:
        content = protected.fetch_request(id, name, desk.who, ports=ports)
    except TooEarly as error:
        said = pages.sentence(error)
        return _one(id, request, desk, ports, problem=said, status=error.status)
    return _file(content, f"{id}-{name.partition(':')[2]}.bin")


@router.get("/{id}/files/{name}.bin")
def take_file(id: str, name: str, desk: Custodian, ports: PortsHere) -> Response:
    head, file, size = attaching.fetch_file(id, name, desk.who, ports=ports)
    headers = _headers(f"{id}-{name.partition(':')[2][:8]}.bin")
    headers["Content-Length"] = str(len(head) + size)
    return StreamingResponse(_pieces(head, file), media_type=SEALED, headers=headers)


@router.post("/{id}/files/{name}/read")
def read_file(
    id: str,
    name: str,
    request: Request,
    desk: Handler,
    ports: PortsHere,
    passphrase: Typed = "",
) -> Response:
    try:
        found = attaching.read_file(id, name, desk.who, passphrase, ports=ports)
    except WrongPassphrase as error:
        return _one(id, request, desk, ports, problem=pages.sentence(error), status=error.status)
    headers = _headers(found.name) | {"Content-Length": str(found.length)}
    return StreamingResponse(found.pieces, media_type=SEALED, headers=headers)


def _pieces(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield head
    with file:
        while piece := file.read(PIECE):
            yield piece


def _file(content: bytes, name: str) -> Response:
    return Response(content, media_type=SEALED, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {
        **pages.NO_STORE,
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }


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
    texts: dict[str, str] | None = None,
) -> Response:
    report = protected.sealed_report(id, desk.who, ports=ports)
    return pages.page(
        request,
        "staff/sealed_report.html",
        status=status,
        desk=desk,
        report=report,
        texts=texts,
        opens_here=desk.who.may(Act.OPEN_SEALED),
        history=custody.history(id, desk.who, ports=ports),
        others=holding.others(report, ports),
        ends_on=report.ends_on(ports.retention),
        problem=problem,
        text=text,
        done=done,
        asked=asked or Asked("", "", "", ""),
    )
