"""What makes the codes of a phone, sealed in the database."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from intake.vault.codes import TotpCodes

CODES = TotpCodes(b"pepper " * 8)
SEALED = CODES.new_secret("li")
APP = pyotp.TOTP(CODES.secret("li", SEALED))  # on li's phone
moments = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second + 120, UTC))


def test_the_codes_are_those_of_rfc_6238():
    """Appendix B, T = 59 s; its last six of eight digits."""
    sealed = CODES._box.encrypt(b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", b"li")
    assert CODES.step("li", sealed, "287082", datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)) == 1


@given(moments, st.integers(-4, 4))
def test_a_code_counts_in_its_half_minute_and_in_those_beside_it(now, off):
    code = APP.at(now + timedelta(seconds=30 * off))
    near = {APP.at(now + timedelta(seconds=30 * n)): n for n in (1, 0, -1)}
    step = CODES.step("li", SEALED, code, now)
    assert (step is not None) == (code in near)
    if abs(off) <= 1:
        assert step is not None


@given(moments, st.text(max_size=8))
def test_nothing_else_is_a_code(now, typed):
    near = {APP.at(now + timedelta(seconds=30 * n)) for n in (1, 0, -1)}
    if typed not in near and not any(c.isdigit() and not c.isascii() for c in typed):
        assert CODES.step("li", SEALED, typed, now) is None


def test_a_stolen_disk_without_the_pepper_gives_no_codes():
    assert APP.secret.encode() not in SEALED
    with pytest.raises(CryptoError):
        TotpCodes(b"another " * 8).secret("li", SEALED)


def test_a_secret_moved_to_another_account_does_not_open():
    with pytest.raises(CryptoError):
        CODES.secret("wang", SEALED)


def test_the_same_secret_is_never_made_twice():
    assert len({CODES.secret("li", CODES.new_secret("li")) for _ in range(20)}) == 20
