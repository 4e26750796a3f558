"""Looking on: every open clock for the supervisor, every fact for the auditor."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from intake.domain.lists import BoardTab
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import rises, tracking, work
from intake.web import pages
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
    found = work.board(desk.who, tab, filters.narrow, filters.mark, ports=ports)
    rising = rises.open_count(desk.who, ports=ports)
    late = tracking.late([one.number for one in found.page.rows], desk.who, ports=ports)
    return pages.list_page(
        request, "staff/overview.html", desk, found, filters, tab=tab, rising=rising, late=late
    )


@router.get("/audit")
def audit(request: Request, desk: Auditor, ports: PortsHere) -> Response:
    facts, broken = work.audit(desk.who, ports=ports)
    return pages.page(request, "staff/audit.html", desk=desk, facts=facts, broken=broken)
