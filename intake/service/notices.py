"""Write a notice from what was decided, and find those that were issued."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from intake.domain import access
from intake.domain.days import day_of, last_day
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.events import NoticeIssued
from intake.domain.notices import Notice, year_of
from intake.domain.receipt import digest, parse_receipt
from intake.domain.staff import Act, StaffMember
from intake.domain.track_rules import Request, TrackRules
from intake.domain.tracks import Track, TrackKind
from intake.ports import Ports, UnitOfWork
from routing.assignment import Certainty

MEDIATION, TELL = "market_mediation", "market_tell"
ACCEPT = "market_accept"


def written(
    form: str,
    track: Track,
    among: Sequence[Track],
    who: StaffMember,
    *,
    uow: UnitOfWork | None = None,
    ports: Ports,
) -> Notice:
    """Numbered within `uow`; without one it is a draft, and its number is 0. `among` are all
    tracks of the complaint."""
    rules, now = ports.track_rules, ports.clock()
    year = year_of(now)
    serial = uow.notices.next_serial(who.office, year) if uow else 0
    values = _values(form, track, among, ports)
    lines = (line.format_map(values) for line in rules.forms[form].body)
    say = rules.phrases
    return Notice(
        who.office,
        who.office_name or ports.directory.office_name(who.office) or who.office,
        year,
        serial,
        track.number,
        track.kind.value,
        form,
        track.ground,
        now,
        who.name,
        say["numbering"].format(year=year, serial=serial or "　"),
        rules.forms[form].title,
        say[f"to_{track.kind}"].format(number=track.number),
        "\n".join(line for line in lines if line),
        say["foot"],
        _date(now, say),
    )


def fact(notice: Notice) -> NoticeIssued:
    return NoticeIssued(
        notice.number,
        notice.issued_at,
        notice.office,
        notice.by,
        notice.track,
        notice.kind,
        notice.year,
        notice.serial,
        notice.ground,
    )


def of_office(who: StaffMember, *, ports: Ports) -> list[Notice]:
    if not who.may(Act.HANDLE):
        raise NotAllowed
    with ports.view() as uow:
        return uow.notices.latest(who.office)


def one(number: str, id: str, who: StaffMember, *, ports: Ports) -> Notice:
    """NotFound also for those of another office."""
    with ports.view() as uow:
        if not (who.may(Act.HANDLE) and access.may_see(who, uow.complaints.get(number))):
            raise NotFound
        found = _named(uow.notices.of(number), id)
        if found.office != who.office:
            raise NotFound
        return found


def of_receipt(receipt: str, id: str, *, ports: Ports) -> Notice:
    """For whoever holds the receipt. Raise BadReceipt, NotFound."""
    with ports.view() as uow:
        complaint = uow.complaints.by_receipt(digest(parse_receipt(receipt), ports.pepper))
        if complaint is None:
            raise NotFound("/receipt")
        return _named(uow.notices.of(complaint.number), id)


def _named(notices: Sequence[Notice], id: str) -> Notice:
    for notice in notices:
        if notice.id == id:
            return notice
    raise NotFound


def _values(form: str, track: Track, among: Sequence[Track], ports: Ports) -> Mapping[str, str]:
    rules, say, received = ports.track_rules, ports.track_rules.phrases, track.received_at
    ground = next((one for one in rules.grounds if one.code == track.ground), None)
    reported = any(one.kind is TrackKind.REPORT for one in among)
    asked = _asked(form, track, rules)
    mediate_by = ""
    if track.accepted_at:
        due = ports.directory.due_under(MEDIATION, received, track.accepted_at)
        mediate_by = say["date"].format_map(_parts(due, last=True))
    return {
        "received": _date(received, say),
        "accepted": _date(track.accepted_at, say),
        "decided": _date(track.decided_at, say),
        "mediate_by": mediate_by,
        "words": _ended(track.words),
        "cited": ground.cited if ground else "",
        "ground": ground.words if ground else "",
        "according": _according(track, ports),
        "asking": say["asking"].format(basis=asked.cited) if asked else "",
        "asked_by": _day(track.ask_by, say) if track.ask_by else "",
        "report_goes_on": say["report_goes_on"] if reported else "",
        "other_ways": say["other_ways"],
    }


def _asked(form: str, track: Track, rules: TrackRules) -> Request | None:
    """What is asked for; None as well where nobody has read the article: it is not cited then."""
    step = next(step for step, kind in {**rules.drafts, **rules.issues}.items() if kind == form)
    found = rules.request(step, day_of(track.received_at))
    return found if found and found.certainty is not Certainty.UNVERIFIED else None


def _according(track: Track, ports: Ports) -> str:
    """Nothing is cited to a citizen that nobody has read."""
    code = ACCEPT if track.kind is TrackKind.COMPLAINT else TELL
    limit = ports.directory.time_limit(code, track.received_at)
    if limit is None or limit.certainty is Certainty.UNVERIFIED or not limit.article:
        return ""
    basis = f"{limit.document}{limit.article}"
    return ports.track_rules.phrases["according"].format(basis=basis)


def _ended(words: str) -> str:
    return words if not words or words[-1] in "。！？" else f"{words}。"


def _date(moment: datetime | None, say: Mapping[str, str]) -> str:
    return say["date"].format_map(_parts(moment)) if moment else ""


def _day(day: date, say: Mapping[str, str]) -> str:
    return say["date"].format(year=day.year, month=day.month, day=day.day)


def _parts(moment: datetime, *, last: bool = False) -> dict[str, int]:
    day = last_day(moment) if last else day_of(moment)
    return {"year": day.year, "month": day.month, "day": day.day}
