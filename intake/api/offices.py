"""For programs of offices: their complaints and figures. A key opens it."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from intake.api import access
from intake.api.problems import MEDIA_TYPE, Problem
from intake.domain.administration import ApiKey, Scope
from intake.domain.complaint import Kind
from intake.domain.days import midnight_after
from intake.domain.lists import Narrow, OfficeTab, Stay, mark_out, stay_mark_in
from intake.domain.performance import RATES
from intake.domain.redaction import mask
from intake.ports import Ports
from intake.service import performance, programs
from intake.service.performance import Line

api = APIRouter(prefix="/api/v1", tags=["offices"])
Refusals = dict[int | str, dict[str, Any]]
Reader = Annotated[ApiKey, Depends(access.may(Scope.COMPLAINTS_READ))]
Counter = Annotated[ApiKey, Depends(access.may(Scope.FIGURES_READ))]
INVALID: Refusals = {
    422: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "A bad parameter"}
}
MISSING: Refusals = {
    404: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "Not this office's"}
}


class ComplaintOut(BaseModel):
    number: str
    kinds: list[Kind]
    category: str
    category_name: str
    area: str
    area_name: str
    urgent: bool
    urged: int
    filed_at: datetime
    promised_at: datetime
    state: str = Field(description="of the office's stay: dispatched signed suspended sent_back …")
    role: str = Field(description="lead or helper")
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    overdue: bool


class ComplaintsOut(BaseModel):
    office: str
    complaints: list[ComplaintOut]
    next: str | None = Field(description="`after` of the next page; null on the last")


class WholeOut(ComplaintOut):
    text: str = Field(description="names, numbers and doors that were found are masked")
    answer: str | None = Field(description="the office's own")


class RateOut(BaseModel):
    percent: float | None
    top: float
    bottom: int
    left: int = Field(description="cases that do not count")


class LineOut(BaseModel):
    office: str = Field(description='"" for all offices together')
    name: str
    figures: dict[str, RateOut]
    composite: float | None


class FiguresOut(BaseModel):
    since: date
    until: date
    whole: LineOut
    offices: list[LineOut]


@api.get("/complaints", responses=access.REFUSED | INVALID)
def listed(
    key: Reader,
    request: Request,
    response: Response,
    tab: OfficeTab = OfficeTab.OPEN,
    area: Annotated[str, Query(pattern=r"^(\d{2,6})?$")] = "",
    due_by: date | None = None,
    urgent: bool = False,
    after: Annotated[str, Query(max_length=60)] = "",
) -> ComplaintsOut:
    """The office's complaints, next due first, fifty at a time; none of a protected report."""
    ports = _ports(request)
    narrow = Narrow(midnight_after(due_by) if due_by else None, area, urgent)
    found = programs.tickets(key, tab, narrow, stay_mark_in(after), ports=ports)
    following = mark_out(found.next) if found.next else None
    if following:
        asked = dict(request.query_params) | {"after": following}
        response.headers["Link"] = f'<{request.url.path}?{urlencode(asked)}>; rel="next"'
    _keep_nowhere(response)
    rows = [ComplaintOut(**_told(stay, ports.clock())) for stay in found.rows]
    return ComplaintsOut(office=key.office, complaints=rows, next=following)


@api.get("/complaints/{number}", responses=access.REFUSED | MISSING)
def whole(key: Reader, request: Request, response: Response, number: str) -> WholeOut:
    """One of the office's complaints, with what was said, masked; nothing of who said it."""
    ports = _ports(request)
    stay = programs.stays(number, key, ports=ports)[-1]
    _keep_nowhere(response)
    return WholeOut(
        **_told(stay, ports.clock()), text=mask(stay.complaint.text), answer=stay.ticket.answer
    )


@api.get("/figures", responses=access.REFUSED | INVALID)
def figures(
    key: Counter, request: Request, response: Response, since: str, until: str
) -> FiguresOut:
    """How offices do from one day to another, both counted: the key's office beside all, or every
    office where the key belongs to none. A percentage is null where there is nothing to count."""
    period = performance.period_in(since, until)
    report = programs.figures(key, period, ports=_ports(request))
    _keep_nowhere(response)
    lines = [_line(one) for one in report.lines]
    return FiguresOut(
        since=period.since, until=period.until, whole=_line(report.whole), offices=lines
    )


def _told(stay: Stay, now: datetime) -> dict[str, Any]:
    c, one = stay.complaint, stay.ticket
    return {
        "number": c.number,
        "kinds": list(c.kinds),
        "category": c.category or "",
        "category_name": c.category_name or "",
        "area": c.area,
        "area_name": c.area_name or "",
        "urgent": c.urgent,
        "urged": c.urged,
        "filed_at": c.filed_at,
        "promised_at": c.promised_at,
        "state": one.state.value,
        "role": one.role.value,
        "opened_at": one.opened_at,
        "due_at": one.due_at,
        "closed_at": one.closed_at,
        "overdue": bool(one.late_minutes) or one.is_overdue(now),
    }


def _line(one: Line) -> LineOut:
    rates = {what: one.score[what] for what in RATES}
    return LineOut(
        office=one.office,
        name=one.name,
        figures={
            what.value: RateOut(percent=r.percent, top=r.top, bottom=r.bottom, left=r.left)
            for what, r in rates.items()
        },
        composite=one.composite,
    )


def _keep_nowhere(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def _ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports
