"""What one row of each catalogue file holds. Unknown fields and wrong types are errors."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

from routing.assignment import Certainty, Disposition, Kind, Situation

STRICT = ConfigDict(extra="forbid")
ENDLESS = re.compile(r"(?<!\\)[*+]|\{\d+,\}|\)\{")
REPEATED = re.compile(r"\{(?:\d+,)?(\d+)\}")
MOST_REPEATS, MOST_QUANTIFIERS = 30, 4


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"  # 乡、镇
    STREET = "street"  # 街道


class Approval(StrEnum):
    """What has become of the licence for a matter (审管分离)."""

    TRANSFERRED = "transferred"  # moved to the approval bureau (一枚印章)
    KEPT = "kept"  # still with the department itself
    CANCELLED = "cancelled"
    DEVOLVED = "devolved"  # moved to a lower level
    FILING = "filing"  # a notice is enough now
    NONE = "none"  # there never was one


def _bounded(pattern: str) -> str:
    """Refuse a pattern whose time could grow faster than the text: citizens choose the text."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not an expression: {error}") from error
    repeats = [int(most) for most in REPEATED.findall(pattern)]
    if ENDLESS.search(pattern) or len(repeats) > MOST_QUANTIFIERS:
        raise ValueError("use bounded repeats such as .{0,8}; no *, + or repeated groups")
    if max(repeats, default=0) > MOST_REPEATS:
        raise ValueError(f"a repeat may span {MOST_REPEATS} characters at most")
    return pattern


Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Names = tuple[Name, ...]
Pattern = Annotated[str, AfterValidator(_bounded)]


@dataclass(frozen=True, config=STRICT)
class Basis:
    """The article a rule rests on, and how well it is known."""

    document: Name
    article: str
    certainty: Certainty


@dataclass(frozen=True, config=STRICT)
class Category:
    code: Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d$")]
    name: Name
    belongs: Name
    excludes: str
    keywords: Names
    lead: Name
    helpers: Names
    level: Level  # the lowest level that handles it
    time_limit: Name
    basis: tuple[Basis, ...]

    @property
    def group(self) -> str:
        return self.code[:2]


@dataclass(frozen=True, config=STRICT)
class Group:
    """A first-level category."""

    code: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    name: Name
    children: tuple[Category, ...]


@dataclass(frozen=True, config=STRICT)
class Duty:
    """The duty sheet of a part of a department, or of an enterprise, that many cities have as an
    office of its own."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    department: Name
    names: Names
    words: Names
    not_words: Names = ()


@dataclass(frozen=True, config=STRICT)
class Department:
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Name
    names: Mapping[Level, Name]  # a level left out has no such office
    duty: str
    basis: tuple[Basis, ...] = ()
    aliases: Names = ()
    words: Names = ()
    phone: str = ""


@dataclass(frozen=True, config=STRICT)
class Area:
    code: Annotated[str, StringConstraints(pattern=r"^14(\d\d(\d\d)?)?$")]
    name: Name
    level: Level
    parent: str
    aliases: Names


@dataclass(frozen=True, config=STRICT)
class Cues:
    """What calls for something: a phrase, or a pattern, not taken back by an `unless` phrase."""

    phrases: Names = ()
    patterns: tuple[Pattern, ...] = ()
    unless: Names = ()


@dataclass(frozen=True, config=STRICT)
class SituationRow:
    code: Name
    numbers: Names
    urgent: bool
    reply: Name
    inform: bool = False
    handover: bool = False
    kind: Kind | Literal[""] = ""
    phrases: Names = ()
    patterns: tuple[Pattern, ...] = ()
    unless: Names = ()
    heard: bool = False  # said when the learnt ear hears danger that no other row names

    @property
    def situation(self) -> Situation:
        disposition = Disposition.INFORM if self.inform else None
        return Situation(
            self.code, self.numbers, self.reply, self.urgent, disposition, self.handover
        )

    @property
    def cues(self) -> Cues:
        return Cues(self.phrases, self.patterns, self.unless)


@dataclass(frozen=True, config=STRICT)
class Township:
    """A township or street office (乡、镇、街道), the lowest place a text names."""

    code: Annotated[str, StringConstraints(pattern=r"^14\d{7}$")]
    name: Name
    county: str  # not always the first digits: statistics count some under a zone of their own


@dataclass(frozen=True, config=STRICT)
class PlaceWords:
    """Words that tell a place we answer for from a road, a dish or another province."""

    outside: Names  # 陕西, 西安市: not ours
    not_before: Names  # 大同路: what follows makes it something else than a place
    weak: Names  # 长子: a word of its own, a place only with 县 or its city beside it
    weak_before: tuple[Pattern, ...]  # 在: what stands before a place; for the weak ones
    weak_after: tuple[Pattern, ...]  # 这边, 城里: and what stands behind it
    no_stems: Names  # 新城: names of townships that mean something else without 镇 or 街道
    shared: Names  # 城区: the name of several places, only its city tells which
    other: Names  # 振兴县域: words that merely hold a place's name
    origin_before: Names  # 老家临汾: where someone comes from, not where it happened
    origin_after: tuple[Pattern, ...]  # 临汾人


@dataclass(frozen=True, config=STRICT)
class KindCues:
    """Words that speak for one kind, each worth `weight` (several of them count together)."""

    weight: float
    phrases: Names = ()
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Matter:
    """A regulated matter (监管事项): whose duty, by which article, and who does it."""

    code: Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d-\d{1,3}$")]
    name: Name
    category: str
    object: Name  # who is watched
    scope: Name  # for what
    method: Name
    department: str
    leader: Name  # in charge, as a post; officials.csv has the names
    unit: Name
    handler: Name
    level: Level
    approval: Approval
    enforcement: str  # the department the power to punish was moved to, or ""
    key: bool
    basis: tuple[Basis, ...]
    since: date
    until: date | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day <= (self.until or date.max)


@dataclass(frozen=True, config=STRICT)
class Official:
    """Who in one office answers for a matter; entered by the office itself."""

    matter: str
    office: str
    leader: Name
    unit: Name
    handler: Name
    since: date
    until: date | None = None


@dataclass(frozen=True, config=STRICT)
class TownshipList:
    """What a township may be given directly (履职事项清单)."""

    matters: Names
    note: str


@dataclass(frozen=True, config=STRICT)
class Dispute:
    """A matter several departments could own, and who usually leads."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    name: Name
    category: str
    all: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    lead: Name
    helpers: Names
    certainty: Certainty
    document: str = ""
    article: str = ""


@dataclass(frozen=True, config=STRICT)
class Decision:
    """What a panel has decided: it wins for the next like case."""

    code: Name
    area: str
    category: str
    words: Names
    lead: Name
    helpers: Names
    decided_by: Name
    document: Name
    since: date
    until: date | None = None


@dataclass(frozen=True, config=STRICT)
class RuleWords:
    outcome_of_approval: Names
    unfiled: Names
    across: Names
    major: Names


@dataclass(frozen=True, config=STRICT)
class KnownAs:
    """Another name of an office: a former one, a company it owns, a person who works there."""

    names: Names
    office: Name
    why: Name
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, config=STRICT)
class AvoidWords:
    """Who must not learn of a protected report."""

    heads: Names
    titles: Names
    ourselves: Names
    known_as: tuple[KnownAs, ...]
    deaths: Names
