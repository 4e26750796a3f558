"""Saved views: kept from a list, looked after on a page of their own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import BadViewName, TooManyViews, ViewNameTaken
from intake.domain.staff import Act
from intake.domain.views import LONGEST_NAME, MOST
from intake.service import views
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads, writes
from intake.web.filters import Filters, FormFilters

Reader = Annotated[Desk, Depends(reads(Act.LIST))]
Writer = Annotated[Desk, Depends(writes(Act.LIST))]
Text = Annotated[str, Form()]
router = APIRouter(prefix="/views")


@router.get("")
def look(request: Request, desk: Reader) -> Response:
    return _page(request, desk)


@router.post("")
def save(
    request: Request,
    desk: Writer,
    ports: PortsHere,
    here: FormFilters,
    name: Text = "",
    shared: Text = "",
) -> Response:
    try:
        views.save(name, here.path, here.kept, bool(shared), desk.who, ports=ports)
    except (BadViewName, TooManyViews) as error:
        typed = {"name": name, "shared": shared}
        said = pages.sentence(error)
        return _page(request, desk, status=error.status, problem=said, kept=here, typed=typed)
    return RedirectResponse(here.to(), 303)


@router.post("/{id}/rename")
def rename(request: Request, id: str, desk: Writer, ports: PortsHere, name: Text = "") -> Response:
    try:
        views.rename(id, name, desk.who, ports=ports)
    except (BadViewName, ViewNameTaken) as error:
        said = pages.sentence(error)
        renamed = {"id": id, "name": name}
        return _page(request, desk, status=error.status, problem=said, typed=renamed)
    return RedirectResponse("/views", 303)


@router.post("/{id}/remove")
def remove(id: str, desk: Writer, ports: PortsHere) -> Response:
    views.remove(id, desk.who, ports=ports)
    return RedirectResponse("/views", 303)


def _page(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    problem: str = "",
    kept: Filters | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """`kept`: the list whose view could not be kept, to be tried again."""
    found = views.of(desk.who, ports=request.app.state.ports)
    return pages.page(
        request,
        "staff/views.html",
        status=status,
        desk=desk,
        own=[one for one in found if one.by == desk.who.name],
        others=[one for one in found if one.by != desk.who.name],
        address=lambda one: Filters(one.list, "", "", "", "", "").at(one.filters),
        kept=kept,
        typed=typed or {},
        most=MOST,
        longest=LONGEST_NAME,
        problem=problem,
    )
