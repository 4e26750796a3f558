"""How offices do: every figure, and what it is made of."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from intake.domain.days import day_of
from intake.domain.errors import BadPeriod, NotFound
from intake.domain.performance import RATES, What
from intake.domain.staff import Act
from intake.service import performance
from intake.service.performance import Period, last_month, this_month
from intake.web import pages
from intake.web.dependencies import Desk, PortsHere, reads

Reader = Annotated[Desk, Depends(reads(Act.SEE_FIGURES))]
router = APIRouter(prefix="/performance")


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
        period = performance.period_in(since, until)
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


def _what(name: str) -> What:
    try:
        return What(name)
    except ValueError:
        raise NotFound from None


def _query(period: Period) -> str:
    return urlencode({"since": period.since.isoformat(), "until": period.until.isoformat()})
