"""A receipt (查询码): the only key an anonymous sender has to come back with.

24 random digits (79.7 bits) and a Damm check digit, read out in six groups of four.
"""

import hashlib
import hmac
import secrets
import unicodedata

from stdnum import damm

from intake.domain.errors import BadReceipt

DIGITS = 24
MIN_KEY = 16


def new_receipt() -> str:
    return _with_check(secrets.randbelow(10**DIGITS))


def receipt_for(idempotency_key: str, secret: bytes) -> str:
    """The same receipt for the same key, so that a retry needs no stored secret.

    Without `secret` it cannot be computed from the key. 160 bits modulo 10**24 is even
    to one part in 10**24.
    """
    mac = hmac.digest(secret, b"receipt\0" + idempotency_key.encode(), hashlib.sha256)
    return _with_check(int.from_bytes(mac[:20], "big") % 10**DIGITS)


def parse_receipt(typed: str) -> str:
    """Return the 25 bare digits of what somebody typed, spaces, dashes, full width and all."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKC", typed) if not c.isspace() and c not in "-—–_."
    )
    if (
        len(bare) != DIGITS + 1
        or not bare.isascii()
        or not bare.isdigit()
        or not damm.is_valid(bare)
    ):
        raise BadReceipt("/receipt")
    return bare


def shown(receipt: str) -> str:
    """1234 5678 9012 3456 7890 1234-5"""
    groups = [receipt[i : i + 4] for i in range(0, DIGITS, 4)]
    return " ".join(groups) + "-" + receipt[DIGITS]


def digest(secret_word: str, pepper: bytes) -> str:
    """What the database keeps of a secret. Keyed, so that a stolen table is no oracle."""
    return hmac.new(pepper, secret_word.encode(), hashlib.sha256).hexdigest()


def _with_check(number: int) -> str:
    bare = f"{number:0{DIGITS}d}"
    return bare + damm.calc_check_digit(bare)
