"""Looking on: every open clock for the supervisor, every fact for the auditor."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from intake.domain.lists import BoardTab, OfficeTab
from intake.domain.performance import What
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import performance, rises, tracking, work
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads
from intake.web.filters import Filtered, Filters

Supervisor = Annotated[Desk, Depends(reads(Act.SEE_ALL))]
Auditor = Annotated[Desk, Depends(reads(Act.SEE_AUDIT))]
router = APIRouter()


@router.get("/overview")
def overview(request: Request, desk: Supervisor, ports: PortsHere, filters: Filtered) -> Response:
    filters = filters.known(dict(pages.areas_for(desk.who, ports)), set(BoardTab))
    return _board(request, desk, ports, filters, BoardTab(filters.tab or BoardTab.OPEN))


@router.get("/overview/to-decide")
def to_decide(request: Request, desk: Supervisor, ports: PortsHere, filters: Filtered) -> Response:
    here = replace(filters, path="/overview", tab=BoardTab.TO_DECIDE.value)
    return _board(request, desk, ports, here, BoardTab.TO_DECIDE)


def _board(request: Request, desk: Desk, ports: Ports, filters: Filters, tab: BoardTab) -> Response:
    narrow = onward.narrow(filters, ports)
    found = work.board(desk.who, tab, narrow, filters.mark, ports=ports)
    rising = rises.open_count(desk.who, ports=ports)
    late = tracking.late([one.number for one in found.page.rows], desk.who, ports=ports)
    return pages.list_page(
        request, "staff/overview.html", desk, found, filters, tab=tab, rising=rising, late=late
    )


@router.get("/overview/offices")
def offices(request: Request, desk: Supervisor, ports: PortsHere) -> Response:
    period, found = performance.by_office(desk.who, ports=ports)
    query = urlencode({"since": period.since.isoformat(), "until": period.until.isoformat()})
    return pages.page(
        request,
        "staff/offices.html",
        desk=desk,
        offices=found,
        query=query,
        figures_of=ports.formulas.figures,
        rates=(What.ON_TIME, What.RETURNED, What.SOLVED, What.SATISFIED),
    )


@router.get("/overview/offices/{office}")
def office_list(
    request: Request, office: str, desk: Supervisor, ports: PortsHere, filters: Filtered
) -> Response:
    tab = OfficeTab(filters.tab) if filters.tab in set(OfficeTab) else OfficeTab.OPEN
    narrow = onward.narrow(filters, ports)
    found = work.of_office(office, desk.who, tab, narrow, filters.ticket_mark, ports=ports)
    name = ports.directory.office_name(office)
    return pages.list_page(
        request, "staff/office.html", desk, found, filters, tab=tab, office_name=name
    )


@router.get("/audit")
def audit(request: Request, desk: Auditor, ports: PortsHere) -> Response:
    facts, broken = work.audit(desk.who, ports=ports)
    return pages.page(request, "staff/audit.html", desk=desk, facts=facts, broken=broken)
