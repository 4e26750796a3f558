"""Stand-ins: for some days, somebody of the same office sees what an officer who is away has."""

from dataclasses import dataclass
from datetime import date, timedelta

from intake.domain.errors import BadPeriod, NotAStandIn
from intake.domain.staff import Act, StaffMember

LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class StandIn:
    id: str
    absent: str
    name: str  # who stands in
    since: date
    until: date  # this day too
    by: str

    def lasts(self, today: date) -> bool:
        return self.since <= today <= self.until

    def is_over(self, today: date) -> bool:
        return self.until < today


def check(absent: StaffMember, other: StaffMember, since: date, until: date, today: date) -> None:
    """Raise BadPeriod, NotAStandIn."""
    if not (since <= until <= since + LONGEST and today <= until):
        raise BadPeriod("/since")
    if absent.name == other.name or not of_one_office(absent, other):
        raise NotAStandIn("/name")


def of_one_office(absent: StaffMember, other: StaffMember) -> bool:
    """Asked again whenever they look: somebody may have moved meanwhile."""
    both = (absent, other)
    return (
        all(one.may(Act.HANDLE) and not one.disabled for one in both)
        and absent.office == other.office
    )
