"""Open what was wrapped to one's own key: a reporter with the receipt, a handler with a password.

Nothing here opens a contact, or what only a quorum may open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from argon2.exceptions import HashingError
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from intake.service.protected import unpadded
from intake.vault.envelope import CONTENT_SUITE, Envelope, Place, seal_report, wrap
from intake.vault.handler_keys import HEADER, HPKE, Cost, KeyPair, Suite, lock, password_key

MLKEM_SEED = 64  # bytes
# A blob that asks for more was made to exhaust us.
DEAREST = Cost(passes=64, memory=1024 * 1024, lanes=16)


class CannotOpen(ValueError):
    """Not sealed to this key, or changed since."""


class CannotUnlock(CannotOpen):
    """A wrong password or a damaged key file; which of them is not told."""


class Refused(ValueError):
    """A custodian's tool will not approve or open; `reason` names a sentence in words.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_content(blob: bytes, key: bytes, place: Place) -> bytes:
    if blob[:1] != bytes([CONTENT_SUITE]):
        raise CannotOpen
    return unpadded(_unseal(blob[1:], key, place.bound("content", CONTENT_SUITE)))


def unwrap(wrapped: bytes, place: Place, holder: str, private: bytes) -> bytes:
    """The key of a report, for the handler it was wrapped to."""
    return disclose(wrapped, private, place, "key", (holder,))


def open_envelope(envelope: Envelope, holder: str, private: bytes) -> dict[str, bytes]:
    """All fields. Raise CannotOpen, also for somebody it was never wrapped to."""
    key = unwrap(envelope.wraps.get(holder, b""), envelope.place, holder, private)
    return {
        name: open_content(blob, key, replace(envelope.place, field=name))
        for name, blob in envelope.blobs.items()
    }


def rewrap(
    wrapped: bytes, place: Place, holder: str, private: bytes, to: str, public: bytes
) -> bytes:
    """Forward: the key as `holder` has it, wrapped to one more handler."""
    return wrap(unwrap(wrapped, place, holder, private), place, to, public)


def rotate(
    envelope: Envelope, leaver: str, *, holder: str, private: bytes, handlers: Mapping[str, bytes]
) -> Envelope:
    """Recusal: the content under a new key and the next version, for all holders but `leaver`.

    What the leaver read before he has read; the old envelope is to be destroyed.
    `handlers` are the public keys, by id, of those who may handle it. Raise Refused when the
    leaver himself asks: he would make the key he must not know.
    """
    if holder == leaver:
        raise Refused("own_recusal")
    contents = open_envelope(envelope, holder, private)
    # Neither a row put among the wraps nor a name on the list makes a holder: only both do.
    staying = {
        name: public
        for name, public in handlers.items()
        if name in envelope.wraps and name != leaver
    }
    return seal_report(envelope.place.next(), contents, staying)


def unlock(locked: bytes, password: str) -> bytes:
    """Raise CannotUnlock."""
    header, sealed = locked[: HEADER.size], locked[HEADER.size :]
    if len(header) < HEADER.size:
        raise CannotUnlock
    suite, *cost, salt = HEADER.unpack(header)
    asked = Cost(*cost)
    if suite != Suite.X25519 or not _payable(asked):
        raise CannotUnlock
    try:
        return _unseal(sealed, password_key(password, salt, asked), header)
    except (CannotOpen, HashingError):
        raise CannotUnlock from None


def change_password(locked: bytes, old: str, new: str, cost: Cost | None = None) -> bytes:
    """The same key locked anew, with fresh salt and today's cost. Raise CannotUnlock."""
    return lock(unlock(locked, old), new, cost)


def pair_of(private: bytes) -> KeyPair:
    """The pair a private key belongs to. Raise CannotOpen."""
    suite, key = _private_key(private)
    if isinstance(key, X25519PrivateKey):
        return KeyPair(bytes([suite]) + key.public_key().public_bytes_raw(), private)
    lattice, elliptic = _halves(private)
    public = lattice.public_key().public_bytes_raw() + elliptic.public_key().public_bytes_raw()
    return KeyPair(bytes([suite]) + public, private)


def _unseal(sealed: bytes, key: bytes, bound: bytes) -> bytes:
    try:
        return Aead(key).decrypt(sealed, bound)
    except (CryptoError, ValueError):  # PyNaCl 1.6.2 on less than a tag: "negative array length"
        raise CannotOpen from None


def disclose(
    wrapped: bytes, private: bytes, place: Place, purpose: str, readers: Iterable[str]
) -> bytes:
    suite, key = _private_key(private)
    if wrapped[:1] != bytes([suite]):
        raise CannotOpen
    try:
        return HPKE[suite].decrypt(wrapped[1:], key, place.bound(purpose, suite, readers))
    except InvalidTag:
        raise CannotOpen from None


def _private_key(
    private: bytes,
) -> tuple[Suite, X25519PrivateKey | hpke.MLKEM768X25519PrivateKey]:
    try:
        suite = Suite(private[0])
        if suite is Suite.X25519:
            return suite, X25519PrivateKey.from_private_bytes(private[1:])
        return suite, hpke.MLKEM768X25519PrivateKey(*_halves(private))
    except (ValueError, IndexError, UnsupportedAlgorithm):
        raise CannotOpen from None


def _halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    seed, elliptic = private[1 : 1 + MLKEM_SEED], private[1 + MLKEM_SEED :]
    return MLKEM768PrivateKey.from_seed_bytes(seed), X25519PrivateKey.from_private_bytes(elliptic)


def _payable(cost: Cost) -> bool:
    return (
        cost.passes <= DEAREST.passes
        and cost.memory <= DEAREST.memory
        and cost.lanes <= DEAREST.lanes
    )
