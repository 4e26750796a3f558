"""Sealed reports, handed over still sealed; they are opened on the custodian's own computer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from intake.domain.staff import Act
from intake.service import protected
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads

Custodian = Annotated[Desk, Depends(reads(Act.SEE_SEALED))]
router = APIRouter(prefix="/sealed")


@router.get("")
def sealed(request: Request, desk: Custodian, ports: PortsHere) -> Response:
    found = protected.sealed_reports(ports=ports)
    return pages.page(request, "staff/sealed.html", desk=desk, reports=found)


@router.get("/{id}.bin")
def download(id: str, _desk: Custodian, ports: PortsHere) -> Response:
    report = protected.sealed_report(id, ports=ports)
    return Response(
        report.sealed,
        media_type="application/octet-stream",
        headers={
            **pages.NO_STORE,
            "Content-Disposition": f'attachment; filename="{report.id}.bin"',
            "X-Content-Type-Options": "nosniff",
        },
    )
