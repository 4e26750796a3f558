"""Tell who is about to file that others have said the same of the same place.

Only matters that everybody in a place meets (shared_matters.yml), and never anybody's words: who is
complained of must not find out by asking.
"""

from dataclasses import dataclass
from datetime import date

from intake.domain.complaint import OPEN_STATES, Complaint, Kind
from intake.domain.days import day_of
from intake.ports import Ports, UnitOfWork
from routing.likeness import FADING, freshness, likeness

ALIKE = 0.30  # of the rarer pairs of characters; measured on letters about a few hot matters
MOST, LOOKED_AT = 3, 300


@dataclass(frozen=True)
class Alike:
    number: str
    category: str
    category_name: str
    area_name: str
    filed_on: date
    state: str
    people: int  # who have told of it, the first counted


def similar(text: str, *, area: str | None, ports: Ports) -> list[Alike]:
    """Return at most three open complaints of the last month that look like the same matter, the
    likest first; none where the text names no county and none was chosen."""
    with ports.view() as uow:
        return similar_in(uow, text, area=area, ports=ports)


def similar_in(uow: UnitOfWork, text: str, *, area: str | None, ports: Ports) -> list[Alike]:
    where = area or ports.directory.area_in(text)
    if not where:
        return []
    now = ports.clock()
    found = uow.complaints.recent(where, now - FADING, LOOKED_AT)
    found = [one for one in found if _may_be_told(one, ports)]
    shares = likeness(text, [f"{one.place} {one.text}" for one in found])
    ranked = sorted(
        (
            (share * (0.5 + 0.5 * freshness(now - one.filed_at)), share, one)
            for share, one in zip(shares, found, strict=True)
        ),
        key=lambda row: -row[0],
    )
    best = [one for _, share, one in ranked if share >= ALIKE][:MOST]
    return [_alike(one, 1 + len(uow.complaints.joined_to(one.number))) for one in best]


def _may_be_told(complaint: Complaint, ports: Ports) -> bool:
    shared = ports.directory.is_shared(complaint.category)
    is_open = complaint.state in OPEN_STATES
    return shared and is_open and not complaint.urgent and Kind.REPORT not in complaint.kinds


def _alike(one: Complaint, people: int) -> Alike:
    return Alike(
        one.number,
        one.category,
        one.category_name,
        one.area_name,
        day_of(one.filed_at),
        one.state,
        people,
    )
