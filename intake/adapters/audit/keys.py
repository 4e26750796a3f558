"""The witness's Ed25519 key. It belongs on another machine, best in another office."""

import os
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey, VerifyKey


class BadKeyFile(ValueError):
    """Not 32 bytes in hex. The message holds nothing of it."""


class OpenToOthers(ValueError):
    """Somebody else on this machine can read the key."""


def make_signing_key(folder: Path) -> str:
    """Write audit.key (mode 600) and audit.pub; return the public key as hex.

    FileExistsError where either is there: a new key over an old one would strand its heads.
    """
    private, public = folder / "audit.key", folder / "audit.pub"
    if public.exists():
        raise FileExistsError(public)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = SigningKey.generate()
    handle = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(bytes(key).hex() + "\n")
    text = bytes(key.verify_key).hex()
    public.write_text(text + "\n")
    return text


def read_signing_key(path: Path) -> SigningKey:
    if path.stat().st_mode & 0o077:
        raise OpenToOthers
    try:
        return SigningKey(bytes.fromhex(path.read_text("ascii").strip()))
    except ValueError:
        raise BadKeyFile from None


def public_key(text: str) -> VerifyKey:
    try:
        return VerifyKey(bytes.fromhex(text.strip()))
    except ValueError:
        raise BadKeyFile from None


def fingerprint(key: VerifyKey) -> str:
    return sha256(bytes(key)).hexdigest()[:16]
