"""A protected report (保密举报): sealed the moment it arrives, and known by nothing else."""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from intake.domain.errors import LastHolder, NotAllowedNow, NotFound, TooManyFiles
from intake.domain.keeping import Hold, Retention, Standing

TEXT, IDENTITY, SPAN, MESSAGE, REQUEST = "text", "identity", "span", "message", "request"
AVOIDED = "avoided"  # whom the report is kept from; sealed like the text
FILE = "file"
MOST_FILES = 20  # attachments of one report, those not yet sent among them
# Days in which the reporter may object before a request reaches the custodians.
TO_OBJECT = timedelta(days=2)


class By(StrEnum):
    REPORTER = "reporter"
    DESK = "desk"


@dataclass
class SealedItem:
    """One sealed thing of a report: its text, a span cut from it, an identity, a message."""

    name: str  # "text", "identity", "span:1", "message:…"; bound into the seal
    by: By
    on: date
    envelope: bytes = field(repr=False)
    version: int = 1  # of its key; bound into the seal
    id: int | None = None

    @property
    def is_message(self) -> bool:
        return self.name.startswith(MESSAGE)

    @property
    def is_request(self) -> bool:
        """To open an identity or a cut span; sealed to whoever asks."""
        return self.name.startswith(REQUEST)

    @property
    def is_guarded(self) -> bool:
        return self.name.startswith((IDENTITY, SPAN))

    @property
    def ready_on(self) -> date:
        """Of a request: the first day on which it may be fetched."""
        return self.on + TO_OBJECT


@dataclass
class SealedFile:
    """One sealed file in the folder: an original, or its copy without what gives away."""

    name: str  # "file:…"; bound into the seals of the file and of its label
    attachment: str  # the same for an original and its copy
    is_original: bool
    on: date
    size: int  # bytes, sealed and padded
    envelope: bytes = field(repr=False)  # its label: key, type, what was found
    pending: bool = True  # until the reporter has seen what was found, and sends it
    version: int = 1  # of its label's key; bound into the seal
    id: int | None = None

    @staticmethod
    def new_name() -> str:
        return f"{FILE}:{secrets.token_hex(16)}"

    @staticmethod
    def new_attachment() -> str:
        return secrets.token_hex(8)

    @property
    def stored_as(self) -> str:
        return stored_as(self.name)


def stored_as(name: str) -> str:
    """The file's name in the folder: random, and nothing but hex."""
    return name.partition(":")[2]


@dataclass
class Opening:
    """That somebody of this role fetched the report, by the day: the reporter may see it."""

    role: str
    on: date
    id: int | None = None


@dataclass
class Holder:
    """A desk that the report is sealed to."""

    desk: str
    since: date
    left_on: date | None = None  # recused: it opens nothing any more
    shut_out: bool = False  # the keys it may have kept open nothing either
    id: int | None = None


@dataclass
class ProtectedReport:
    id: str  # random, so that no gap in a sequence tells anything
    filed_on: date  # the day, never the minute
    receipt_digest: str = field(repr=False)
    reward_digest: str | None = field(default=None, repr=False)
    reporter_key: bytes = field(default=b"", repr=False)  # public; its private part is the receipt
    readers_mac: str = ""  # over the reporter's key and the holders (service/holding.py)
    sealed: bytes = field(default=b"", repr=False)  # of reports from before there were items
    withdrawn_on: date | None = None
    items: list[SealedItem] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    files: list[SealedFile] = field(default_factory=list)
    closed_on: date | None = None
    hold: Hold = field(default_factory=Hold)

    @property
    def standing(self) -> Standing:
        if self.withdrawn_on:
            return Standing.WITHDRAWN
        if self.closed_on:
            return Standing.CLOSED
        return Standing.IN_HAND if self.openings else Standing.RECEIVED

    @property
    def last_on(self) -> date:
        """The last day on which anything happened to it."""
        days = [self.filed_on, self.closed_on, self.withdrawn_on]
        for things in (self.items, self.openings, self.files):
            days += [one.on for one in things]
        return max(day for day in days if day)

    def close(self, on: date) -> None:
        """The desk is done with it; a new message opens it again."""
        if self.withdrawn_on or self.closed_on:
            raise NotAllowedNow
        self.closed_on = on

    def ends_on(self, retention: Retention) -> date | None:
        """The day on which it is destroyed; None while it is held."""
        return None if self.hold.is_on else retention.ends(self.standing, self.last_on)

    @staticmethod
    def new_id() -> str:
        return "B" + "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))

    @staticmethod
    def new_message() -> str:
        """Random too: two people may write at once, and a number would tell how much was said."""
        return f"{MESSAGE}:{secrets.token_hex(8)}"

    @staticmethod
    def new_request() -> str:
        return f"{REQUEST}:{secrets.token_hex(8)}"

    @property
    def desks(self) -> list[str]:
        """Those that may open it today."""
        return [one.desk for one in self.holders if one.left_on is None]

    @property
    def leavers(self) -> list[Holder]:
        """Recused, while the items are still under keys they may know."""
        return [one for one in self.holders if one.left_on and not one.shut_out]

    def hand_to(self, desk: str, on: date) -> None:
        """Raise NotAllowedNow: it has it already, had it once, or nothing is left to hand on."""
        if self.withdrawn_on or any(one.desk == desk for one in self.holders):
            raise NotAllowedNow
        self.holders.append(Holder(desk, on))

    def recuse(self, desk: str, on: date) -> None:
        """Raise NotFound; LastHolder while nobody else could open it."""
        if desk not in self.desks:
            raise NotFound
        if self.desks == [desk]:
            raise LastHolder
        next(one for one in self.holders if one.desk == desk).left_on = on

    def item(self, name: str) -> SealedItem:
        """Raise NotFound."""
        found = next((one for one in self.items if one.name == name), None)
        if found is None:
            raise NotFound
        return found

    @property
    def guarded(self) -> list[SealedItem]:
        return [item for item in self.items if item.is_guarded]

    @property
    def requests(self) -> list[SealedItem]:
        return [item for item in self.items if item.is_request]

    def object_to(self, name: str) -> None:
        """Destroy a request before it could be fetched, or what was not yet fetched of it."""
        request = self.item(name)
        if not request.is_request:
            raise NotFound
        self.items = [one for one in self.items if one is not request]

    @property
    def messages(self) -> list[SealedItem]:
        return [item for item in self.items if item.is_message]

    def keep(self, name: str, by: By, on: date, envelope: bytes) -> None:
        """Raise NotAllowedNow once the report was withdrawn."""
        if self.withdrawn_on:
            raise NotAllowedNow
        self.items.append(SealedItem(name, by, on, envelope))
        if by is By.REPORTER:
            self.closed_on = None

    def fetched(self, role: str, on: date) -> None:
        """Noted once a day and role, so that a count tells nothing."""
        if not any(one.role == role and one.on == on for one in self.openings):
            self.openings.append(Opening(role, on))

    def attach(self, *files: SealedFile) -> None:
        """Raise NotAllowedNow and TooManyFiles."""
        self.takes_files()
        self.files += files

    def takes_files(self) -> None:
        if self.withdrawn_on or not self.reporter_key:
            raise NotAllowedNow
        if len({one.attachment for one in self.files}) >= MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)

    def file(self, name: str) -> SealedFile:
        """One that was sent. Raise NotFound."""
        found = next((one for one in self.sent_files if one.name == name), None)
        if found is None:
            raise NotFound
        return found

    @property
    def sent_files(self) -> list[SealedFile]:
        return [one for one in self.files if not one.pending]

    @property
    def attachments(self) -> list[list[SealedFile]]:
        """What was sent, an original and its copy together, in the order it came."""
        together: dict[str, list[SealedFile]] = {}
        for one in self.sent_files:
            together.setdefault(one.attachment, []).append(one)
        return list(together.values())

    def send(self, attachment: str) -> None:
        for one in self._pending(attachment):
            one.pending = False

    def drop(self, attachment: str) -> None:
        dropped = self._pending(attachment)
        self.files = [one for one in self.files if one not in dropped]

    def drop_forgotten(self, before: date) -> None:
        """What the reporter has neither sent nor dropped since that day."""
        self.files = [one for one in self.files if not (one.pending and one.on < before)]

    def _pending(self, attachment: str) -> list[SealedFile]:
        found = [one for one in self.files if one.pending and one.attachment == attachment]
        if not found:
            raise NotFound
        return found

    def withdraw(self, on: date) -> None:
        """Destroy who it was, at once and for good; the report itself too while nobody has fetched
        or holds it. What was fetched may have been acted upon: its redacted text and the cleaned
        copies of its files stay."""
        if self.withdrawn_on:
            raise NotAllowedNow
        if self.openings or self.hold.is_on:
            self.items = [one for one in self.items if not (one.is_guarded or one.is_request)]
            self.files = [one for one in self.sent_files if not one.is_original]
        else:
            self.items, self.files, self.sealed = [], [], b""
        self.withdrawn_on = on
