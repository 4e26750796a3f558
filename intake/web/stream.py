"""New bubbles as they come (server-sent events), for the bot's answers and an agent's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from intake.domain.conversation import Owner
from intake.domain.errors import IntakeError
from intake.ports import Ports
from intake.web import pages
from intake.web.chat import Token, caught_up, handed, seen, shown
from intake.web.dependencies import PortsHere

EVERY = 1.5  # seconds between looks at the database
AT_MOST = 600.0  # seconds; the browser connects again by itself and goes on after Last-Event-ID
HEADERS = {**pages.NO_STORE, "X-Accel-Buffering": "no"}

router = APIRouter()


@router.get("/chat/stream")
async def follow(
    ports: PortsHere,
    token: Token,
    after: int = 0,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:
    last = after if last_event_id is None else last_event_id
    events = listen(token, last, ports=ports)
    return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)


async def listen(
    token: str,
    after: int,
    *,
    ports: Ports,
    every: float = EVERY,
    at_most: float = AT_MOST,
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[str]:
    """Each new bubble once, until nobody is expected to speak any more."""
    clock = clock or asyncio.get_running_loop().time
    until = clock() + at_most
    while clock() < until:
        try:
            after, body, goes_on = await run_in_threadpool(_look, token, after, ports)
        except IntakeError:  # busy for a moment; the next look may find it well again
            await asyncio.sleep(every)
            continue
        if body:
            yield event("turn", body, after)
        if not goes_on:
            break
        await asyncio.sleep(every)
    else:
        return
    yield event("end", "", after)


def _look(token: str, after: int, ports: Ports) -> tuple[int, str, bool]:
    before = seen(token, ports)
    conv = caught_up(token, ports) if before else None
    if before is None or conv is None:
        return after, "", False
    goes_on = conv.owner is not Owner.BOT
    values = shown(conv, ports, after)
    # What turned out to be secret is no longer stored, and must not stay on the screen.
    gone = {t.id for t in before.turns} - {t.id for t in conv.turns}
    if not values["turns"]:
        return after, "", goes_on
    body = pages.fragment(
        "citizen/said.html",
        ports,
        filed=handed(conv, ports, after),
        status_found=None,
        sealed=False,
        receipt="",
        streaming=True,
        gone=gone,
        **values,
    )
    return conv.turns[-1].id or after, body, goes_on


def event(name: str, data: str, id: int) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\nid: {id}\n{lines}\n"
