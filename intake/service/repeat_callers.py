"""Who calls again is known by a keyed digest of the number, until the quarter's key is deleted.
Of the ordinary line alone: the protected one has no number to begin with."""

from collections.abc import Collection, Iterable

from intake.domain.complaint import OPEN_STATES, Complaint
from intake.domain.errors import NotFound
from intake.domain.seats import CallerTag, PhoneCall
from intake.ports import Ports

MOST = 5


def note(numbers: Iterable[str], tags: Collection[CallerTag], *, ports: Ports) -> None:
    """These complaints came from that caller; `tags` has this quarter's first."""
    numbers = list(numbers)
    if not numbers or not tags:
        return
    with ports.uow() as uow:
        for number in numbers:
            uow.phone.tag(number, next(iter(tags)))
        uow.commit()


def open_matters(call: PhoneCall, *, ports: Ports) -> list[Complaint]:
    found = []
    with ports.view() as uow:
        for number in call.matters:
            try:
                complaint = uow.complaints.get(number)
            except NotFound:
                continue
            if complaint.state in OPEN_STATES:
                found.append(complaint)
    return found[:MOST]


def forget(but: Collection[str], *, ports: Ports) -> None:
    """Digests of quarters whose keys are gone lead nowhere: away with them."""
    with ports.uow() as uow:
        uow.phone.forget_tags(but)
        uow.commit()
