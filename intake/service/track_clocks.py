"""The clocks of tracks: begun when an office of the field gets the ticket, raised when they end."""

from datetime import datetime, timedelta

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.days import midnight_after
from intake.domain.errors import NotFound
from intake.domain.events import MaterialAdded, NoticeIssued
from intake.domain.notices import ASKING
from intake.domain.ticket import TicketState
from intake.domain.tracks import Track, TrackKind
from intake.ports import Ports, UnitOfWork

GAVE_UP = (TicketState.SENT_BACK, TicketState.RELEASED, TicketState.MOVED)
ENDED = (ComplaintState.WITHDRAWN, ComplaintState.JOINED)
SECOND = timedelta(seconds=1)  # midnight would be of the day after
MATERIAL = "material"  # an event of clock.yml that a time limit may leave out


def tracks_of(uow: UnitOfWork, complaint: Complaint, ports: Ports) -> list[Track]:
    """Those begun, and as received those that nobody took a step on yet."""
    begun = {one.kind: one for one in uow.tracks.of(complaint.number)}
    kinds = ports.track_rules.tracks(complaint.kinds, complaint.category)
    return [
        begun.get(kind) or Track(complaint.number, kind, complaint.filed_at)
        for kind in TrackKind
        if kind in begun or kind in kinds
    ]


def follow(number: str, *, ports: Ports) -> None:
    """After a ticket came or went, or the citizen brought something: who has it, and what runs.
    Running twice changes nothing."""
    with ports.uow() as uow:
        try:
            complaint = uow.complaints.get(number)
        except NotFound:
            return
        holder = holder_of(complaint, ports)
        stored = {one.kind for one in uow.tracks.of(number)}
        for track in tracks_of(uow, complaint, ports):
            if not (holder or track.kind in stored):
                continue
            track.holder = holder
            track.supplied_at = track.supplied_at or _supplied(track, uow)
            wind(track, complaint, ports)
            if track.kind not in stored:
                uow.tracks.add(track)
        uow.commit()


def wind(track: Track, complaint: Complaint, ports: Ports) -> int:
    """Let run what runs now. Minutes by which the clock before was late, where another one takes
    its place or none."""
    code = _clock(track, complaint, ports)
    return track.set_clock(code, due(track, code, ports) if code else None, ports.clock())


def due(track: Track, code: str, ports: Ports) -> datetime:
    received, started = track.received_at, track.accepted_at or track.received_at
    limit, stops = ports.directory.time_limit(code, received), []
    if track.asked_at and track.ask_by and limit:
        until = track.supplied_at or midnight_after(track.ask_by) - SECOND
        if MATERIAL in {one.event for one in limit.excludes}:
            stops.append((MATERIAL, track.asked_at, max(until, track.asked_at)))
    return ports.directory.due_under(code, received, started, stops)


def holder_of(complaint: Complaint, ports: Ports) -> str:
    """The office of the field that has the ticket and did not give it up."""
    for stay in reversed(complaint.tickets):
        if ports.track_rules.is_of_field(stay.office) and stay.state not in GAVE_UP:
            return stay.office
    return ""


def raise_some(*, ports: Ports, limit: int = 200) -> int:
    """Raise the next late tracks, each once."""
    now = ports.clock()
    with ports.uow() as uow:
        late = uow.tracks.not_raised(now, limit)
        for track in late:
            if fact := track.overdue(now):
                uow.events.add(fact)
        uow.tracks.raised(late, now)
        uow.commit()
    return len(late)


def _clock(track: Track, complaint: Complaint, ports: Ports) -> str:
    kinds = ports.track_rules.tracks(complaint.kinds, complaint.category)
    if complaint.state in ENDED or not (track.office or track.kind in kinds):
        return ""
    return ports.track_rules.clocks[track.kind].get(track.state, "")


def _supplied(track: Track, uow: UnitOfWork) -> datetime | None:
    """When the citizen brought something after being asked: by the order of what happened, for a
    machine's clock may have been put back in between."""
    if track.asked_at is None:
        return None
    asked = False
    for one in uow.events.of(track.number):
        if isinstance(one, NoticeIssued) and one.track == track.kind and one.kind in ASKING:
            asked = True
        elif isinstance(one, MaterialAdded) and asked:
            return max(one.at, track.asked_at)
    return None
