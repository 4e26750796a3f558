"""What the files say of the two tracks of market supervision: whom they bind, on what grounds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain.errors import UnknownGround
from intake.domain.tracks import TrackKind, TrackState
from routing.assignment import Certainty, Kind

REFUSE, STOP = "refuse", "stop"  # what a ground is good for
USE = {"propose_refusal": REFUSE, "stop": STOP}  # the steps that need one


@dataclass(frozen=True)
class Ground:
    """One item of an article; `words` are the law's own where certainty is full."""

    code: str
    use: str
    document: str
    article: str
    item: str
    words: str
    certainty: Certainty
    since: date
    until: date | None

    @property
    def cited(self) -> str:
        return f"{self.document}{self.article}第{self.item}项"

    def in_force(self, day: date) -> bool:
        return self.since <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Request:
    """What a citizen may be asked for before a complaint is accepted or refused, by which article,
    and whether its clock stands still meanwhile."""

    step: str
    document: str
    article: str
    certainty: Certainty
    clock: str  # in words
    clock_certainty: Certainty
    since: date
    until: date | None

    @property
    def cited(self) -> str:
        return f"{self.document}{self.article}"

    def in_force(self, day: date) -> bool:
        return self.since <= day <= (self.until or date.max)


@dataclass(frozen=True)
class NoticeForm:
    title: str
    body: tuple[str, ...]


@dataclass(frozen=True)
class TrackRules:
    categories: tuple[str, ...]  # or the groups they begin with
    departments: frozenset[str]
    clocks: Mapping[TrackKind, Mapping[TrackState, str]]  # code of the time limit
    grounds: tuple[Ground, ...]
    requests: tuple[Request, ...]
    request_days: int  # calendar days to bring what was asked for
    issues: Mapping[str, str]  # step: the notice it issues
    drafts: Mapping[str, str]  # step: the notice that a second person may issue after it
    forms: Mapping[str, NoticeForm] = field(repr=False)
    phrases: Mapping[str, str] = field(repr=False)

    def tracks(self, kinds: Iterable[Kind], category: str) -> tuple[TrackKind, ...]:
        """None for matters of other fields."""
        if not category.startswith(self.categories):
            return ()
        return tuple(one for one in TrackKind if Kind(one.value) in set(kinds))

    def is_of_field(self, office: str) -> bool:
        return office.partition("-")[2] in self.departments

    def grounds_for(self, use: str, received: date) -> tuple[Ground, ...]:
        """Those of the rule in force on the day of receipt."""
        return tuple(one for one in self.grounds if one.use == use and one.in_force(received))

    def request(self, step: str, received: date) -> Request | None:
        """None where the rule in force on the day of receipt has no such request."""
        for one in self.requests:
            if one.step == step and one.in_force(received):
                return one
        return None

    def offers(self, step: str, received: date) -> bool:
        is_request = any(one.step == step for one in self.requests)
        return not is_request or self.request(step, received) is not None

    def ground(self, code: str, use: str, received: date) -> Ground:
        for one in self.grounds_for(use, received):
            if one.code == code:
                return one
        raise UnknownGround("/ground")
