"""An office's steps on the 投诉 and the 举报 of one complaint, and the notices they issue."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.errors import NotAllowedNow, NotFound, TooLong
from intake.domain.events import TrackMoved
from intake.domain.notices import Notice
from intake.domain.staff import Act, StaffMember
from intake.domain.track_rules import USE, Ground, Request
from intake.domain.tracks import Track, TrackKind
from intake.ports import Ports, UnitOfWork
from intake.service.filing import clean
from intake.service.handling import unchanged
from intake.service.notices import fact, written
from intake.service.track_clocks import GAVE_UP, due, holder_of, tracks_of, wind
from routing.assignment import TimeLimit

LONGEST_WORDS = 1000
SHOWN_LATE = 20


@dataclass(frozen=True)
class Wanted:
    """A step somebody wants to take, as the form brought it."""

    kind: TrackKind
    step: str
    ground: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class TrackView:
    track: Track
    needs: dict[str, tuple[str, ...]]  # of each step that this officer may take now
    grounds: dict[str, tuple[Ground, ...]]  # of each step that rests on one
    requests: dict[str, Request]  # of each step that asks the citizen for something
    ground: Ground | None  # what the track rests on
    due_at: datetime | None
    limit: TimeLimit | None
    notices: list[Notice]


def tracks(number: str, who: StaffMember, *, ports: Ports) -> list[TrackView]:
    """None where the matter or the office is of another field."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not handles(complaint, who, ports):
            return []
        papers = uow.notices.of(number)
        return [_view(one, who, papers, ports) for one in tracks_of(uow, complaint, ports)]


@dataclass(frozen=True)
class Late:
    """Tracks whose clock ran out, the longest late first."""

    tracks: list[Track]
    is_all: bool
    limits: dict[str, TimeLimit | None]  # by code of the clock
    marked: set[str]  # of the complaints on the page, those that have one


def late(shown: Collection[str], who: StaffMember, *, ports: Ports) -> Late:
    """Those the office has, or for a supervisor those of the area. `shown`: numbers on the page."""
    now = ports.clock()
    is_office = who.may(Act.HANDLE)
    if is_office and not ports.track_rules.is_of_field(who.office):
        return Late([], True, {}, set())
    with ports.view() as uow:
        holder, area = (who.office, "") if is_office else ("", who.area)
        found = uow.tracks.late(now, SHOWN_LATE + 1, holder=holder, within=area)
        marked = uow.tracks.late_among(shown, now) if found else set()
    rows = found[:SHOWN_LATE]
    limits = {one.clock: ports.directory.time_limit(one.clock, one.received_at) for one in rows}
    return Late(rows, len(found) <= SHOWN_LATE, limits, marked)


@dataclass(frozen=True)
class Standing:
    """How far a track is, for those who decide nothing on it."""

    track: Track
    limit: TimeLimit | None


def standing(number: str, who: StaffMember, *, ports: Ports) -> list[Standing]:
    """Of what an office of the field has or had. Raise NotFound."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.SEE_ALL) and access.may_see(who, complaint)):
            raise NotFound
        return [
            Standing(one, ports.directory.time_limit(one.clock, one.received_at))
            for one in uow.tracks.of(number)
        ]


def draft(number: str, wanted: Wanted, who: StaffMember, *, ports: Ports) -> Notice | None:
    """What that step would issue, not numbered yet; nothing is stored. Raise as take() does."""
    rules = ports.track_rules
    with ports.view() as uow:
        _, all_tracks, track = _open(uow, number, wanted, who, ports)
        track = replace(track)
        _taken(track, wanted, who, ports)
        form = rules.issues.get(wanted.step) or rules.drafts.get(wanted.step)
        return written(form, track, all_tracks, who, ports=ports) if form else None


def take(
    number: str, wanted: Wanted, who: StaffMember, *, seen: int | None = None, ports: Ports
) -> Notice | None:
    """Take the step and issue its notice, if it has one. Raise NotFound, NotAllowedNow,
    SecondPersonNeeded, EmptyText, UnknownGround, TooLong, ChangedMeanwhile."""
    with ports.uow() as uow:
        complaint, all_tracks, track = _open(uow, number, wanted, who, ports)
        unchanged(complaint, seen)
        moved = _taken(track, wanted, who, ports)
        track.holder = holder_of(complaint, ports)
        late = wind(track, complaint, ports)
        # Facts of the complaint give it a new version: two cannot take a step at once.
        complaint.events.append(replace(moved, late_minutes=late))
        if track.kind not in {one.kind for one in uow.tracks.of(number)}:
            uow.tracks.add(track)
        notice = None
        if form := ports.track_rules.issues.get(wanted.step):
            notice = written(form, track, all_tracks, who, uow=uow, ports=ports)
            uow.notices.add(notice)
            complaint.events.append(fact(notice))
        uow.commit()
        return notice


def _open(
    uow: UnitOfWork, number: str, wanted: Wanted, who: StaffMember, ports: Ports
) -> tuple[Complaint, list[Track], Track]:
    complaint = uow.complaints.get(number)
    if not handles(complaint, who, ports):
        raise NotFound
    found = tracks_of(uow, complaint, ports)
    for track in found:
        if track.kind is wanted.kind and track.office in ("", who.office):
            return complaint, found, track
    raise NotFound


def _taken(track: Track, wanted: Wanted, who: StaffMember, ports: Ports) -> TrackMoved:
    needs, ground, words = track.needs(wanted.step), "", ""
    rules, now, received = ports.track_rules, ports.clock(), day_of(track.received_at)
    if not rules.offers(wanted.step, received):
        raise NotAllowedNow(step=wanted.step, state=track.state.value)
    if "ground" in needs:
        ground = rules.ground(wanted.ground, USE[wanted.step], received).code
    if "text" in needs:
        words = _words(wanted.text)
    asks = rules.request(wanted.step, received)
    return track.take(
        wanted.step,
        by=who.name,
        office=who.office,
        at=now,
        ground=ground,
        words=words,
        ask_by=day_of(now) + timedelta(days=rules.request_days) if asks else None,
    )


def _words(text: str) -> str:
    words = " ".join(clean(text, "/text").split())
    if len(words) > LONGEST_WORDS:
        raise TooLong("/text", longest=LONGEST_WORDS)
    return words


def handles(complaint: Complaint, who: StaffMember, ports: Ports) -> bool:
    """An officer of an office of the field that has the complaint, and did not give it up; nobody
    of a contractor, as these are decisions (国办函〔2025〕66号)."""
    if not (who.may(Act.REFUSE) and who.may(Act.HANDLE) and access.may_see(who, complaint)):
        return False
    stays = [one for one in complaint.tickets if one.office == who.office]
    return ports.track_rules.is_of_field(who.office) and stays[-1].state not in GAVE_UP


def _view(track: Track, who: StaffMember, papers: list[Notice], ports: Ports) -> TrackView:
    rules, day = ports.track_rules, day_of(track.received_at)
    mine = track.office in ("", who.office)
    steps = [one for one in track.allowed(who.name) if mine and rules.offers(one, day)]
    code = rules.clocks[track.kind].get(track.state, "")
    ground = next((one for one in rules.grounds if one.code == track.ground), None)
    return TrackView(
        track,
        {step: track.needs(step) for step in steps},
        {step: rules.grounds_for(USE[step], day) for step in steps if step in USE},
        {step: asked for step in steps if (asked := rules.request(step, day))},
        ground,
        due(track, code, ports) if code else None,
        ports.directory.time_limit(code, track.received_at),
        [one for one in papers if one.track == track.kind],
    )
