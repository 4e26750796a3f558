"""What telling people and programs needs from the outside world."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from intake.domain.delivery import Address, Delivery, Hook, Receiver, Wanted


@dataclass(frozen=True)
class Message:
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)  # of a mail


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"  # from the first byte
    NONE = "none"  # a relay on the same machine


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0  # seconds, for each answer of the server


@dataclass(frozen=True)
class Sample:
    """A message as it looks, filled in with what is long."""

    name: str
    category: str  # or the group; "" for all
    text: str
    parts: int  # short messages it takes


class Messages(Protocol):
    """What is said, by name, from a file."""

    def samples(self) -> list[Sample]: ...

    def say(self, name: str, *, category: str = "", **values: str) -> Message: ...


class Messenger(Protocol):
    def send(self, to: str, message: Message, id: str) -> str:
        """Return a code of the receiver. The same `id` is the same message: where the other side
        can tell, it arrives once. Raise NotSent."""
        ...


class BadHookFile(ValueError):
    """The operator's file of endpoints is wrong. Names the row at fault, never a secret."""


class HookSender(Protocol):
    """The operator's file of endpoints, which holds their secrets."""

    def endpoints(self) -> Sequence[Hook]:
        """As they are in the file now. Raise BadHookFile."""
        ...

    def send(self, name: str, id: str, body: str) -> str:
        """Sign and post. Return the status. Raise NotSent, BadHookFile."""
        ...


@dataclass(frozen=True)
class StayDue:
    ticket: int
    number: str
    office: str


class Deliveries(Protocol):
    """The log of what was told and is to be told."""

    def plan(self, rows: Collection[Delivery]) -> None:
        """Those whose key is known are left out."""
        ...

    def claim(
        self, now: datetime, receivers: Collection[Receiver], but: Collection[str] = ()
    ) -> Delivery | None:
        """The one that has been due longest, to be sent by nobody else meanwhile; not those to
        the names in `but`."""
        ...

    def get(self, id: int) -> Delivery:
        """Raise NotFound."""
        ...

    def of(self, number: str) -> list[Delivery]: ...
    def page(self, wanted: Wanted, before: int | None = None, limit: int = 50) -> list[Delivery]:
        """Newest first; `before` is the id where the page before ended."""
        ...

    def count(self, wanted: Wanted, most: int = 10_000) -> int: ...
    def between(self, since: datetime, until: datetime, name: str, limit: int) -> list[Delivery]:
        """What happened then, for webhooks to that endpoint; to all, where it is empty."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete rows to which nothing will happen any more."""
        ...

    def stays_due(self, since: datetime, until: datetime) -> list[StayDue]:
        """Open stays, their clock running, due from `since` until before `until`."""
        ...

    def hooks(self) -> list[Hook]: ...
    def hook(self, name: str) -> Hook | None: ...
    def add_hook(self, hook: Hook) -> None: ...
    def address(self, member: str) -> Address | None: ...
    def set_address(self, address: Address) -> None: ...
    def remove_address(self, member: str) -> None: ...
    def addresses_of(self, office: str) -> list[Address]:
        """Of the officers of that office."""
        ...

    def addresses_of_role(self, role: str) -> list[Address]: ...
