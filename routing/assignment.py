"""The answer routing gives, and the words it is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a citizen wants of the city. One text may be several (投诉 and 举报 are two)."""

    ENQUIRY = "enquiry"  # 咨询
    REQUEST = "request"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬


class Unit(StrEnum):
    AT_ONCE = "at_once"
    SECONDS = "seconds"
    HOURS = "hours"
    WORKING_MINUTES = "working_minutes"  # minutes in which offices are open
    CALENDAR_DAYS = "calendar_days"  # none of them: by the end of the day itself
    WORKING_DAYS = "working_days"
    YEARS = "years"


class OnHoliday(StrEnum):
    """What becomes of a last day on which nobody works."""

    NEXT_WORKING_DAY = "next_working_day"  # 民法典第二百零三条
    STAYS = "stays"


class Certainty(StrEnum):
    """How well a rule's source is known; anything but FULL says so on screen."""

    FULL = "full"  # the article was read
    EXCERPT = "excerpt"  # a quotation was read
    UNVERIFIED = "unverified"  # from memory


class Disposition(StrEnum):
    DISPATCH = "dispatch"  # sure enough: open a ticket
    DESK = "desk"  # a dispatcher decides, with suggestions
    INFORM = "inform"  # another authority's path: tell the citizen, never dispatch


@dataclass(frozen=True)
class Extension:
    """How far a limit may be put off, in the limit's own unit; an empty document is the limit's."""

    amount: int  # each time, at most
    times: int
    approver: str  # empty where the law names none
    article: str
    document: str = ""
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Exclusion:
    """What stops the clock while it lasts; an empty document is the limit's."""

    event: str
    article: str
    document: str = ""
    certainty: Certainty | None = None


@dataclass(frozen=True)
class TimeLimit:
    """How long an answer may take, from when, and which rule says so."""

    code: str
    name: str
    amount: int
    unit: Unit
    document: str
    article: str
    certainty: Certainty
    since: date | None = None
    until: date | None = None
    start: str = "received"  # the event that starts the clock
    extension: Extension | None = None
    excludes: tuple[Exclusion, ...] = ()
    ends_on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY

    def in_force(self, day: date) -> bool:
        """`until` is the last day on which the rule holds."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Situation:
    """Something that must be said before any question is asked (danger, another authority)."""

    code: str
    numbers: tuple[str, ...]  # to call, most urgent first
    reply: str  # the first sentence, in the citizen's words
    urgent: bool  # life or property in danger right now
    disposition: Disposition | None = None  # INFORM: this hotline must not dispatch it
    handover: bool = False  # a person takes over at once


@dataclass(frozen=True)
class Caution:
    """What a text may be about, too unsure to act on: one careful sentence is said, no more."""

    danger: bool
    secrecy: bool


@dataclass(frozen=True)
class Candidate:
    """One office, how sure we are of it (0 to 1, calibrated), and what made it so."""

    office: str  # "140105-housing": area code, department code
    name: str  # 太原市小店区住房和城乡建设局
    confidence: float
    because: str


@dataclass(frozen=True)
class Assignment:
    kinds: tuple[Kind, ...]  # most likely first, never empty
    category: str  # second-level code such as "07.06"; "" when nothing fits
    category_name: str
    area: str  # GB/T 2260: 4 digits a city, 6 a county, "14" the province
    area_name: str
    disposition: Disposition
    lead: Candidate | None  # None unless disposition is DISPATCH
    helpers: tuple[Candidate, ...]
    suggestions: tuple[Candidate, ...]  # three best offices, for the desk
    confidence: float
    urgent: bool
    time_limit: TimeLimit
    due_at: datetime
    provisional: bool  # the year's holidays are not published yet
    reasons: tuple[str, ...] = field(default=())
    township: str = ""  # nine digits, where the text is so exact
    area_from_text: bool = False  # and not merely the home of the hotline
    duty: str = ""  # the regulated matter, as in matters.yml
