"""Where a step leads: to the page again with what was wrong, or to where the work goes on.

Who goes on by themselves comes to the next complaint of the list they came from; everybody else
back to that list, or to the page they were on."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.errors import IntakeError
from intake.domain.lists import Narrow, OfficeTab
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import standing_in, work
from intake.web.dependencies import Desk
from intake.web.filters import Filters, came_from


def attempt(
    act: Callable[[], None],
    then: Callable[[], Response],
    refused: Callable[[IntakeError], Response],
) -> Response:
    """What is not theirs stays a page that does not exist."""
    try:
        act()
    except IntakeError as error:
        if error.status == 404:
            raise
        return refused(error)
    return then()


def back(path: str, request: Request, part: str = "") -> Response:
    """To that page, which still knows the list it was opened from; there to that part."""
    place = f"#{part}" if part else ""
    return RedirectResponse(f"{path}{came_from(request).tail}{place}", 303)


def narrow(filters: Filters, ports: Ports) -> Narrow:
    return filters.narrow.until(work.soon(ports=ports)) if filters.soon else filters.narrow


def own(filters: Filters, who: StaffMember, ports: Ports) -> Narrow:
    """As narrow(), of the list of the office they belong to."""
    here = narrow(filters, ports)
    if not filters.mine:
        return here
    return replace(here, officers=standing_in.officers(who, ports=ports))


def from_desk(number: str, desk: Desk, came: Filters, ports: Ports) -> Response:
    after = ""
    if desk.who.goes_on:
        here = narrow(came, ports)
        after = work.next_at_desk(number, desk.who, here, came.among, ports=ports)
    return _to(f"/desk/{after}{came.tail}" if after else came.here, number)


def from_ticket(number: str, desk: Desk, came: Filters, ports: Ports, *, to: str = "") -> Response:
    """`to`: for whoever does not go on; the page itself if nothing is said."""
    if not desk.who.goes_on:
        return RedirectResponse(to or f"/tickets/{number}{came.tail}", 303)
    after = next_ticket(number, desk, came, ports)
    return _to(f"/tickets/{after}{came.tail}" if after else came.here, number)


def next_ticket(number: str, desk: Desk, came: Filters, ports: Ports) -> str:
    tab = OfficeTab(came.tab) if came.tab in set(OfficeTab) else OfficeTab.OPEN
    return work.next_ticket(number, desk.who, tab, own(came, desk.who, ports), ports=ports)


def done_with(address: str, number: str) -> str:
    """That page says what was done."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'finished': number})}"


def _to(address: str, number: str) -> Response:
    return RedirectResponse(done_with(address, number), 303)
