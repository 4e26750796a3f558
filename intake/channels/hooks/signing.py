"""Signatures of Standard Webhooks 1.0.0: v1 with a shared secret, v1a with an Ed25519 key.

The specification's own library knows v1 alone.
"""

import base64
import binascii
import secrets
from collections.abc import Sequence
from datetime import datetime

from nacl.signing import SigningKey
from standardwebhooks.webhooks import Webhook

SHARED, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
SHORTEST, LONGEST = 24, 64  # bytes of a shared secret, by the specification
SEED = 32  # bytes of a private key; the public one may follow it


def signed(keys: Sequence[str], id: str, body: str, now: datetime) -> dict[str, str]:
    """One signature for each key. `now` in UTC: the library takes its digits for UTC, whatever
    zone they are in."""
    at = int(now.timestamp())
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(_sign(one, id, body, now) for one in keys),
    }


def is_key(key: str) -> bool:
    """Whether it can sign: a shared secret or a private key, never a public one."""
    if key.startswith(PRIVATE):
        return _private(key) is not None
    raw = _raw(key.removeprefix(SHARED)) if key.startswith(SHARED) else None
    return raw is not None and SHORTEST <= len(raw) <= LONGEST


def new_secret() -> str:
    return SHARED + _text(secrets.token_bytes(SEED))


def new_key() -> tuple[str, str]:
    """The private one for our file, the public one for the receiver."""
    key = SigningKey.generate()
    private = PRIVATE + _text(bytes(key) + bytes(key.verify_key))
    return private, PUBLIC + _text(bytes(key.verify_key))


def verified_by(key: str) -> str:
    """What everybody may know of a key: its public half, or "v1" of a shared secret."""
    found = _private(key) if key.startswith(PRIVATE) else None
    return PUBLIC + _text(bytes(found.verify_key)) if found else "v1"


def _sign(key: str, id: str, body: str, now: datetime) -> str:
    if not key.startswith(PRIVATE):
        return Webhook(key).sign(id, now, body)
    found = _private(key)
    if found is None:
        raise ValueError("not a private key")
    said = f"{id}.{int(now.timestamp())}.{body}".encode()
    return f"v1a,{_text(found.sign(said).signature)}"


def _private(key: str) -> SigningKey | None:
    """None where it is none, or where its halves do not belong together."""
    raw = _raw(key.removeprefix(PRIVATE))
    if raw is None or len(raw) not in (SEED, 2 * SEED):
        return None
    found = SigningKey(raw[:SEED])
    return found if raw[SEED:] in (b"", bytes(found.verify_key)) else None


def _raw(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
