"""What on a 投诉 looks like a claim for profit, shown to the officer who has to decide on it."""

from datetime import timedelta

from intake.domain import profit, redaction
from intake.domain.profit import Hint
from intake.domain.staff import StaffMember
from intake.domain.tracks import Track, TrackKind, TrackState
from intake.ports import Ports
from intake.service.track_clocks import tracks_of
from intake.service.tracking import handles
from routing.likeness import likeness

MOST_COMPARED = 100


def hints(number: str, who: StaffMember, *, ports: Ports) -> tuple[Hint, ...]:
    """What looks like a claim for profit, while somebody has to decide on the 投诉. Of the 举报
    nobody asks."""
    rules = ports.profit_rules
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not (handles(complaint, who, ports) and _is_undecided(tracks_of(uow, complaint, ports))):
            return ()
        since = ports.clock() - timedelta(days=rules.same_days)
        recent = uow.complaints.recent(complaint.area, since, MOST_COMPARED)
    others = [one.text for one in recent if one.number != number]
    # One by one: among many that share a form its words would count for little.
    same = sum(likeness(complaint.text, [one])[0] >= rules.same_likeness for one in others)
    found = profit.hints(redaction.mask(complaint.text), rules)
    if same >= rules.same_least:
        found += (Hint("same_text", rules.same_name, span=str(same)),)
    return found


def _is_undecided(found: list[Track]) -> bool:
    waiting = (TrackState.RECEIVED, TrackState.REFUSAL_PROPOSED)
    return any(one.kind is TrackKind.COMPLAINT and one.state in waiting for one in found)
