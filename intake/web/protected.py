"""Protected reports: pages without cookies, without scripts, without a trace.

Nothing is kept between two steps: what was typed travels in the form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from intake.domain.days import day_of
from intake.domain.errors import CutsDoNotFit, IntakeError, TooBusy
from intake.domain.flood import Flood
from intake.domain.receipt import parse_receipt
from intake.ports import Ports
from intake.service import protected
from intake.service.protected import Review, file_protected
from intake.texts import reporting_ways
from intake.web import pages
from intake.web.dependencies import PortsHere
from routing import identifying
from routing.identifying import Span

Typed = Annotated[str, Form()]
router = APIRouter(prefix="/protected")


@dataclass(frozen=True)
class Mark:
    """One place in the text, with what the page says about it."""

    span: Span
    placeholder: str
    why: str
    instead: str
    words: str = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `number` is that of its mark, 0 where there is none."""

    words: str = field(repr=False)
    number: int = 0


@dataclass(frozen=True)
class Again:
    """Why the review is shown again, with what was filled in and ticked."""

    problem: str = ""
    status: int = 200
    identity: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    ticked: list[str] | None = None  # None: as we propose


@router.get("")
def explain(request: Request, ports: PortsHere) -> Response:
    return _explain(request, ports)


@router.post("/edit")
def edit(request: Request, ports: PortsHere, text: Typed = "", accused: Typed = "") -> Response:
    return _explain(request, ports, text=text, accused=accused)


@router.post("/review")
def look_over(
    request: Request, ports: PortsHere, text: Typed = "", accused: Typed = ""
) -> Response:
    return _review(request, ports, text, accused)


@router.post("")
def take(
    request: Request,
    ports: PortsHere,
    text: Typed = "",
    cut: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    identity: Typed = "",
    accused: Typed = "",
    ticket: Typed = "",
) -> Response:
    flood: Flood = request.app.state.flood
    if wait := flood.admit(text, ports.clock(), ticket):
        error = TooBusy(seconds=wait.seconds)
        said = pages.sentence(error)
        again = Again(said, error.status, identity, wait.ticket, cut)
        return _review(request, ports, text, accused, again)
    try:
        filed = file_protected(
            text, cuts=_cuts(cut), identity=identity, accused=accused, ports=ports
        )
    except IntakeError as error:
        said = pages.sentence(error)
        again = Again(said, error.status, identity, ticked=cut)
        return _review(request, ports, text, accused, again)
    return pages.page(
        request,
        "citizen/protected_done.html",
        receipt=filed.receipt,
        reward_code=filed.reward_code,
        takes_files=ports.inspection.is_there,
    )


@router.get("/inbox")
def ask(request: Request) -> Response:
    return pages.page(request, "citizen/protected_inbox.html")


@router.get("/{step:path}")
async def begin_again(step: str) -> Response:
    """A browser that was closed on an answer asks for its address again."""
    return RedirectResponse("/protected/inbox" if step.startswith("inbox") else "/protected", 303)


@router.post("/inbox")
def read(request: Request, ports: PortsHere, receipt: Typed = "") -> Response:
    return letters(request, ports, receipt)


@router.post("/inbox/add")
def add(request: Request, ports: PortsHere, receipt: Typed = "", text: Typed = "") -> Response:
    return after(
        request, ports, receipt, lambda: protected.add(receipt, text, ports=ports), "added", text
    )


@router.post("/inbox/withdraw")
def withdraw(request: Request, ports: PortsHere, receipt: Typed = "", sure: Typed = "") -> Response:
    if sure != "yes":
        return letters(request, ports, receipt, asked=True)
    return after(
        request, ports, receipt, lambda: protected.withdraw(receipt, ports=ports), "withdrawn"
    )


@router.post("/inbox/object")
def object_to(
    http: Request, ports: PortsHere, receipt: Typed = "", request: Typed = ""
) -> Response:
    return after(
        http,
        ports,
        receipt,
        lambda: protected.object_to(receipt, request, ports=ports),
        "objected",
    )


def _explain(
    request: Request,
    ports: Ports,
    *,
    text: str = "",
    accused: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    return pages.page(
        request,
        "citizen/protected.html",
        status=status,
        text=text,
        accused=accused,
        problem=problem,
        ways=reporting_ways(),
        has_quorum=ports.vault.has_quorum,
    )


def _review(
    request: Request,
    ports: Ports,
    text: str,
    accused: str = "",
    again: "Again | None" = None,
) -> Response:
    again = again or Again()
    try:
        seen = protected.review(text, accused, ports=ports)
    except IntakeError as error:
        said = pages.sentence(error)
        return _explain(
            request, ports, text=text, accused=accused, problem=said, status=error.status
        )
    return pages.page(
        request,
        "citizen/protected_review.html",
        status=again.status,
        problem=again.problem,
        text=seen.text,
        accused=accused,
        dangers=seen.dangers,
        marks=_marks(seen),
        pieces=list(_pieces(seen)),
        identity=again.identity,
        ticket=again.ticket,
        ticked=again.ticked,
        can_guard=seen.can_guard,
        is_line=ports.vault.has_quorum,
    )


def _marks(seen: Review) -> list[Mark]:
    kinds = identifying.kinds()
    return [
        Mark(
            span,
            kinds[span.kind].placeholder,
            identifying.reason(span.why) if span.why else kinds[span.kind].why,
            kinds[span.kind].instead,
            seen.text[span.start : span.end],
        )
        for span in seen.spans
    ]


def _pieces(seen: Review) -> Iterator[Piece]:
    at = 0
    for number, span in enumerate(seen.spans, 1):
        yield Piece(seen.text[at : span.start])
        yield Piece(seen.text[span.start : span.end], number)
        at = span.end
    yield Piece(seen.text[at:])


def _cuts(typed: list[str]) -> list[Span]:
    """3-9-phone, as our page sends it."""
    try:
        parts = [one.split("-") for one in typed]
        return [Span(int(start), int(end), kind) for start, end, kind in parts]
    except ValueError:
        raise CutsDoNotFit("/cut") from None


def after(
    request: Request,
    ports: Ports,
    receipt: str,
    act: Callable[[], None],
    done: str,
    text: str = "",
) -> Response:
    """Act, then show the inbox; what was typed stays when it did not work."""
    try:
        act()
    except IntakeError as error:
        said = pages.sentence(error)
        return letters(request, ports, receipt, problem=said, status=error.status, text=text)
    return letters(request, ports, receipt, done=done)


def letters(
    request: Request,
    ports: Ports,
    receipt: str,
    *,
    problem: str = "",
    status: int = 200,
    done: str = "",
    text: str = "",
    asked: bool = False,
) -> Response:
    try:
        found, bare = protected.inbox(receipt, ports=ports), parse_receipt(receipt)
    except IntakeError as error:
        return pages.page(
            request,
            "citizen/protected_inbox.html",
            status=status if problem else error.status,
            problem=problem or pages.sentence(error),
        )
    return pages.page(
        request,
        "citizen/protected_letters.html",
        status=status,
        problem=problem,
        done=done,
        text=text,
        asked=asked,
        inbox=found,
        today=day_of(ports.clock()),
        receipt=bare,
        takes_files=ports.inspection.is_there,
    )
