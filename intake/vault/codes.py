"""Codes of staff (TOTP): six digits for half a minute; what makes them is sealed in the database.

The key is derived from the pepper, which lies outside the database. So a stolen disk of the
database, or a backup of it, gives no codes; the disk together with the server's environment does.
"""

from datetime import datetime

import pyotp
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.secret import Aead

ISSUER = "Yihao 12345"
DRIFT = 1  # half minutes that a phone's clock may be off, either way
KEY_NAME = b"yihao staff codes 1"


class TotpCodes:
    def __init__(self, pepper: bytes):
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=KEY_NAME).derive(pepper)
        self._box = Aead(key)

    def new_secret(self, member: str) -> bytes:
        return bytes(self._box.encrypt(pyotp.random_base32().encode(), member.encode()))

    def secret(self, member: str, sealed: bytes) -> str:
        """nacl.exceptions.CryptoError where it was sealed for another, or under another pepper."""
        return self._box.decrypt(sealed, member.encode()).decode()

    def address(self, member: str, sealed: bytes) -> str:
        return self._totp(member, sealed).provisioning_uri(name=member, issuer_name=ISSUER)

    def step(self, member: str, sealed: bytes, code: str, now: datetime) -> int | None:
        totp = self._totp(member, sealed)
        here = totp.timecode(now)
        for step in range(here - DRIFT, here + DRIFT + 1):
            if pyotp.utils.strings_equal(totp.generate_otp(step), code):
                return step
        return None

    def _totp(self, member: str, sealed: bytes) -> pyotp.TOTP:
        return pyotp.TOTP(self.secret(member, sealed))
