"""What the services need from the outside world. Adapters provide it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self

from intake.domain.keeping import Retention
from intake.domain.performance import Formulas
from intake.domain.profit import ProfitRules
from intake.domain.rising import Rules
from intake.domain.seats import SeatRules
from intake.domain.track_rules import TrackRules
from intake.domain.visits import VisitRules
from intake.ports.accounts import (
    AccountRules,
    Codes,
    Passkeys,
    Passwords,
    Proposals,
    Provider,
    Staff,
)
from intake.ports.administration import Administration, Book, OpenFigures
from intake.ports.files import Files, Inspection
from intake.ports.knowing import Conflicts, Directory, FirstLook, Identifying, Router
from intake.ports.list_keeping import Exports, StandIns, Views
from intake.ports.lists import Lists
from intake.ports.performance import Performance
from intake.ports.phone import Looks, Phone
from intake.ports.rising import Rising
from intake.ports.search import Search
from intake.ports.sending import Deliveries, Messages
from intake.ports.stores import (
    Complaints,
    Contacts,
    Conversations,
    Custody,
    Events,
    Keys,
    Panel,
    Protected,
    WaysIn,
)
from intake.ports.talking import Dialogue, Said, Spoken, Understood, Words
from intake.ports.ticket import Drafts, Presence
from intake.ports.tracks import Notices, Tracks
from intake.ports.vault import Asked, OpenDesk, ReportVault, Sealed, Sealer, Share
from intake.ports.visits import CallBacks, Exclusions, Notes

__all__ = [
    "Asked",
    "Clock",
    "Complaints",
    "Conflicts",
    "Contacts",
    "Conversations",
    "Custody",
    "Dialogue",
    "Directory",
    "Events",
    "FirstLook",
    "Identifying",
    "Keys",
    "OpenDesk",
    "Panel",
    "Ports",
    "Protected",
    "ReportVault",
    "Router",
    "Said",
    "Sealed",
    "Sealer",
    "Share",
    "Spoken",
    "Understood",
    "UnitOfWork",
    "WaysIn",
    "Words",
]

Clock = Callable[[], datetime]


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
