"""Looking only: the catalogue, its gaps, the calendar, time limits, sentences people read."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from intake.domain.days import day_of
from intake.service import administering, changing
from intake.web import pages
from intake.web.admin.at import Reader
from intake.web.dependencies import PortsHere

router = APIRouter(prefix="/admin")
FIRST_YEAR, YEARS_AHEAD = 2004, 4  # the package knows years since 2004
Typed = Annotated[str, Query(max_length=80)]


@router.get("")
def start(request: Request, desk: Reader, ports: PortsHere) -> Response:
    waiting = [one for one in changing.history(desk.who, ports=ports) if one.is_open]
    people = administering.people(desk.who, ports=ports)
    return pages.page(
        request,
        "admin/start.html",
        desk=desk,
        waiting=waiting,
        people=len(people),
        year=day_of(ports.clock()).year,
    )


@router.get("/catalogue")
def catalogue(request: Request, desk: Reader, ports: PortsHere, q: Typed = "") -> Response:
    found = ports.book.find(q) if q.strip() else []
    return pages.page(
        request, "admin/catalogue.html", desk=desk, files=ports.book.files(), q=q, found=found
    )


@router.get("/report")
def report(request: Request, desk: Reader, ports: PortsHere) -> Response:
    by_text: dict[tuple[str, str], list[str]] = {}
    for one in ports.book.remarks():
        by_text.setdefault((one.file, one.text), []).append(one.row)
    return pages.page(
        request,
        "admin/report.html",
        desk=desk,
        gaps=ports.book.gaps(ports.home_area),
        remarks=by_text,
        home=ports.directory.area_name(ports.home_area),
    )


@router.get("/calendar")
def calendar(
    request: Request, desk: Reader, ports: PortsHere, year: Typed = "", day: Typed = ""
) -> Response:
    this_year = day_of(ports.clock()).year
    looked_up = _day(day)
    wanted = int(year) if year.isascii() and year.isdigit() else this_year
    if looked_up:
        wanted = looked_up.year
    last = this_year + YEARS_AHEAD
    shown = ports.book.year(min(max(wanted, FIRST_YEAR), last))
    days = [one for month in shown.months for one in month]
    found = next((one for one in days if one.day == looked_up), None)
    return pages.page(
        request,
        "admin/calendar.html",
        desk=desk,
        shown=shown,
        typed=day,
        found=found,
        first=FIRST_YEAR,
        last=last,
    )


@router.get("/time-limits")
def time_limits(request: Request, desk: Reader, ports: PortsHere) -> Response:
    today = day_of(ports.clock())
    return pages.page(
        request, "admin/time_limits.html", desk=desk, limits=ports.book.limits(), today=today
    )


@router.get("/texts")
def texts(request: Request, desk: Reader, ports: PortsHere) -> Response:
    return pages.page(
        request,
        "admin/texts.html",
        desk=desk,
        texts=ports.book.texts(),
        samples=ports.messages.samples(),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
