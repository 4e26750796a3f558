"""Who decided what over a protected report: two people for a hold, one for its close.

Each fact is tied to the hash chain by a line a day that is written whether or not there was
anything: whoever must not know of a report sees the same line.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    HOLD_ASKED = "hold_asked"
    HOLD_CONFIRMED = "hold_confirmed"
    HOLD_REFUSED = "hold_refused"
    HOLD_TAKEN_BACK = "hold_taken_back"
    LIFT_ASKED = "lift_asked"
    LIFTED = "lifted"
    CLOSED = "closed"


@dataclass
class CustodyFact:
    """`about` is the report under a salt: with the salt destroyed it leads to nothing, and the
    rest can still be checked."""

    on: date
    step: Step
    by: str  # a staff name
    report: str
    salt: str
    about: str
    id: int | None = None

    @classmethod
    def new(cls, report: str, on: date, step: Step, by: str) -> "CustodyFact":
        salt = secrets.token_hex(16)
        return cls(on, step, by, report, salt, _hash(salt, report))

    @property
    def is_whole(self) -> bool:
        """False once the row was moved to another report."""
        return not self.report or self.about == _hash(self.salt, self.report)

    def digest(self) -> str:
        return _hash(self.about, self.on.isoformat(), self.step, self.by)

    def forget_report(self) -> None:
        self.report = self.salt = ""


def digest_until(day: date, facts: Iterable[CustodyFact]) -> str:
    """Over all facts up to that day, whatever their order: one that is missing, new or changed
    shows. A day later than all of them has the digest of the last."""
    return _hash(*sorted(one.digest() for one in facts if one.on <= day))


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
