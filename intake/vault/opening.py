"""Open what was sealed. Only the vault worker and the custodian's own computer hold such a key."""

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox


class CannotOpen(ValueError):
    """Not sealed to this key, or changed since."""


class BoxOpener:
    def __init__(self, private_key: bytes):
        self._box = SealedBox(PrivateKey(private_key))

    def open(self, sealed: bytes) -> bytes:
        try:
            return bytes(self._box.decrypt(sealed))
        except CryptoError:
            raise CannotOpen from None
