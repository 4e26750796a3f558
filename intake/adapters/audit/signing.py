"""Sign the chain's present end, and verify the table against all that was signed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nacl.signing import SigningKey, VerifyKey

from intake.adapters.audit.chain import inspect
from intake.adapters.audit.findings import Finding, What
from intake.adapters.audit.heads import Head
from intake.adapters.audit.witness import held, read_heads, shared
from intake.adapters.sql.ledger import GENESIS, SqlEvents


class Refused(Exception):
    """Nothing was signed: the file or the table is not what it was."""

    def __init__(self, findings: list[Finding]):
        super().__init__(", ".join(one.what for one in findings))
        self.findings = findings


class ClockBehind(Exception):
    """This machine's day is before the last signed one."""


@dataclass(frozen=True)
class Signed:
    head: Head
    is_new: bool  # False: the same end was signed earlier that day
    mended: bool  # a half line of an earlier signing was cut off

    @property
    def is_first(self) -> bool:
        return self.head.previous_head_hash == GENESIS


@dataclass(frozen=True)
class Verified:
    findings: list[Finding]
    heads: list[Head]
    count: int  # rows, where there are no findings

    @property
    def unsigned(self) -> int:
        """Rows newer than the last head, for which nobody vouches yet."""
        return self.count - self.heads[-1].count


def sign(path: Path, key: SigningKey, events: SqlEvents, today: date) -> Signed:
    """Append one head. Raise Refused, ClockBehind, NotWritten, or OSError for the file itself."""
    with held(path) as witness:
        content = witness.content()
        reading = read_heads(content, key.verify_key)
        if reading.finding:
            raise Refused([reading.finding])
        last = reading.heads[-1] if reading.heads else None
        if last and today < last.day:
            raise ClockBehind
        inspection = inspect(events, reading.heads)
        if inspection.findings:
            raise Refused(inspection.findings)
        mended = reading.whole < len(content)
        if mended:
            witness.cut(reading.whole)
        if last and (last.day, last.tip()) == (today, inspection.tip):
            return Signed(last, is_new=False, mended=mended)
        head = Head.sign(inspection.tip, today, last, key)
        witness.append(head)
        return Signed(head, is_new=True, mended=mended)


def verify(path: Path, key: VerifyKey, events: SqlEvents, known: str | None = None) -> Verified:
    """`known`: the digest of a head kept elsewhere, which must be in the file.

    A file cut off at its end is whole in itself; only such a digest shows that lines are missing.
    """
    with shared(path) as witness:
        content = witness.content()
    reading = read_heads(content, key)
    heads = reading.heads
    findings = [reading.finding] if reading.finding else []
    if not findings and reading.whole < len(content):
        findings.append(Finding(What.HALF_LINE, {"line": len(heads) + 1}))
    if not findings and not heads:
        findings.append(Finding(What.NO_HEADS))
    if known and known not in {head.digest() for head in heads}:
        findings.append(Finding(What.UNKNOWN_HEAD))
    inspection = inspect(events, heads)
    return Verified(findings + inspection.findings, heads, inspection.tip.count)
