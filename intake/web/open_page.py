"""Figures for everybody: a page, and the same as files. One row is read, nothing is computed."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from intake.domain.errors import NotFound
from intake.ports import Ports
from intake.service import opening
from intake.web import pages
from intake.web.dependencies import PortsHere

router = APIRouter(prefix="/open")
WIDTH, HEIGHT, GAP, FOOT = 720, 220, 8, 24  # of the picture
COLUMNS = (
    "month", "area", "area_name", "category", "category_name", "state", "office", "office_name",
    "count",
)  # fmt: skip
LICENCE = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Bar:
    since: date
    count: int | None  # not told
    few: bool
    x: int
    y: int
    width: int
    height: int


@router.get("")
def look(request: Request, ports: PortsHere) -> Response:
    figures = opening.look(ports=ports)
    return pages.page(
        request,
        "citizen/open.html",
        figures=figures,
        at=datetime.fromisoformat(figures["at"]) if figures else None,
        since=date.fromisoformat(figures["since"]) if figures else None,
        bars=_bars(figures["weeks"]) if figures else [],
        most=max((one["count"] or 0 for one in figures["areas"]), default=0) if figures else 0,
        large=pages.is_large(request),
    )


@router.get("/data.csv")
def as_csv(ports: PortsHere) -> Response:
    body = _kept(ports)
    out = io.StringIO()
    sheet = csv.DictWriter(out, COLUMNS)
    sheet.writeheader()
    sheet.writerows(body["rows"])
    # The mark tells spreadsheets that it is UTF-8.
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="yihao-open.csv"',
            "Link": '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        },
    )


@router.get("/data.json")
def as_json(ports: PortsHere) -> Response:
    body = _kept(ports)
    return JSONResponse({"licence": LICENCE, "at": body["at"], "requests": body["rows"]})


def _kept(ports: Ports) -> Mapping[str, Any]:
    body = opening.look(ports=ports)
    if body is None:
        raise NotFound
    return body


def _bars(weeks: list[dict[str, Any]]) -> list[Bar]:
    most = max((one["count"] or 0 for one in weeks), default=0) or 1
    step = WIDTH // max(len(weeks), 1)
    bars = []
    for at, one in enumerate(weeks):
        height = (one["count"] or 0) * (HEIGHT - FOOT * 2) // most
        y = HEIGHT - FOOT - height
        day = date.fromisoformat(one["since"])
        bars.append(Bar(day, one["count"], one["few"], at * step + GAP // 2, y, step - GAP, height))
    return bars
