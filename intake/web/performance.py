"""How offices do: every figure, what it is made of, and both as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from intake.domain.days import day_of
from intake.domain.errors import BadPeriod, NotFound
from intake.domain.performance import RATES, Fact, What
from intake.domain.staff import Act
from intake.ports import Ports
from intake.service import performance
from intake.service.performance import Line, Period, Report, last_month, this_month
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads

Reader = Annotated[Desk, Depends(reads(Act.SEE_FIGURES))]
router = APIRouter(prefix="/performance")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True)
class Asked:
    """The period of the address; `problem` says why it is this month's instead."""

    period: Period
    problem: BadPeriod | None
    month: Period
    before: Period

    @property
    def query(self) -> str:
        return _query(self.period)


def _asked(ports: PortsHere, since: str = "", until: str = "") -> Asked:
    today = day_of(ports.clock())
    month, before = this_month(today), last_month(today)
    if not since and not until:
        return Asked(month, None, month, before)
    try:
        period = Period(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        return Asked(month, BadPeriod("/since"), month, before)
    except BadPeriod as problem:
        return Asked(month, problem, month, before)
    return Asked(period, None, month, before)


Here = Annotated[Asked, Depends(_asked)]


@router.get("")
def figures(request: Request, desk: Reader, ports: PortsHere, asked: Here) -> Response:
    report = performance.report(asked.period, desk.who, ports=ports)
    return pages.page(
        request,
        "staff/performance.html",
        status=422 if asked.problem else 200,
        desk=desk,
        asked=asked,
        report=report,
        formulas=ports.formulas,
        rates=RATES,
        query_of=_query,
        problem=pages.sentence(asked.problem) if asked.problem else "",
    )


@router.get(".csv")
def figures_as_csv(desk: Reader, ports: PortsHere, asked: Here) -> Response:
    report = performance.report(_good(asked), desk.who, ports=ports)
    return _csv(_table(report, ports), f"figures-{report.period.since}-{report.period.until}")


# Before the page, whose address would match it, too.
@router.get("/{office}/{what}.csv")
def points_as_csv(office: str, what: str, desk: Reader, ports: PortsHere, asked: Here) -> Response:
    of, period = _what(what), _good(asked)
    facts = performance.every_point(office, of, period, desk.who, ports=ports)
    return _csv(_cases(facts), f"{of.value}-{period.since}-{period.until}")


@router.get("/{office}/{what}")
def points(
    request: Request, office: str, what: str, desk: Reader, ports: PortsHere, asked: Here,
    after: int = 0,
) -> Response:  # fmt: skip
    of = _what(what)
    found = performance.points(office, of, asked.period, desk.who, max(0, after), ports=ports)
    return pages.page(
        request,
        "staff/points.html",
        desk=desk,
        asked=asked,
        found=found,
        what=of,
        after=after,
        figure=ports.formulas.figures[What.ON_TIME if of is What.OVERDUE else of],
        to="/overview" if desk.who.may(Act.SEE_ALL) else "/tickets",
    )


def _table(report: Report, ports: Ports) -> Iterator[list[object]]:
    named = ports.formulas.figures
    yield [
        "office",
        "name",
        *(x for what in RATES for x in _columns(named[what].name)),
        "composite",
    ]
    for line in (report.whole, *report.lines):
        yield [line.office, line.name, *_row(line), _rounded(line.composite)]


def _columns(name: str) -> tuple[str, str, str, str]:
    return (name, f"{name} top", f"{name} bottom", f"{name} left out")


def _row(line: Line) -> Iterator[object]:
    for what in RATES:
        rate = line.score[what]
        yield from (_rounded(rate.percent), rate.top, rate.bottom, rate.left)


def _cases(facts: Iterable[Fact]) -> Iterator[list[object]]:
    yield ["number", "day", "value", "until", "left_out"]
    for fact in facts:
        value = "" if fact.value is None else fact.value
        yield [fact.number, fact.day, value, fact.until or "", fact.left_out]


def _rounded(percent: float | None) -> object:
    return "" if percent is None else round(percent, 2)


def _csv(rows: Iterable[list[object]], name: str) -> Response:
    """With a byte order mark, or Excel takes it for another encoding. Sent as it is read."""

    def lines() -> Iterator[bytes]:
        yield "\ufeff".encode()
        for row in rows:
            out = io.StringIO()
            csv.writer(out).writerow([plain(cell) for cell in row])
            yield out.getvalue().encode()

    headers = pages.NO_STORE | {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines(), headers=headers, media_type="text/csv; charset=utf-8")


def plain(cell: object) -> object:
    """A spreadsheet must not reckon with what is a name."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def _good(asked: Asked) -> Period:
    """No file of another period than was asked for."""
    if asked.problem:
        raise asked.problem
    return asked.period


def _what(name: str) -> What:
    try:
        return What(name)
    except ValueError:
        raise NotFound from None


def _query(period: Period) -> str:
    return urlencode({"since": period.since.isoformat(), "until": period.until.isoformat()})
