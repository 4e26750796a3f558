"""Keys for programs."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.service import keys
from intake.web import pages
from intake.web.admin.at import Reader, Text, Writer
from intake.web.dependencies import Desk, PortsHere

router = APIRouter(prefix="/admin/keys")
Scopes = Annotated[list[str] | None, Form()]


@router.get("")
def look(request: Request, desk: Reader) -> Response:
    return _page(request, desk)


@router.post("")
def make(
    request: Request, desk: Writer, ports: PortsHere, name: Text = "", scopes: Scopes = None
) -> Response:
    try:
        key = keys.make(name, scopes or [], desk.who, ports=ports)
    except IntakeError as error:
        said = pages.sentence(error)
        return _page(request, desk, name=name, status=error.status, problem=said)
    return _page(request, desk, key=key)


@router.post("/{id}/revoke")
def revoke(id: str, desk: Writer, ports: PortsHere) -> Response:
    keys.revoke(id, desk.who, ports=ports)
    return RedirectResponse("/admin/keys", 303)


def _page(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    key: str = "",
    name: str = "",
    problem: str = "",
) -> Response:
    return pages.page(
        request,
        "admin/keys.html",
        status=status,
        desk=desk,
        keys=keys.every(desk.who, ports=request.app.state.ports),
        key=key,
        name=name,
        problem=problem,
    )
