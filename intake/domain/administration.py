"""What administrators do: propose a change that a second person puts in force; try a text; keys."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from intake.domain.errors import NotAllowedNow, SecondPersonNeeded
from intake.domain.staff import StaffRole

# Whoever is one of these could look at, or decide about, what nobody alone may: two agree on them.
TRUSTED = frozenset({StaffRole.ADMIN, StaffRole.CUSTODIAN})


class Subject(StrEnum):
    FILE = "file"  # of the catalogue
    ROLE = "role"  # of a member, one of TRUSTED


class Stage(StrEnum):
    OPEN = "open"
    IN_FORCE = "in_force"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Change:
    id: str
    subject: Subject
    name: str  # of the file, or of the member
    before: str = field(repr=False)  # what is in force now: the file's text, or the role
    after: str = field(repr=False)
    by: str
    at: datetime
    stage: Stage = Stage.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.stage is Stage.OPEN

    def must_be_open(self) -> None:
        if not self.is_open:
            raise NotAllowedNow

    def check(self, by: str) -> None:
        """Raise NotAllowedNow, SecondPersonNeeded."""
        self.must_be_open()
        if by == self.by:
            raise SecondPersonNeeded


@dataclass(frozen=True)
class Trial:
    """A text somebody made up, to see where it would go. Forgotten after an hour."""

    id: str
    text: str = field(repr=False)
    area: str
    by: str
    at: datetime
    got: dict[str, object] | None = None  # what routing says, once a worker has answered


class Scope(StrEnum):
    """What a program may do that holds a key."""

    COMPLAINTS_READ = "complaints:read"  # of one office, nothing of who reported
    COMPLAINTS_WRITE = "complaints:write"  # file, under a channel of its own
    FIGURES_READ = "figures:read"  # how offices do: of the key's office, or of all


OF_AN_OFFICE = frozenset({Scope.COMPLAINTS_READ})
CHANNEL = re.compile(r"[a-z0-9_]{2,20}", re.ASCII)
OUR_CHANNELS = frozenset({"web", "agent", "api", "phone", "sms", "replay"})


@dataclass(frozen=True)
class ApiKey:
    id: str
    name: str
    scopes: tuple[Scope, ...]
    digest: str = field(repr=False)
    by: str
    at: datetime
    used_on: date | None = None
    revoked_at: datetime | None = None
    office: str = ""
    channel: str = ""
