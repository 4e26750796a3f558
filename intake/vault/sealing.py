"""Seal bytes to a public key (X25519, libsodium's sealed box). Nothing here can read them back."""

from nacl.public import PublicKey, SealedBox


class BoxSealer:
    def __init__(self, public_key: bytes):
        self._box = SealedBox(PublicKey(public_key))

    def seal(self, plain: bytes) -> bytes:
        return bytes(self._box.encrypt(plain))
