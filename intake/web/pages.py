"""Templates, their filters, and how a page is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from intake.domain import days, receipt, redaction
from intake.domain.complaint import Complaint
from intake.domain.errors import IntakeError
from intake.domain.staff import StaffMember
from intake.domain.views import LONGEST_NAME
from intake.ports import Ports
from intake.service import views
from intake.texts import interview, problem, stock_phrases
from intake.web.filters import came_from

HERE = Path(__file__).parent
STATIC = HERE / "static"
LARGE = "yihao_type"
NUMBER_IN = re.compile(r"\b\d{8}-\d{6}(?:-\d)?\b", re.ASCII)
NUMBER = re.compile(r"\d{8}-[0-9A-Z-]{1,11}", re.ASCII)
WEEKDAYS = "一二三四五六日"
# A number somebody is told to call, and nothing that merely looks like one.
TO_CALL = re.compile(
    r"(?:(?<=拨|打|火|凶|人|祸)|(?<=\d{3}[、或和])|(?<=\d{3} [或和]))"
    r"(\s?)(1\d{2}|12\d{3}|9\d{4})(?!\d|元|块|号|楼|室|米|天)"
)


@dataclass(frozen=True)
class Left:
    """How much of a clock is left, or how far it ran over, in whole units."""

    late: bool
    days: int
    hours: int
    minutes: int


def _left(due_at: datetime, now: datetime) -> Left:
    rest = abs(due_at - now)
    minutes = int(rest.total_seconds() // 60)
    return Left(now >= due_at, minutes // 1440, minutes % 1440 // 60, minutes % 60)


@pass_context
def _day(context: Context, moment: datetime | date) -> str:
    """11月30日(周一), with the year where it is not this one."""
    day = days.day_of(moment) if isinstance(moment, datetime) else moment
    this_year = days.day_of(context["now"]).year
    year = "" if day.year == this_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


@dataclass(frozen=True)
class Bar:
    """One stay on the picture of a complaint's time, in units of the picture's width."""

    name: str
    since: datetime
    until: datetime
    x: int
    width: int
    due: int
    late: bool
    open: bool


@dataclass(frozen=True)
class Gantt:
    since: datetime
    until: datetime
    bars: list[Bar]


def gantt_of(complaint: Complaint, now: datetime, width: int = 600) -> Gantt:
    stays = complaint.tickets
    since = complaint.filed_at
    until = max([now, *(one.due_at for one in stays), *(one.closed_at or now for one in stays)])
    whole = max((until - since).total_seconds(), 1.0)

    def at(moment: datetime) -> int:
        return int((moment - since).total_seconds() / whole * width)

    bars = []
    for one in stays:
        end = one.closed_at or now
        late = bool(one.late_minutes) or one.is_overdue(now)
        long = max(4, at(end) - at(one.opened_at))
        bars.append(
            Bar(
                one.office_name, one.opened_at, end, at(one.opened_at), long, at(one.due_at),
                late, one.is_open,
            )
        )  # fmt: skip
    return Gantt(since, until, bars)


@pass_context
def _last_day(context: Context, due_at: datetime) -> str:
    mark = interview().say("tentative").text if context["is_tentative"](due_at) else ""
    return _day(context, days.last_day(due_at)) + mark


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(days.CHINA):%H:%M}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(days.CHINA).isoformat(timespec="minutes")


def _numbers(said: list[str]) -> list[str]:
    """Of complaints that are named in it."""
    return list(dict.fromkeys(number for one in said for number in NUMBER_IN.findall(one)))


def _waited(since: datetime, now: datetime) -> int:
    """Whole minutes."""
    return max(0, int((now - since) / timedelta(minutes=1)))


def _calls(text: str) -> Markup:
    """Numbers to call become links a phone can dial. Escaped first, so the only markup is ours."""
    linked = TO_CALL.sub(r'\1<a class="call" href="tel:\2">\2</a>', str(escape(text)))
    return Markup(linked)  # noqa: S704


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "day": _day,
        "last_day": _last_day,
        "time": _time,
        "iso": _iso,
        "moment": datetime.isoformat,
        "left": _left,
        "waited": _waited,
        "calls": _calls,
        "masked": redaction.mask,
        "numbers": _numbers,
        "shown": receipt.shown,
    }
    env.globals |= {"gantt_of": gantt_of, "stock_phrases": stock_phrases}
    return env


ENVIRONMENT = _environment()
# Pages hold what one person wrote; nothing between us and them may keep a copy.
NO_STORE = {"Cache-Control": "no-store"}


def fragment(template: str, ports: Ports, /, **values: Any) -> str:
    return ENVIRONMENT.get_template(template).render(
        now=ports.clock(), is_tentative=ports.directory.is_tentative, **values
    )


def page(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Response:
    values.setdefault("problem", "")
    values.setdefault("came", came_from(request))
    finished = request.query_params.get("finished", "")
    values.setdefault("finished", finished if NUMBER.fullmatch(finished) else "")
    body = fragment(template, request.app.state.ports, path=request.url.path, **values)
    return HTMLResponse(body, status, headers=NO_STORE)


def areas_for(who: StaffMember, ports: Ports) -> list[tuple[str, str]]:
    """Of the whole country only what the hotline's city has can be asked for, and of that only
    what they may see."""
    both = (ports.home_area, who.area)
    return [one for one in ports.directory.areas() if all(map(one[0].startswith, both))]


def list_page(
    request: Request, template: str, desk: Any, found: Any, filters: Any, **values: Any
) -> Response:
    ports = request.app.state.ports
    here = [one for one in views.of(desk.who, ports=ports) if one.list == filters.path]
    return page(
        request,
        template,
        desk=desk,
        found=found,
        filters=filters,
        areas=areas_for(desk.who, ports),
        views=here,
        longest_name=LONGEST_NAME,
        **values,
    )


def login_page(
    request: Request, *, status: int = 200, name: str = "", problem: str = ""
) -> Response:
    ports: Ports = request.app.state.ports
    return page(
        request,
        "staff/login.html",
        status=status,
        name=name,
        problem=problem,
        provider=ports.provider,
        passkeys=passkeys_here(request),
    )


def passkeys_here(request: Request) -> bool:
    """Whether this page was asked for under the one address where they work."""
    passkeys = request.app.state.ports.passkeys
    return bool(passkeys) and urlsplit(passkeys.origin).netloc == request.headers.get("host")


def sentence(error: IntakeError) -> str:
    values: Mapping[str, str | int] = error.values
    return problem(error.code, **values)


def keep(
    request: Request,
    answer: Response,
    name: str,
    value: str,
    seconds: int | None = None,
    *,
    strict: bool = True,
) -> None:
    """A cookie no script and no other site can use; without `seconds` it goes with the browser.

    Not `strict`: it also comes along where another site's page leads here by a link.
    """
    https = request.app.state.https or request.url.scheme == "https"
    site: Literal["strict", "lax"] = "strict" if strict else "lax"
    answer.set_cookie(name, value, seconds, httponly=True, samesite=site, secure=https)


def is_large(request: Request) -> bool:
    return LARGE in request.cookies
