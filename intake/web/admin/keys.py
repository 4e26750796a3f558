"""Keys for programs."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.service import administering, keys
from intake.web import pages
from intake.web.admin.at import Reader, Text, Writer, areas_of_the_city
from intake.web.dependencies import Desk, PortsHere

router = APIRouter(prefix="/admin/keys")
Scopes = Annotated[list[str] | None, Form()]


@router.get("")
def look(request: Request, desk: Reader) -> Response:
    return _page(request, desk)


@router.post("")
def make(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    name: Text = "",
    scopes: Scopes = None,
    area: Text = "",
    department: Text = "",
    channel: Text = "",
) -> Response:
    typed = {"name": name, "area": area, "department": department, "channel": channel}
    try:
        office = administering.office_in(area, department, ports) if department else ""
        key = keys.make(name, scopes or [], desk.who, office=office, channel=channel, ports=ports)
    except IntakeError as error:
        said = pages.sentence(error)
        return _page(
            request, desk, typed=typed, chosen=scopes or [], status=error.status, problem=said
        )
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
    typed: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    problem: str = "",
) -> Response:
    ports = request.app.state.ports
    return pages.page(
        request,
        "admin/keys.html",
        status=status,
        desk=desk,
        keys=keys.every(desk.who, ports=ports),
        key=key,
        typed=typed or {"name": "", "area": ports.home_area, "department": "", "channel": ""},
        chosen=chosen or [],
        areas=areas_of_the_city(ports),
        departments=ports.directory.departments(),
        office_name=ports.directory.office_name,
        problem=problem,
    )
