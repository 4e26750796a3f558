"""What is told to whom: one row for each message and receiver, kept as a log for a while.

A row never holds what a message says. A message is put together when it is sent.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE, HOUR = 60, 3600
# The retries that the Standard Webhooks specification proposes, in seconds after each failure.
WEBHOOK_WAITS = (
    5,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
MESSAGE_WAITS = tuple(10 * MINUTE * 2**tries for tries in range(7))
LONGEST_WAIT = timedelta(hours=24)  # whatever a receiver asks for
# Between claiming a row and writing down what became of it. Who dies meanwhile leaves it to be
# sent again after that, under the same id.
LEASE = timedelta(minutes=3)
# Between filing and telling that it arrived: who handles it is told instead, if that is known.
SETTLING = timedelta(minutes=2)
KEPT = timedelta(days=90)
DISABLED_AFTER = timedelta(days=5)  # of failures alone


NEEDLESS = ("not-needed", "no-contact")  # codes of what was dropped


class Receiver(StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up
    DROPPED = "dropped"  # there was nothing to say, or nobody to say it to


class Channel(StrEnum):
    SMS = "sms"
    MAIL = "mail"
    WEBHOOK = "webhook"


class NotSent(Exception):
    """A message could not be handed over. `code` is one of ours or a number; it quotes nothing."""

    def __init__(self, code: str, *, for_good: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.for_good, self.wait = code, for_good, wait


@dataclass
class Delivery:
    key: str  # the same thing for the same receiver has the same key
    number: str
    receiver: Receiver
    name: str  # of a sealed contact, a member or an endpoint
    what: str  # a message of messages.yml, or a webhook's type
    created_at: datetime  # when it happened
    next_at: datetime | None  # empty: nothing more is tried
    done_at: datetime | None = None
    tries: int = 0
    channel: str = ""
    shown: str = ""  # masked
    code: str = ""  # of the last try
    data: dict[str, str] = field(default_factory=dict)  # a webhook's: codes and times
    id: int | None = None

    @property
    def state(self) -> DeliveryState:
        if self.done_at:
            return DeliveryState.SENT
        if self.next_at:
            return DeliveryState.WAITING
        return DeliveryState.DROPPED if self.code in NEEDLESS else DeliveryState.FAILED

    @property
    def may_be_repeated(self) -> bool:
        """Programs know what they had already; people would be told twice."""
        is_hook = self.receiver is Receiver.WEBHOOK
        return self.state is DeliveryState.FAILED or (is_hook and self.state is DeliveryState.SENT)

    def claim(self, now: datetime) -> None:
        self.tries, self.next_at = self.tries + 1, now + LEASE

    def sent(self, now: datetime, code: str) -> None:
        self.done_at, self.next_at, self.code = now, None, code

    def failed(self, now: datetime, error: NotSent, jitter: float = 0.0) -> None:
        """`jitter` from 0 to 1: many that failed together do not come back together."""
        self.code = error.code
        waits = WEBHOOK_WAITS if self.receiver is Receiver.WEBHOOK else MESSAGE_WAITS
        if error.for_good or self.tries > len(waits):
            self.next_at = None
            return
        wait = timedelta(seconds=waits[self.tries - 1] * (1 + 0.2 * jitter))
        asked = min(error.wait or timedelta(0), LONGEST_WAIT)
        self.next_at = now + max(wait, asked)

    def drop(self, code: str) -> None:
        self.next_at, self.code = None, code

    def again(self, now: datetime) -> None:
        """From the beginning, under the same key."""
        self.done_at, self.next_at, self.tries, self.code = None, now, 0, ""


@dataclass
class Address:
    """Where a member of staff is told of work. Sealed as citizens' contacts are."""

    member: str
    contact_id: str
    shown: str  # masked


@dataclass
class Hook:
    """An endpoint of the operator's file, as far as everybody may know, and how it fares."""

    name: str
    host: str
    types: list[str] = field(default_factory=list)  # empty: all
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    rests_until: datetime | None = None  # the receiver asked for that
    code: str = ""  # of the last failure
    in_file: bool = True
    verified_by: list[str] = field(default_factory=list)  # public keys; "v1" for a shared secret

    def takes(self, now: datetime) -> bool:
        rests = self.rests_until is not None and now < self.rests_until
        return self.in_file and self.disabled_at is None and not rests

    def wants(self, type: str) -> bool:
        return self.in_file and (not self.types or type in self.types)

    def worked(self) -> None:
        self.failing_since, self.rests_until, self.code = None, None, ""

    def failed(self, now: datetime, error: NotSent) -> bool:
        """Whether it is disabled by this."""
        self.failing_since, self.code = self.failing_since or now, error.code
        if error.wait:
            self.rests_until = now + min(error.wait, LONGEST_WAIT)
        gone = error.code == "410"  # the receiver does not want any more, says the specification
        if self.disabled_at is None and (gone or now - self.failing_since >= DISABLED_AFTER):
            self.disabled_at = now
            return True
        return False

    def enable(self) -> None:
        self.disabled_at = self.failing_since = self.rests_until = None


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed to."""

    receiver: str = ""
    state: str = ""
    name: str = ""  # of an endpoint
    number: str = ""
