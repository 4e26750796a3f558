"""The people who work with complaints, and what each role may do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_DESK = "desk"  # holds every protected report unless it is accused itself


class StaffRole(StrEnum):
    AGENT = "agent"  # 坐席
    DISPATCHER = "dispatcher"  # 派单员
    OFFICER = "officer"  # 承办人
    SUPERVISOR = "supervisor"  # 督办员
    VISITOR = "visitor"  # 回访员: calls citizens back after an answer
    CUSTODIAN = "custodian"  # 保密专员
    HANDLER = "handler"  # 保密承办人: opens protected reports that were handed to them
    AUDITOR = "auditor"  # 审计员
    ADMIN = "admin"  # 管理员: accounts and the files that decide; nobody's complaint


class Act(StrEnum):
    SEE_DESK = "see_desk"
    DISPATCH = "dispatch"
    TALK = "talk"  # chat with citizens who asked for a person
    SETTLE = "settle"  # answer on the spot who is talking to them
    HANDLE = "handle"  # sign, answer, send back the own office's tickets
    SEE_ALL = "see_all"  # every open complaint and its clock
    SUPERVISE = "supervise"  # the panel, extensions, helpers, supervision
    CLOSE = "close"  # end a complaint: by an answer, or by what a call-back heard
    REFUSE = "refuse"  # 不予受理; and say that a ticket is not the own office's
    EXCLUDE = "exclude"  # decide whether a complaint counts (剔除)
    END_SUPERVISION = "end_supervision"
    VISIT = "visit"  # call citizens back, and say what was heard
    SEE_FIGURES = "see_figures"  # how offices do; the own, or all with SEE_ALL
    LIST = "list"  # keep views, take lists away as files
    STAND_IN = "stand_in"  # say who does the work of whom; the own, or anybody's with ADMINISTER
    SEARCH = "search"  # among what they may see anyway
    SEE_SEALED = "see_sealed"  # fetch sealed reports, still sealed
    OPEN_SEALED = "open_sealed"  # with a key that lies here, under a passphrase
    SEE_AUDIT = "see_audit"
    SEE_DELIVERIES = "see_deliveries"  # what was told to whom, never what it said; tell again
    ADMINISTER = "administer"


MAY: dict[StaffRole, frozenset[Act]] = {
    StaffRole.AGENT: frozenset({Act.TALK, Act.SETTLE}),
    StaffRole.DISPATCHER: frozenset({Act.SEE_DESK, Act.DISPATCH, Act.CLOSE, Act.SEARCH, Act.LIST}),
    StaffRole.OFFICER: frozenset(
        {Act.HANDLE, Act.CLOSE, Act.REFUSE, Act.SEE_FIGURES, Act.SEARCH, Act.LIST, Act.STAND_IN}
    ),
    StaffRole.SUPERVISOR: frozenset(
        {
            Act.SEE_ALL,
            Act.SUPERVISE,
            Act.END_SUPERVISION,
            Act.REFUSE,
            Act.EXCLUDE,
            Act.SEE_FIGURES,
            Act.SEARCH,
            Act.LIST,
        }
    ),
    StaffRole.VISITOR: frozenset({Act.VISIT, Act.CLOSE}),
    StaffRole.CUSTODIAN: frozenset({Act.SEE_SEALED}),
    StaffRole.HANDLER: frozenset({Act.SEE_SEALED, Act.OPEN_SEALED}),
    StaffRole.AUDITOR: frozenset({Act.SEE_AUDIT}),
    StaffRole.ADMIN: frozenset({Act.ADMINISTER, Act.SEE_DELIVERIES, Act.STAND_IN}),
}

# Whoever works for a contractor and not for the government decides none of this: telephone work may
# be bought, 诉求办理等主体业务 may not (国办函〔2025〕66号, excerpt; docs/decisions/0030).
NOT_OUTSOURCED = frozenset({Act.SETTLE, Act.CLOSE, Act.REFUSE, Act.EXCLUDE, Act.END_SUPERVISION})
# Whose work may be bounded by an area; an office bounds that of its own members.
OF_AN_AREA = frozenset({StaffRole.DISPATCHER, StaffRole.SUPERVISOR, StaffRole.AUDITOR})


@dataclass
class StaffMember:
    name: str
    role: StaffRole
    password_hash: str = field(repr=False)
    office: str = ""  # officers and handlers only
    office_name: str = ""
    # What makes the codes on the member's phone, sealed; not in use before it was confirmed.
    code_secret: bytes = field(default=b"", repr=False)
    has_code: bool = False
    last_step: int = 0  # of the last code taken, so that none is taken twice
    recovery: list[str] = field(default_factory=list, repr=False)  # digests of codes still unused
    version: int = 1
    area: str = ""  # sees nothing outside; "" sees all
    outsourced: bool = False
    disabled: bool = False
    subject: str = ""  # by which the provider of logins (OIDC) knows them
    has_passkey: bool = False
    goes_on: bool = False  # from what is done to the next of the list, instead of staying

    def may(self, act: Act) -> bool:
        return act in MAY[self.role] and not (self.outsourced and act in NOT_OUTSOURCED)

    @property
    def has_second_step(self) -> bool:
        return self.has_code or self.has_passkey

    @property
    def desk(self) -> str:
        """Under which name reports are sealed to them: custodians share one, handlers do not."""
        return self.name if self.role is StaffRole.HANDLER else FIRST_DESK

    def turn_on_code(self, step: int, recovery: list[str]) -> None:
        self.has_code, self.last_step, self.recovery = True, step, recovery

    def turn_off_code(self) -> None:
        # last_step stays: the code just used must not turn on what it turned off.
        self.has_code, self.code_secret, self.recovery = False, b"", []


@dataclass
class StaffSession:
    digest: str = field(repr=False)
    staff: str
    csrf: str = field(repr=False)
    expires_at: datetime
    opened_at: datetime
    seen_at: datetime
    half: bool = False  # the password was right; the code is still to come
    device: str = ""  # the known device it was opened from
    by_provider: bool = False  # somebody else's word for who they are (OIDC)

    def is_open(self, now: datetime, idle: timedelta) -> bool:
        return now < self.expires_at and now - self.seen_at < idle


@dataclass
class IdempotencyKey:
    digest: str
    body_digest: str
    number: str
    at: datetime
