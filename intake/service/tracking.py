"""An office's steps on the 投诉 and the 举报 of one complaint, and the notices they issue."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.errors import NotFound, TooLong
from intake.domain.events import TrackMoved
from intake.domain.notices import Notice
from intake.domain.staff import Act, StaffMember
from intake.domain.ticket import TicketState
from intake.domain.track_rules import USE, Ground
from intake.domain.tracks import Track, TrackKind
from intake.ports import Ports, UnitOfWork
from intake.service.filing import clean
from intake.service.handling import unchanged
from intake.service.notices import fact, written
from routing.assignment import TimeLimit

LONGEST_WORDS = 1000
GAVE_UP = (TicketState.SENT_BACK, TicketState.RELEASED, TicketState.MOVED)


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
        begins = not track.office
        # Facts of the complaint give it a new version: two cannot take a step at once.
        complaint.events.append(_taken(track, wanted, who, ports))
        if begins:
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
    if "ground" in needs:
        use, day = USE[wanted.step], day_of(track.received_at)
        ground = ports.track_rules.ground(wanted.ground, use, day).code
    if "text" in needs:
        words = _words(wanted.text)
    return track.take(
        wanted.step, by=who.name, office=who.office, at=ports.clock(), ground=ground, words=words
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


def tracks_of(uow: UnitOfWork, complaint: Complaint, ports: Ports) -> list[Track]:
    """Those begun, and as received those that nobody took a step on yet."""
    begun = {one.kind: one for one in uow.tracks.of(complaint.number)}
    kinds = ports.track_rules.tracks(complaint.kinds, complaint.category)
    return [
        begun.get(kind) or Track(complaint.number, kind, complaint.filed_at)
        for kind in TrackKind
        if kind in begun or kind in kinds
    ]


def _view(track: Track, who: StaffMember, papers: list[Notice], ports: Ports) -> TrackView:
    rules, day = ports.track_rules, day_of(track.received_at)
    mine = track.office in ("", who.office)
    steps = track.allowed(who.name) if mine else []
    code = rules.clocks[track.kind].get(track.state, "")
    ground = next((one for one in rules.grounds if one.code == track.ground), None)
    return TrackView(
        track,
        {step: track.needs(step) for step in steps},
        {step: rules.grounds_for(USE[step], day) for step in steps if step in USE},
        ground,
        _due(track, code, ports) if code else None,
        ports.directory.time_limit(code, track.received_at),
        [one for one in papers if one.track == track.kind],
    )


def _due(track: Track, code: str, ports: Ports) -> datetime:
    started = track.accepted_at or track.received_at
    return ports.directory.due_under(code, track.received_at, started)
