"""Key pairs of people (handlers, custodians, requesters): made and locked here, never unlocked."""

import hashlib
import os
import struct
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl.secret import Aead
from nacl.utils import random

Encapsulating = X25519PublicKey | hpke.MLKEM768X25519PublicKey


class Suite(IntEnum):
    """First byte of every key, wrap and blob. A number is never used for anything else again."""

    X25519 = 1  # RFC 9180: DHKEM(X25519), HKDF-SHA256, ChaCha20-Poly1305; XChaCha20 for content
    # 2 is kept for SM2/SM3/SM4-GCM.
    HYBRID = 3  # as 1, but MLKEM768-X25519: a wrap recorded today outlasts quantum computers


KDF, AEAD = hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305
HPKE = {
    Suite.X25519: hpke.Suite(hpke.KEM.X25519, KDF, AEAD),
    Suite.HYBRID: hpke.Suite(hpke.KEM.MLKEM768_X25519, KDF, AEAD),
}
MLKEM_PUBLIC = 1184  # bytes


class NotAKey(ValueError):
    """These bytes are no public key that can be wrapped to."""


@dataclass(frozen=True)
class KeyPair:
    """Suite byte first; private: 32 bytes X25519, for HYBRID 64 bytes ML-KEM seed before them."""

    public: bytes
    private: bytes = field(repr=False)


def new_pair(suite: Suite | None = None) -> KeyPair:
    """HYBRID, or X25519 where the OpenSSL underneath has no ML-KEM."""
    if suite is None:
        try:
            return new_pair(Suite.HYBRID)
        except UnsupportedAlgorithm:
            suite = Suite.X25519
    elliptic = X25519PrivateKey.generate()
    public = elliptic.public_key().public_bytes_raw()
    private = elliptic.private_bytes_raw()
    if suite is Suite.HYBRID:
        lattice = MLKEM768PrivateKey.generate()
        public = lattice.public_key().public_bytes_raw() + public
        private = lattice.private_bytes_raw() + private
    return KeyPair(bytes([suite]) + public, bytes([suite]) + private)


def public_key(public: bytes) -> tuple[Suite, Encapsulating]:
    """Raise NotAKey."""
    try:
        suite, raw = Suite(public[0]), public[1:]
        if suite is Suite.X25519:
            return suite, X25519PublicKey.from_public_bytes(raw)
        lattice, elliptic = raw[:MLKEM_PUBLIC], raw[MLKEM_PUBLIC:]
        return suite, hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(lattice),
            X25519PublicKey.from_public_bytes(elliptic),
        )
    except (ValueError, IndexError, UnsupportedAlgorithm):
        raise NotAKey from None


def fingerprint(public: bytes) -> str:
    """128 bits of SHA-256 in groups of four, to be compared over the telephone."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[i : i + 4] for i in range(0, 32, 4))


@dataclass(frozen=True)
class Cost:
    """Of Argon2id. The default is RFC 9106's second choice, on one lane."""

    passes: int = 3
    memory: int = 64 * 1024  # KiB
    lanes: int = 1


HEADER = struct.Struct(">BIIB16s")  # suite, passes, memory, lanes, salt


def lock(private: bytes, password: str, cost: Cost | None = None) -> bytes:
    """Seal a private key under a password. The cost lies in the blob and is authenticated."""
    cost = cost or Cost()
    salt = random(16)
    header = HEADER.pack(Suite.X25519, cost.passes, cost.memory, cost.lanes, salt)
    return header + bytes(Aead(password_key(password, salt, cost)).encrypt(private, header))


def password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        password.encode(), salt, cost.passes, cost.memory, cost.lanes, 32, Type.ID
    )


def save_pair(folder: Path, name: str, public: str, private: str) -> None:
    """Write NAME.key (mode 600) and NAME.pub. Raise FileExistsError rather than replace a key."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(private + "\n")
    with (folder / f"{name}.pub").open("x") as file:
        file.write(public + "\n")
