"""Notices (文书): numbered papers that tell a citizen what an office decided on a track."""

from dataclasses import dataclass, field
from datetime import datetime

from intake.domain.days import day_of

ASKING = frozenset({"material", "identity"})  # those of notices.yml that ask for something


@dataclass
class Notice:
    """What was issued stays as it is, whatever becomes of the form it was written from."""

    office: str
    office_name: str
    year: int
    serial: int  # from 1, without gaps, of that office in that year
    number: str  # of the complaint
    track: str
    kind: str
    ground: str  # code, or empty
    issued_at: datetime
    by: str
    mark: str  # how it is numbered on paper
    title: str
    addressee: str
    body: str = field(repr=False)  # paragraphs, one a line
    foot: str = field(repr=False)
    date: str

    @property
    def id(self) -> str:
        """Among the notices of one complaint, whose tracks are one office's."""
        return f"{self.year}-{self.serial}"

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n")


def year_of(moment: datetime) -> int:
    return day_of(moment).year
