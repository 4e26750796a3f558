"""Sealing, and the little that can be opened again."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

from intake.domain.attachment import Label
from intake.domain.protected import ProtectedReport, SealedFile, SealedItem
from intake.ports.files import Draft, FileSealer


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
