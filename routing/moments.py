"""Read what happened, and when, as people write it: `accepted=2026-04-20T10:00`.

inspection=2026-05-06..2026-05-12   something that stopped the clock
extended=2026-06-01                 an extension, by the most the rule allows
extended=2026-06-01/20              by twenty
"""

import re
from collections.abc import Iterable
from datetime import datetime

from routing.assignment import TimeLimit
from routing.deadlines import CHINA, ClockError, Grant, Moments, Stop

EXTENDED = "extended"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def read_moment(text: str) -> datetime:
    """A day alone is its beginning; without a zone it is China's. Raise ClockError."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:  # 2026-02-30
        moment = None
    if moment is None:
        raise ClockError("unreadable", text=text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def read_moments(limit: TimeLimit, received: str, events: Iterable[str]) -> Moments:
    """Where the starting event is not given, the clock starts with the receipt."""
    stops, grants = [], []
    at_receipt = started = read_moment(received)
    for event in events:
        name, given, value = event.partition("=")
        name = name.strip()
        if not given:
            raise ClockError("no_event_time", text=event)
        if name == EXTENDED:
            grants.append(_grant(value))
        elif name in {one.event for one in limit.excludes}:
            since, closed, until = value.partition("..")
            if not closed or not until.strip():
                raise ClockError("still_open", event=name, event_code=name)
            stops.append(Stop(name, read_moment(since), read_moment(until)))
        elif name == limit.start:
            started = read_moment(value)
        else:
            raise ClockError("no_event", event=name, known=_known(limit))
    return Moments(at_receipt, started, tuple(stops), tuple(grants))


def _grant(value: str) -> Grant:
    at, given, amount = value.partition("/")
    if given and not re.fullmatch(r"[1-9]\d{0,3}", amount.strip(), re.ASCII):
        raise ClockError("unreadable", text=value)
    return Grant(read_moment(at), int(amount or 0))


def _known(limit: TimeLimit) -> tuple[str, ...]:
    extended = (EXTENDED,) if limit.extension else ()
    return (limit.start, *(one.event for one in limit.excludes), *extended)
