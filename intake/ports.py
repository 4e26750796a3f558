"""What the services need from the outside world. Adapters provide it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Protocol, Self

from intake.account_ports import (
    AccountRules,
    Codes,
    Passkeys,
    Passwords,
    Proposals,
    Provider,
    Staff,
)
from intake.admin_ports import Administration, Book, OpenFigures
from intake.domain.attachment import Label
from intake.domain.complaint import Complaint, Kind, Windows
from intake.domain.continuing import WayIn
from intake.domain.conversation import Button, Conversation
from intake.domain.custody import CustodyFact
from intake.domain.events import CustodyDay, Event
from intake.domain.keeping import Retention
from intake.domain.panel import PanelDecision
from intake.domain.performance import Formulas
from intake.domain.profit import ProfitRules
from intake.domain.protected import ProtectedReport, SealedFile, SealedItem
from intake.domain.rising import Rules
from intake.domain.seats import SeatRules
from intake.domain.staff import IdempotencyKey
from intake.domain.track_rules import TrackRules
from intake.domain.visits import VisitRules
from intake.file_ports import Draft, Files, FileSealer, Inspection
from intake.list_keeping_ports import Exports, StandIns, Views
from intake.list_ports import Lists
from intake.performance_port import Performance
from intake.phone_port import Looks, Phone
from intake.rising_port import Rising
from intake.search_port import Search
from intake.sending_ports import Deliveries, Messages
from intake.ticket_ports import Drafts, Presence
from intake.track_port import Notices, Tracks
from intake.visit_ports import CallBacks, Exclusions, Notes
from routing.assignment import Assignment, Candidate, Caution, Situation, TimeLimit
from routing.conflict import Avoid
from routing.identifying import Piece, Span

Clock = Callable[[], datetime]


class Complaints(Protocol):
    def add(self, complaint: Complaint) -> None: ...
    def get(self, number: str) -> Complaint:
        """Raise NotFound."""
        ...

    def by_receipt(self, digest: str) -> Complaint | None: ...
    def next_number(self, now: datetime) -> str:
        """Unique and without gaps inside a day: 20261123-000001."""
        ...

    def overdue(self, now: datetime, limit: int = 200) -> list[Complaint]:
        """Those with a stay that is late and was not raised yet. None while another worker looks:
        until commit() it is the only one."""
        ...

    def recent(self, area: str, since: datetime, limit: int) -> list[Complaint]:
        """Complaints of that area (and of those below it) that are still open, newest first."""
        ...

    def rested(self, day: date, limit: int = 200) -> list[Complaint]:
        """Those with a stay whose clock stood still until before that day. None while another
        worker looks."""
        ...

    def joined_to(self, number: str, within: str = "") -> list[Complaint]:
        """Those handled with this one, first filed first; those of an area, "" being all."""
        ...

    def parts_of(self, number: str) -> list[Complaint]:
        """The further matters the same citizen told of in one text."""
        ...

    def answered(self, since: datetime, limit: int = 50_000) -> list[Complaint]:
        """Complaints filed since then that an office has answered, oldest first."""
        ...

    def unrouted(self, before: datetime, limit: int = 200) -> list[str]:
        """Numbers filed before `before` that nothing has routed yet."""
        ...


class Panel(Protocol):
    def add(self, decision: PanelDecision) -> None: ...
    def like(self, area: str, category: str) -> PanelDecision | None:
        """The latest one for such a matter in that area."""
        ...


class Conversations(Protocol):
    def add(self, conversation: Conversation) -> None: ...
    def get(self, id: str) -> Conversation | None: ...
    def waiting(self, limit: int = 100) -> list[Conversation]:
        """Those who asked for a person, longest wait first, then those being talked to."""
        ...

    def left_open(self, channel: str, before: datetime) -> list[Conversation]:
        """With us, not filed, and silent since `before`."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete conversations silent since `moment`; returns how many."""
        ...


class WaysIn(Protocol):
    def add(self, way: WayIn) -> None: ...
    def get(self, digest: str) -> WayIn | None: ...
    def forget_codes(self, conversation: str) -> None:
        """Tokens stay."""
        ...


class Protected(Protocol):
    def add(self, report: ProtectedReport) -> None: ...
    def by_receipt(self, digest: str) -> ProtectedReport | None: ...
    def held_by(self, desk: str, limit: int = 500) -> list[ProtectedReport]:
        """Newest first. Whoever left is no holder."""
        ...

    def get(self, id: str) -> ProtectedReport: ...
    def ids(self) -> list[str]: ...
    def remove(self, report: ProtectedReport) -> None: ...
    def with_forgotten_files(self, before: date) -> list[ProtectedReport]:
        """Those with a file that is pending since an earlier day."""
        ...

    def file_names(self) -> set[str]:
        """Of all reports."""
        ...


class Custody(Protocol):
    """Who decided what over protected reports; none of it leads to a report once destroyed."""

    def add(self, fact: CustodyFact) -> None: ...
    def of(self, report: str) -> list[CustodyFact]:
        """Oldest first."""
        ...

    def all(self) -> list[CustodyFact]: ...
    def sealed_days(self) -> list[CustodyDay]:
        """The lines of the chain that cover them, oldest first."""
        ...


class Keys(Protocol):
    def add(self, key: IdempotencyKey) -> None: ...
    def get(self, digest: str) -> IdempotencyKey | None: ...


class Contacts(Protocol):
    def put(self, id: str, sealed: bytes) -> None: ...
    def sealed(self, id: str) -> bytes | None:
        """For the vault worker; the web's database role may not read this table."""
        ...

    def remove(self, id: str) -> None: ...


class Events(Protocol):
    def of(self, number: str) -> list[Event]: ...
    def after(self, id: int, limit: int) -> list[tuple[int, Event]]:
        """Those since then, oldest first."""
        ...

    def unrelayed(self, limit: int = 200) -> list[tuple[int, Event]]: ...
    def relayed(self, ids: Sequence[int], at: datetime) -> None: ...
    def latest(self, limit: int = 200, within: str = "") -> list[tuple[int, Event]]:
        """Newest first. Within an area: facts of its complaints and of its members."""
        ...

    def add(self, event: Event) -> None:
        """For facts that belong to no complaint."""
        ...

    def broken_link(self) -> int | None:
        """The id of the first row whose hash does not follow from the one before; None if whole."""
        ...


class UnitOfWork(Protocol):
    """One transaction: everything is stored together by commit(), or not at all."""

    @property
    def complaints(self) -> Complaints: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def views(self) -> Views: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def stand_ins(self) -> StandIns: ...
    @property
    def panel(self) -> Panel: ...
    @property
    def rising(self) -> Rising: ...
    @property
    def tracks(self) -> Tracks: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def protected(self) -> Protected: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def custody(self) -> Custody: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def events(self) -> Events: ...
    @property
    def search(self) -> Search: ...
    @property
    def administration(self) -> Administration: ...
    @property
    def figures(self) -> OpenFigures: ...
    @property
    def call_backs(self) -> CallBacks: ...
    @property
    def exclusions(self) -> Exclusions: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def performance(self) -> Performance: ...
    @property
    def ways_in(self) -> WaysIn: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def phone(self) -> Phone: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...
    def commit(self) -> None: ...


class Sealer(Protocol):
    def seal(self, plain: bytes) -> bytes: ...


@dataclass(frozen=True)
class Asked:
    """Somebody wants to see an identity, or a span that was cut out."""

    item: str
    requester: str
    key: str  # the requester's public key, in hex
    motivation: str = field(repr=False)


@dataclass(frozen=True)
class Share:
    """A custodian's sealed share of the key of one guarded item."""

    report: str
    item: str
    version: int
    wrap: bytes = field(repr=False)


class Sealed(Protocol):
    """An item or the label of a file."""

    @property
    def name(self) -> str: ...
    @property
    def envelope(self) -> bytes: ...
    @property
    def version(self) -> int: ...


class OpenDesk(Protocol):
    """A desk whose key is in memory, for one request."""

    def read(self, report: str, item: Sealed) -> str: ...
    def hand(self, report: str, item: Sealed, to: str) -> bytes: ...
    def rotate(
        self, report: str, item: Sealed, leaver: str, desks: Collection[str], reporter_key: bytes
    ) -> tuple[bytes, int]: ...


class Conflicts(Protocol):
    def avoid(self, text: str, about: str = "", day: date | None = None) -> Avoid:
        """Who must not learn of a report with these words."""
        ...


class ReportVault(Protocol):
    """Seals what belongs to a protected report. Reads it again only with the reporter's receipt."""

    @property
    def has_quorum(self) -> bool:
        """Whether there are custodians to guard an identity."""
        ...

    @property
    def all_custodians(self) -> Mapping[str, str]:
        """The retired ones, too."""
        ...

    def share(self, item: Sealed, custodian: str) -> bytes | None: ...
    def with_share(self, item: Sealed, leaver: str, successor: str, wrap: bytes) -> bytes:
        """The envelope with the successor's share in place of the leaver's."""
        ...

    @property
    def custodians(self) -> Mapping[str, str]:
        """Those who take new shares, and the office each belongs to; empty where not known."""
        ...

    @property
    def offices(self) -> Mapping[str, str]:
        """The desks that reports may be sealed to, and the office each belongs to."""
        ...

    def reporter_key(self, report: str, receipt: str) -> bytes: ...
    def seal(
        self, report: str, name: str, text: str, reporter_key: bytes, desks: Collection[str]
    ) -> bytes: ...
    def open_as(self, desk: str, passphrase: str) -> OpenDesk:
        """Raise WrongPassphrase, also where the desk's key does not lie here."""
        ...

    def without(self, item: Sealed, desk: str) -> bytes: ...
    def guard(self, report: str, name: str, text: str, custodians: Collection[str]) -> bytes:
        """For two of these three custodians together; no text looks like any text."""
        ...

    def request(self, report: ProtectedReport, name: str, asked: Asked, expires: datetime) -> bytes:
        """Everything two custodians need to decide, sealed to whoever asks. Raise BadPublicKey,
        RequesterIsCustodian."""
        ...

    def reader(self, report: ProtectedReport, receipt: str) -> Callable[[Sealed], str]: ...
    def bundle(self, report: ProtectedReport) -> bytes: ...
    def request_file(self, report: str, item: SealedItem) -> bytes: ...
    def file_sealer(self, out: Draft, report: str, name: str) -> FileSealer: ...
    def file_pieces(
        self, sealed: BinaryIO, report: str, file: SealedFile, label: Label
    ) -> Iterator[bytes]: ...
    def file_head(self, report: str, file: SealedFile) -> bytes:
        """What goes before a sealed file so that it can be opened elsewhere."""
        ...


class Identifying(Protocol):
    """What in a text may identify its writer."""

    def find(self, text: str) -> tuple[Span, ...]: ...
    def cut(self, text: str, found: Iterable[Span]) -> tuple[str, tuple[Piece, ...]]: ...


class Router(Protocol):
    def assign(
        self,
        text: str,
        *,
        area: str | None,
        received_at: datetime,
        place: str = "",
        kind: Kind | None = None,
        about: str | None = None,
    ) -> Assignment: ...


class FirstLook(Protocol):
    """A look at a message in the memory of the process that received it, before it is stored."""

    def look(self, text: str) -> tuple[Situation, ...]: ...
    def wants_secrecy(self, text: str) -> bool: ...
    def caution(self, text: str) -> Caution:
        """What deserves one careful sentence though neither of the above is sure."""
        ...


class Directory(Protocol):
    """What the web needs of the catalogue, without any model."""

    def promised_at(self, kind: Kind | None, received_at: datetime) -> datetime: ...
    def windows(self, now: datetime) -> Windows:
        """Until when a stay opened now is to be signed and may be sent back."""
        ...

    def later(self, due_at: datetime, days: int) -> datetime:
        """A due date put off by so many days, on to the next working day."""
        ...

    def in_working_time(self, now: datetime, minutes: int) -> datetime:
        """So many minutes from now, of those in which offices are open."""
        ...

    def is_tentative(self, due_at: datetime) -> bool:
        """Whether a notice of holidays still to come may move that date."""
        ...

    def area_name(self, code: str) -> str | None: ...
    def township_name(self, code: str) -> str | None: ...
    def office_name(self, office: str) -> str | None: ...
    def offices_of(self, area: str) -> list[Candidate]: ...
    def areas(self) -> list[tuple[str, str]]: ...
    def categories(self) -> list[tuple[str, str]]: ...
    def departments(self) -> list[tuple[str, str]]: ...
    def area_in(self, text: str) -> str | None:
        """The county the words name; None where they name none."""
        ...

    def is_shared(self, category: str) -> bool:
        """Whether everybody in a place meets such a matter, so that others may be told of it."""
        ...

    def time_limit(self, code: str, received_at: datetime) -> TimeLimit | None:
        """The rule behind a clock; None where nothing was understood yet."""
        ...

    def due_under(
        self,
        code: str,
        received_at: datetime,
        started_at: datetime,
        stops: Sequence[tuple[str, datetime, datetime]] = (),
    ) -> datetime:
        """When that rule, as it was on the day of receipt, runs out for what started then. `stops`:
        an event the rule excludes, since when, until when."""
        ...


@dataclass(frozen=True)
class Said:
    """One thing the bot says."""

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Understood:
    """What the dialogue engine made of one message."""

    messages: tuple[Said, ...]
    intent: str
    confidence: float
    loop: str | None
    asking: str | None
    slots: Mapping[str, str] = field(repr=False)


class Dialogue(Protocol):
    def reply(self, sender: str, text: str, *, payload: bool = False) -> Understood | None:
        """None when the engine is away, slow or answers nothing: the scripted interview goes on."""
        ...


class Words(Protocol):
    """Sentences citizens read, by name, from a file."""

    def say(self, name: str, **values: str) -> Said: ...
    def means(self, name: str, text: str) -> bool:
        """Whether `text` as a whole is one of the listed ways to say `name`."""
        ...


class Spoken(Words, Protocol):
    """The same by phone."""

    def state(self, state: str) -> str: ...
    def digits(self, code: str) -> str: ...
    def aloud(self, text: str) -> str: ...


@dataclass(frozen=True)
class Ports:
    """What bootstrap hands to a process."""

    uow: Callable[[], UnitOfWork]
    view: Callable[[], UnitOfWork]  # for reading alone: does not wait for writers
    clock: Clock
    pepper: bytes = field(repr=False)
    receipt_secret: bytes = field(repr=False)
    contact_sealer: Sealer
    vault: ReportVault
    files: Files
    exports: Files  # lists made into files, in a folder of their own
    inspection: Inspection
    identifying: Identifying
    conflicts: Conflicts
    first_look: FirstLook
    directory: Directory
    book: Book
    dialogue: Dialogue
    words: Words
    messages: Messages
    passwords: Passwords
    codes: Codes
    passkeys: Passkeys | None  # None where the site has no address of its own
    provider: Provider | None
    account_rules: AccountRules
    home_area: str
    retention: Retention
    visit_rules: VisitRules
    formulas: Formulas
    public_url: str  # where citizens find us; empty: no link is sent
    rising_rules: Rules
    track_rules: TrackRules
    profit_rules: ProfitRules
    presence: Presence
    seat_rules: SeatRules
    looks: Looks
    scrub: Callable[[], None]  # overwrite what storage still holds of deleted rows; StorageBusy
