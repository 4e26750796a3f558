"""Find stays and tracks past their due time and raise them; find complaints nothing has routed."""

from datetime import timedelta

from intake.domain.days import day_of
from intake.ports import Ports
from intake.service import track_clocks


def raise_overdue(*, ports: Ports) -> int:
    """Raise each overdue stay and track once; running it again, or twice at a time, raises nothing
    new. How many."""
    stays = sum(iter(lambda: _raise_some(ports), 0))
    return stays + sum(iter(lambda: track_clocks.raise_some(ports=ports), 0))


def _raise_some(ports: Ports) -> int:
    now = ports.clock()
    with ports.uow() as uow:
        late = uow.complaints.overdue(now)
        for complaint in late:
            complaint.raise_overdue(now)
        uow.commit()
    return len(late)


def end_pauses(*, ports: Ports) -> int:
    """Start the clocks whose day to stand still is over."""
    return sum(iter(lambda: _resume_some(ports), 0))


def _resume_some(ports: Ports) -> int:
    now = ports.clock()
    with ports.uow() as uow:
        rested = uow.complaints.rested(day_of(now))
        for complaint in rested:
            complaint.end_pauses(now)
        uow.commit()
    return len(rested)


def unrouted(*, ports: Ports, older_than: timedelta = timedelta(minutes=2)) -> list[str]:
    """Numbers that should have been routed by now: a task was lost, they are asked for again."""
    with ports.view() as uow:
        return uow.complaints.unrouted(ports.clock() - older_than)
