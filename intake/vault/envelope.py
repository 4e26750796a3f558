"""The envelope of a protected report: content under a key of its own, the key under its readers'.

Everything sealed is bound to its Place, so that a blob moved, swapped or put back as an older
version does not open. Nothing here can read back what it sealed.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from nacl.secret import Aead

from intake.service.protected import padded
from intake.vault.handler_keys import HPKE, NotAKey, Suite, public_key

CONTENT_SUITE = Suite.X25519
REPORT = "report"
IDENTITY = "identity"
SPAN = "span:"  # a cut span's field is "span:" and its id


class ForCustodiansOnly(ValueError):
    """The keys of an identity and of cut spans are split among custodians, never wrapped whole."""


class NoReader(ValueError):
    """Sealed to nobody, a report would be lost."""


@dataclass(frozen=True)
class Place:
    """Where a sealed thing belongs. Ids that never change, and nothing that people wrote."""

    tenant: str
    report: str
    field: str
    version: int = 1

    @property
    def is_guarded(self) -> bool:
        return self.field == IDENTITY or self.field.startswith(SPAN)

    def next(self) -> "Place":
        return replace(self, version=self.version + 1)

    def bound(self, purpose: str, suite: Suite, also: Iterable[str] = ()) -> bytes:
        """Associated data: every part after its length, so that no two places read alike."""
        ids = (purpose, self.tenant, self.report, self.field, *also)
        parts = [bytes([suite]), self.version.to_bytes(8, "big"), *(part.encode() for part in ids)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@dataclass(frozen=True)
class Envelope:
    """What lies under one key, by field, and the key's wraps (or shares), by holder.

    `place.field` names the key; each blob is at the same place under its own field.
    """

    place: Place
    blobs: Mapping[str, bytes] = field(repr=False)
    wraps: Mapping[str, bytes] = field(repr=False)


def new_key() -> bytes:
    return secrets.token_bytes(Aead.KEY_SIZE)


def seal(plain: bytes, key: bytes, place: Place) -> bytes:
    """Suite, nonce of 24 bytes, then the padded text under XChaCha20-Poly1305."""
    bound = place.bound("content", CONTENT_SUITE)
    return bytes([CONTENT_SUITE]) + bytes(Aead(key).encrypt(padded(plain), bound))


def wrap(key: bytes, place: Place, holder: str, public: bytes) -> bytes:
    """Raise NotAKey; ForCustodiansOnly for a key that only a quorum may have."""
    if place.is_guarded:
        raise ForCustodiansOnly
    return enclose(key, public, place, "key", (holder,))


def seal_report(
    place: Place, contents: Mapping[str, bytes], handlers: Mapping[str, bytes]
) -> Envelope:
    """Seal all fields under one new key; `handlers` are public keys by id."""
    if not handlers:
        raise NoReader
    places = {name: replace(place, field=name) for name in contents}
    if any(at.is_guarded for at in places.values()):
        raise ForCustodiansOnly
    key = new_key()
    return Envelope(
        place,
        {name: seal(contents[name], key, at) for name, at in places.items()},
        {holder: wrap(key, place, holder, public) for holder, public in handlers.items()},
    )


def enclose(
    secret: bytes, public: bytes, place: Place, purpose: str, readers: Iterable[str]
) -> bytes:
    """HPKE, bound to place, purpose and the ids of those it is for. Raise NotAKey."""
    suite, key = public_key(public)
    try:
        sealed = HPKE[suite].encrypt(secret, key, place.bound(purpose, suite, readers))
    except ValueError:  # a point of small order
        raise NotAKey from None
    return bytes([suite]) + sealed
