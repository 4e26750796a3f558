"""One number shown to one browser: sealed to a key that follows from the browser's own secret.

The database holds the sealed number for two minutes; the session's cookie, which opens it, is in
the browser alone.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from intake.vault.reading import CannotOpen


@dataclass(frozen=True)
class BrowserLooks:
    pepper: bytes = field(repr=False)

    def _pair(self, secret: str) -> PrivateKey:
        return PrivateKey(hmac.digest(self.pepper, b"look:" + secret.encode(), hashlib.sha256))

    def key(self, secret: str) -> bytes:
        return bytes(self._pair(secret).public_key)

    def seal(self, plain: bytes, key: bytes) -> bytes:
        return bytes(SealedBox(PublicKey(key)).encrypt(plain))

    def read(self, sealed: bytes, secret: str) -> str:
        """Raise CannotOpen for what was sealed for another browser."""
        try:
            return bytes(SealedBox(self._pair(secret)).decrypt(sealed)).decode()
        except CryptoError:
            raise CannotOpen from None
