"""A flood of reports waits; no report is refused, and nobody's address is looked at.

Two token buckets: one for all, one for those that read alike. Whoever finds both empty is given a
ticket: it lets this text through after a short wait, or at once with a proof of work. A hospital
of 500 behind one address does not notice; ten thousand copies of one text take hours.
"""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = 60.0  # seconds; longer would keep a genuine report out
TICKET_LASTS = timedelta(hours=6)
WORK_BITS = 20  # about a million hashes: a second for a program, more for a flood of them
MOST_SHAPES = 10_000
GRAM = 4


@dataclass(frozen=True)
class Limits:
    """`burst` at once, then `rate` a second."""

    burst: float
    rate: float


ALIKE = Limits(burst=10, rate=0.1)


@dataclass
class Bucket:
    limits: Limits
    level: float
    at: datetime

    def take(self, now: datetime) -> float:
        """Take one; return how many seconds too early that was, 0.0 when it was there."""
        passed = max(0.0, (now - self.at).total_seconds())
        self.level = min(self.limits.burst, self.level + passed * self.limits.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.limits.rate


@dataclass(frozen=True)
class Wait:
    seconds: int
    ticket: str


class Flood:
    """Keeps no text: a shape is a keyed digest, and the key goes with the process."""

    def __init__(self, everybody: Limits, alike: Limits = ALIKE):
        self._everybody, self._alike = everybody, alike
        self._key = secrets.token_bytes(32)
        self._all: Bucket | None = None
        self._shapes: OrderedDict[str, Bucket] = OrderedDict()
        self._used: dict[str, datetime] = {}

    def admit(self, text: str, now: datetime, ticket: str = "", work: str = "") -> Wait | None:
        """None: let it through."""
        shape = self._shape(text)
        if ticket and self._is_good(ticket, shape, now, work):
            return None
        if self._all is None:
            self._all = Bucket(self._everybody, self._everybody.burst, now)
        early = max(self._all.take(now), self._bucket(shape, now).take(now))
        if early == 0.0:
            return None
        seconds = int(min(early, LONGEST_WAIT)) + 1
        return Wait(seconds, self._ticket(shape, now + timedelta(seconds=seconds)))

    def _bucket(self, shape: str, now: datetime) -> Bucket:
        bucket = self._shapes.pop(shape, None) or Bucket(self._alike, self._alike.burst, now)
        self._shapes[shape] = bucket
        while len(self._shapes) > MOST_SHAPES:
            self._shapes.popitem(last=False)
        return bucket

    def _shape(self, text: str) -> str:
        """Alike for texts that differ in a few characters: the two least digests of their pieces.
        One alone would be that of 我要举报 too often."""
        bare = "".join(one for one in text if one.isalpha())
        pieces = {bare[at : at + GRAM] for at in range(max(1, len(bare) - GRAM + 1))}
        return ".".join(sorted(self._digest(piece) for piece in pieces)[:2])

    def _digest(self, words: str) -> str:
        return hashlib.blake2b(words.encode(), digest_size=16, key=self._key).hexdigest()

    def _ticket(self, shape: str, ready: datetime) -> str:
        body = f"{int(ready.timestamp())}.{secrets.token_hex(8)}"
        return f"{body}.{self._digest(f'{body}.{shape}')}"

    def _is_good(self, ticket: str, shape: str, now: datetime, work: str) -> bool:
        """Ours, for this shape, not used before, and waited for or worked for."""
        body, _, seal = ticket.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._digest(f"{body}.{shape}").encode()):
            return False
        ready = datetime.fromtimestamp(int(body.partition(".")[0]), now.tzinfo)
        self._used = {one: until for one, until in self._used.items() if until > now}
        waited, worked = ready <= now, bool(work) and is_work(ticket, work)
        if body in self._used or now > ready + TICKET_LASTS or not (waited or worked):
            return False
        self._used[body] = now + TICKET_LASTS + timedelta(seconds=LONGEST_WAIT)
        return True


def is_work(ticket: str, work: str) -> bool:
    """SHA-256 of `ticket.work` begins with WORK_BITS zero bits."""
    digest = hashlib.sha256(f"{ticket}.{work}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - WORK_BITS) == 0
