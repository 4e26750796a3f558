"""The 投诉 and the 举报 of one complaint: steps, notices before and after they are issued."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from intake.domain.errors import IntakeError, NotFound
from intake.domain.staff import Act
from intake.domain.tracks import TrackKind
from intake.service import notices, tracking
from intake.service.tracking import Wanted
from intake.web import onward, pages
from intake.web.dependencies import Desk, PortsHere, reads
from intake.web.notice_pdf import as_pdf
from intake.web.ticket_page import Back, TicketPage, Writing

Reader = Annotated[Desk, Depends(reads(Act.HANDLE))]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]
router = APIRouter()


@router.post("/tickets/{number}/tracks/{kind}")
def take(
    page: Writing,
    kind: str,
    step: Text = "",
    ground: Text = "",
    text: Text = "",
    sure: Text = "",
    seen: Seen = None,
) -> Response:
    """Without `sure` a step that issues a notice shows it first."""
    if kind not in set(TrackKind):
        raise NotFound
    wanted, who, ports = Wanted(TrackKind(kind), step, ground, text), page.desk.who, page.ports
    try:
        draft = None if sure else tracking.draft(page.number, wanted, who, ports=ports)
        if draft is None:
            tracking.take(page.number, wanted, who, seen=seen, ports=ports)
            return onward.back(f"/tickets/{page.number}", page.request, "tracks")
    except IntakeError as error:
        return page.refused(Back(stepped=wanted), error)
    return _preview(page, wanted, notice=draft, seen=seen)


@router.get("/notices")
def issued(request: Request, desk: Reader, ports: PortsHere) -> Response:
    found = notices.of_office(desk.who, ports=ports)
    return pages.page(request, "staff/notices.html", desk=desk, notices=found)


@router.get("/tickets/{number}/notices/{id}.pdf")
def pdf(number: str, id: str, desk: Reader, ports: PortsHere) -> Response:
    return as_pdf(notices.one(number, id, desk.who, ports=ports))


@router.get("/tickets/{number}/notices/{id}")
def look_at(request: Request, number: str, id: str, desk: Reader, ports: PortsHere) -> Response:
    notice = notices.one(number, id, desk.who, ports=ports)
    return pages.page(request, "staff/notice.html", desk=desk, notice=notice)


def _preview(page: TicketPage, wanted: Wanted, **values: Any) -> Response:
    views = tracking.tracks(page.number, page.desk.who, ports=page.ports)
    view = next(one for one in views if one.track.kind is wanted.kind)
    code = wanted.ground or view.track.ground
    ground = next((g for g in page.ports.track_rules.grounds if g.code == code), None)
    return pages.page(
        page.request,
        "staff/notice_draft.html",
        desk=page.desk,
        number=page.number,
        wanted=wanted,
        ground=ground,
        asks=view.requests.get(wanted.step),
        **values,
    )
