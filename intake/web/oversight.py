"""Looking on: every open clock for the supervisor, every fact for the auditor."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from intake.domain.staff import Act
from intake.service import work
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads

Supervisor = Annotated[Desk, Depends(reads(Act.SEE_ALL))]
Auditor = Annotated[Desk, Depends(reads(Act.SEE_AUDIT))]
router = APIRouter()


@router.get("/overview")
def overview(request: Request, desk: Supervisor, ports: PortsHere) -> Response:
    found = work.everything(desk.who, ports=ports)
    return pages.page(request, "staff/overview.html", desk=desk, complaints=found)


@router.get("/audit")
def audit(request: Request, desk: Auditor, ports: PortsHere) -> Response:
    facts, broken = work.audit(desk.who, ports=ports)
    return pages.page(request, "staff/audit.html", desk=desk, facts=facts, broken=broken)
