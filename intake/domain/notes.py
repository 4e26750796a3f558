"""What staff wrote beside an event, which carries codes alone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    VISIT = "visit"  # 回访时群众说的
    ESCALATION = "escalation"  # 为什么提级,怎么定的
    EXTENSION = "extension"  # 为什么同意延期,或者不同意
    EXCLUSION = "exclusion"  # 为什么申请剔除,为什么同意或者不同意


@dataclass
class Note:
    number: str
    at: datetime
    by: str
    about: About
    text: str = field(repr=False)
    office: str = ""  # whose own matter it is; other offices do not read it
    id: int | None = None
