"""Rows of a list as its page shows them, for a spreadsheet. Made by a worker."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from intake.domain.complaint import Complaint
from intake.domain.days import CHINA
from intake.domain.exports import Export, Sheet
from intake.domain.performance import RATES, Fact, What
from intake.domain.redaction import mask
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import performance, whole_lists
from intake.service.performance import Line, Period
from intake.web import pages

Row = list[object]
SHOWN = 80  # characters of what a citizen said


def rows(export: Export, who: StaffMember, ports: Ports) -> Iterator[Row]:
    """The heading first."""
    return MAKERS[export.sheet](export.asked, who, ports)


def _tickets(asked: dict[str, str], who: StaffMember, ports: Ports) -> Iterator[Row]:
    words, now = _words(), ports.clock()
    yield _heading(
        "number", "text", *MARKS, "state", "role", "officer", "area", "category", "due", "late"
    )
    for stay in whole_lists.tickets(asked, who, ports=ports):
        c, one = stay.complaint, stay.ticket
        late = bool(one.late_minutes) or one.is_overdue(now)
        stands = [words.TICKET[one.state], words.ROLE[one.role], one.officer or ""]
        yield [*_first(c, words), *stands, *_what(c), _at(one.due_at), _yes(late, words)]


def _board(asked: dict[str, str], who: StaffMember, ports: Ports) -> Iterator[Row]:
    words, now = _words(), ports.clock()
    yield _heading(
        "number", "text", *MARKS, "state", "offices", "filed", "area", "category", "due", "late"
    )
    for c in whole_lists.board(asked, who, ports=ports):
        offices = " ".join(one.office_name for one in c.tickets if one.is_open)
        due = c.next_due
        late = due is not None and due <= now
        stands = [words.LIST_STATE[c.state], offices, _at(c.filed_at)]
        yield [*_first(c, words), *stands, *_what(c), _at(due) if due else "", _yes(late, words)]


def _desk(asked: dict[str, str], who: StaffMember, ports: Ports) -> Iterator[Row]:
    words = _words()
    yield _heading(
        "number", "text", *MARKS, "why", "filed", "area", "category", "suggested", "sure"
    )
    for c in whole_lists.desk(asked, who, ports=ports):
        why = words.WHY[c.desk_why] if c.desk_why else ""
        suggested = " ".join(one.name for one in c.suggestions[:3])
        sure = int(c.confidence * 100) if c.suggestions else ""
        yield [*_first(c, words), why, _at(c.filed_at), *_what(c), suggested, sure]


def _figures(asked: dict[str, str], who: StaffMember, ports: Ports) -> Iterator[Row]:
    report = performance.report(period_in(asked), who, ports=ports)
    column, named = _words().COLUMN, ports.formulas.figures
    names = [f"{named[what].name}{column[part]}" for what in RATES for part in ("rate", *PARTS)]
    yield [column["office"], column["office_name"], *names, column["composite"]]
    for one in (report.whole, *report.lines):
        name = one.name if one.office else column["whole"]
        yield [one.office, name, *_rates(one), _rounded(one.composite)]


def _points(asked: dict[str, str], who: StaffMember, ports: Ports) -> Iterator[Row]:
    """Those that count. What is left out of a figure, the page explains."""
    what, period = What(asked["what"]), period_in(asked)
    facts = performance.every_point(asked.get("office", ""), what, period, who, ports=ports)
    words = _words()
    yield _heading("number", "day", "how", "points")
    for fact in facts:
        if not fact.left_out:
            yield [fact.number, fact.day, _how(fact, what, words), _value(fact)]


MAKERS = {
    Sheet.TICKETS: _tickets,
    Sheet.OVERVIEW: _board,
    Sheet.DESK: _desk,
    Sheet.FIGURES: _figures,
    Sheet.POINTS: _points,
}
MARKS = ("urgent", "urged", "redone", "kinds")
PARTS = ("top", "bottom", "left")


def period_in(asked: dict[str, str]) -> Period:
    return performance.period_in(asked.get("since", ""), asked.get("until", ""))


def _first(c: Complaint, words: Any) -> Row:
    said = mask(c.text[:200]).replace("\n", " ")
    text = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
    kinds = " ".join(words.KIND[kind] for kind in c.kinds)
    return [c.number, text, _yes(c.urgent, words), c.urged, c.redone, kinds]


def _what(c: Complaint) -> Row:
    return [c.area_name, c.category_name]


def _how(fact: Fact, what: What, words: Any) -> str:
    if what is What.OVERDUE:
        return str(words.COLUMN["late"])
    if fact.value is None:
        return str(words.COLUMN["unknown"])
    none, part, whole = words.POINT[what.value]
    return str(none if fact.value == 0 else whole if fact.value == 100 else part)


def _value(fact: Fact) -> object:
    return "" if fact.value is None else fact.value


def _rates(one: Line) -> Iterator[object]:
    for what in RATES:
        rate = one.score[what]
        yield from (_rounded(rate.percent), rate.top, rate.bottom, rate.left)


def _rounded(percent: float | None) -> object:
    return "" if percent is None else round(percent, 2)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _yes(is_so: bool, words: Any) -> str:
    return str(words.COLUMN["yes"]) if is_so else ""


def _heading(*names: str) -> Row:
    column = _words().COLUMN
    return [column[name] for name in names]


def _words() -> Any:
    return pages.ENVIRONMENT.get_template("words.html").module
