"""Files of the catalogue: looked at, changed by two, and changed back."""

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from intake.domain.administration import Subject
from intake.domain.errors import BadFile, IntakeError
from intake.ports import Ports
from intake.service import changing
from intake.web import pages
from intake.web.admin.at import Reader, Text, Writer
from intake.web.dependencies import Desk, PortsHere

router = APIRouter(prefix="/admin")
Uploaded = Annotated[UploadFile | None, File()]


@router.get("/files/{file}")
def look(request: Request, file: str, desk: Reader, ports: PortsHere) -> Response:
    return _file(request, file, desk, ports, ports.book.text(file))


@router.post("/files/{file}")
def propose(
    request: Request,
    file: str,
    desk: Writer,
    ports: PortsHere,
    text: Text = "",
    upload: Uploaded = None,
) -> Response:
    try:
        if upload is not None and upload.filename:
            text = _read(upload)
        id = changing.propose(file, text, desk.who, ports=ports)
    except IntakeError as error:
        if error.status == 404:
            raise
        said = pages.sentence(error)
        return _file(request, file, desk, ports, text, status=error.status, problem=said)
    return RedirectResponse(f"/admin/changes/{id}", 303)


@router.get("/changes")
def changes(request: Request, desk: Reader, ports: PortsHere) -> Response:
    found = changing.history(desk.who, ports=ports)
    return pages.page(request, "admin/changes.html", desk=desk, found=found)


@router.get("/changes/{id}")
def one(request: Request, id: str, desk: Reader, ports: PortsHere) -> Response:
    return _one(request, id, desk, ports)


@router.post("/changes/{id}/agree")
def agree(request: Request, id: str, desk: Writer, ports: PortsHere) -> Response:
    try:
        changing.agree(id, desk.who, ports=ports)
    except IntakeError as error:
        return _one(request, id, desk, ports, error)
    return RedirectResponse(f"/admin/changes/{id}", 303)


@router.post("/changes/{id}/drop")
def drop(request: Request, id: str, desk: Writer, ports: PortsHere) -> Response:
    try:
        changing.drop(id, desk.who, ports=ports)
    except IntakeError as error:
        return _one(request, id, desk, ports, error)
    return RedirectResponse(f"/admin/changes/{id}", 303)


@router.post("/changes/{id}/undo")
def undo(request: Request, id: str, desk: Writer, ports: PortsHere) -> Response:
    try:
        new = changing.undo(id, desk.who, ports=ports)
    except IntakeError as error:
        return _one(request, id, desk, ports, error)
    return RedirectResponse(f"/admin/changes/{new}", 303)


def _read(upload: UploadFile) -> str:
    try:
        return upload.file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("/upload", where=upload.filename or "", what="UTF-8") from None


def _file(
    request: Request,
    file: str,
    desk: Desk,
    ports: Ports,
    text: str,
    *,
    status: int = 200,
    problem: str = "",
) -> Response:
    [here] = [one for one in ports.book.files() if one.name == file]
    return pages.page(
        request,
        "admin/file.html",
        status=status,
        desk=desk,
        file=here,
        text=text,
        history=changing.history(desk.who, file, ports=ports),
        problem=problem,
    )


def _one(
    request: Request, id: str, desk: Desk, ports: Ports, error: IntakeError | None = None
) -> Response:
    found = changing.look(id, desk.who, ports=ports)
    preview = None
    if found.subject is Subject.FILE:
        try:
            preview = changing.preview(found, ports=ports)
        except BadFile as stale:
            error = error or stale
    return pages.page(
        request,
        "admin/change.html",
        status=error.status if error else 200,
        desk=desk,
        one=found,
        preview=preview,
        problem=pages.sentence(error) if error else "",
    )
