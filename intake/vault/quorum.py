"""What only two of three custodians together may open: an identity, or a span cut from a report."""

import secrets

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from shamir_mnemonic import EncryptedMasterSecret, split_ems

from intake.service.protected import STEP
from intake.vault.envelope import Envelope, Place, enclose, new_key, seal

NEEDED, CUSTODIANS = 2, 3
# 33 words of at most 8 letters: shares of one length, whatever their words.
SHARE_LENGTH = 33 * 9 - 1
IDENTIFIER_BITS = 15  # SLIP-39: the same on the shares of one key


class NoQuorum(ValueError):
    """Not three custodians with a key each: it is not sealed at all, rather than to fewer."""


class TooLongToHide(ValueError):
    """An identity that would not fit one step would show by its length that it is there."""


class Request(BaseModel):
    """A requester asks the custodians for one item of one report. The file carries their shares.

    It is not signed: a custodian compares the fingerprint of `requester_key` with its owner, and
    what he approves is bound to every word of it.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )

    id: str
    tenant: str
    report: str
    item: str = Field(description="field of the sealed thing: identity, or span:ID")
    version: int = 1
    requester: str
    requester_key: bytes
    motivation: str = Field(repr=False)
    expires: AwareDatetime
    shares: dict[str, bytes] = Field(repr=False, description="sealed shares by custodian id")

    @property
    def place(self) -> Place:
        return Place(self.tenant, self.report, self.item, self.version)

    def readers(self, custodian: str) -> tuple[str, ...]:
        """What a grant is bound to: who gave what to whom, why, and until when."""
        expires = self.expires.isoformat()
        return (custodian, self.requester, self.id, self.motivation, expires)


def split(key: bytes, place: Place, custodians: dict[str, bytes]) -> dict[str, bytes]:
    """SLIP-39 shares, each to one custodian's public key. Raise NoQuorum, NotAKey."""
    if not len(custodians) == len(set(custodians.values())) == CUSTODIANS:
        raise NoQuorum
    # SLIP-39 stretches a passphrase first. There is none: the random key itself is split. Such
    # shares are not "extendable", which tells them from older ones.
    whole = EncryptedMasterSecret(secrets.randbits(IDENTIFIER_BITS), False, 0, key)
    (shares,) = split_ems(1, [(NEEDED, CUSTODIANS)], whole)
    words = [share.mnemonic().ljust(SHARE_LENGTH).encode() for share in shares]
    return {
        custodian: enclose(share, public, place, "share", (custodian,))
        for (custodian, public), share in zip(custodians.items(), words, strict=True)
    }


def seal_guarded(plain: bytes, place: Place, custodians: dict[str, bytes]) -> Envelope:
    """Seal under a key of its own, which nobody has whole once this returns."""
    key = new_key()
    wraps = split(key, place, custodians)
    return Envelope(place, {place.field: seal(plain, key, place)}, wraps)


def identity_or_dummy(identity: bytes | None) -> bytes:
    """What to seal as the identity: sealed, nobody gave one looks like somebody did.

    Raise TooLongToHide from 4096 bytes on.
    """
    plain = identity or b""
    if len(plain) >= STEP:
        raise TooLongToHide
    return plain
