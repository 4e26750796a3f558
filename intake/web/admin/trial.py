"""Which department for this text? A worker answers, and the page looks for the answer."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.ports import Ports
from intake.service import trying
from intake.web import pages
from intake.web.admin.at import Reader, Text, Writer
from intake.web.dependencies import Desk, PortsHere

router = APIRouter(prefix="/admin/trial")
LONG = timedelta(seconds=30)  # then no worker seems to be there


@router.get("")
def ask(request: Request, desk: Reader, ports: PortsHere) -> Response:
    return _page(request, desk, ports)


@router.post("")
def begin(
    request: Request, desk: Writer, ports: PortsHere, text: Text = "", area: Text = ""
) -> Response:
    try:
        id = trying.ask(text, area, desk.who, ports=ports)
    except IntakeError as error:
        said = pages.sentence(error)
        return _page(request, desk, ports, text=text, area=area, status=error.status, problem=said)
    return RedirectResponse(f"/admin/trial/{id}", 303)


@router.get("/{id}")
def answer(request: Request, id: str, desk: Reader, ports: PortsHere) -> Response:
    trial = trying.look(id, desk.who, ports=ports)
    due = datetime.fromisoformat(str(trial.got["due_at"])) if trial.got else None
    values: dict[str, Any] = {
        "trial": trial,
        "due": due,
        "is_long": ports.clock() - trial.at > LONG,
    }
    if "hx-request" in request.headers:
        return pages.page(request, "admin/trial_answer.html", desk=desk, **values)
    return _page(request, desk, ports, text=trial.text, area=trial.area, **values)


def _page(
    request: Request,
    desk: Desk,
    ports: Ports,
    *,
    status: int = 200,
    text: str = "",
    area: str = "",
    **values: Any,
) -> Response:
    areas = [one for one in ports.directory.areas() if one[0].startswith(ports.home_area)]
    values.setdefault("trial", None)
    return pages.page(
        request,
        "admin/trial.html",
        status=status,
        desk=desk,
        text=text,
        area=area,
        areas=areas,
        **values,
    )
