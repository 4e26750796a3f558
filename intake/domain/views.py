"""Saved views: a list under a name, for oneself or for everybody who sits at the same desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.domain.staff import Act, StaffMember

MOST = 12  # of one member
LONGEST_NAME = 20
# Which lists there are, and who works through them.
LISTS = {"/tickets": Act.HANDLE, "/desk": Act.SEE_DESK, "/overview": Act.SEE_ALL}
# What a view keeps of a list's address. Where a page begins is no part of it.
KEPT = ("tab", "before", "area", "urgent", "mine", "soon", "below", "why", "repeated")
LONGEST_VALUE = 20


@dataclass(frozen=True)
class View:
    id: str
    by: str
    name: str = field(repr=False)  # somebody wrote it
    list: str  # one of LISTS
    filters: dict[str, str]
    desk: str = ""  # shared with whoever sits there; "" with nobody

    def is_for(self, who: StaffMember) -> bool:
        return self.by == who.name or (bool(self.desk) and self.desk == desk_of(who))


def desk_of(who: StaffMember) -> str:
    """Whoever does the same work in the same place."""
    return f"{who.role.value} {who.office or who.area}".strip()


def kept(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name][:LONGEST_VALUE] for name in KEPT if given.get(name)}
