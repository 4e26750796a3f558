"""A signed head: how long the chain of events was at the end of a day, and its last hash."""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated, Self

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from pydantic import BaseModel, ConfigDict, NonNegativeInt, StringConstraints

from intake.adapters.audit.keys import fingerprint
from intake.adapters.sql.ledger import GENESIS

# Signed along, so that a signature made here means nothing anywhere else.
CONTEXT = b"yihao audit head 1\n"
NO_IDS = sha256().hexdigest()

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Tip(BaseModel):
    """The end of the chain, as one reading of the table found it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    count: NonNegativeInt = 0
    last_id: NonNegativeInt = 0
    hash: Digest = GENESIS
    ids: Digest = NO_IDS  # of all row ids: no hash in the table covers them


class Head(Tip):
    """One line of the witness file. The day is the city's; nothing finer leaves the database."""

    day: date
    previous_head_hash: Digest
    key_fingerprint: str
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]

    @classmethod
    def sign(cls, tip: Tip, day: date, previous: "Head | None", key: SigningKey) -> Self:
        unsigned = cls(
            **tip.model_dump(),
            day=day,
            previous_head_hash=previous.digest() if previous else GENESIS,
            key_fingerprint=fingerprint(key.verify_key),
            signature="0" * 128,
        )
        signature = key.sign(unsigned._statement()).signature.hex()
        return unsigned.model_copy(update={"signature": signature})

    @classmethod
    def read(cls, line: bytes) -> "Head | None":
        """None unless the line is, byte for byte, one that line() writes."""
        try:
            head = cls.model_validate_json(line)
        except ValueError:
            return None
        return head if head.line() == line else None

    def line(self) -> bytes:
        return _canonical(self.model_dump(mode="json"))

    def digest(self) -> str:
        """What the next head covers; also short enough to be printed and kept on paper."""
        return sha256(self.line()).hexdigest()

    def is_signed_by(self, key: VerifyKey) -> bool:
        try:
            key.verify(self._statement(), bytes.fromhex(self.signature))
        except BadSignatureError:
            return False
        return True

    def tip(self) -> Tip:
        return Tip(count=self.count, last_id=self.last_id, hash=self.hash, ids=self.ids)

    def _statement(self) -> bytes:
        return CONTEXT + _canonical(self.model_dump(mode="json", exclude={"signature"}))


def _canonical(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
