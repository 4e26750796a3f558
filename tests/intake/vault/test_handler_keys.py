"""A private key under a password."""

import stat

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault import reading
from intake.vault.handler_keys import (
    HEADER,
    Cost,
    Suite,
    fingerprint,
    lock,
    new_pair,
    password_key,
    save_pair,
)
from intake.vault.reading import CannotOpen, CannotUnlock
from tests.intake.vault.people import CHEAP

PAIR = new_pair()
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=30)
@given(words, words)
def test_only_the_password_unlocks(password, guess):
    locked = lock(PAIR.private, password, CHEAP)
    assert reading.unlock(locked, password) == PAIR.private
    if guess != password:
        with pytest.raises(CannotUnlock):
            reading.unlock(locked, guess)


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_lock_fails_just_as_a_wrong_password_does(data):
    locked = lock(PAIR.private, "pw", CHEAP)
    at = data.draw(st.integers(HEADER.size, len(locked) - 1))
    for bad in (locked[:at], locked[:at] + bytes([locked[at] ^ 1]) + locked[at + 1 :]):
        with pytest.raises(CannotUnlock):
            reading.unlock(bad, "pw")


@pytest.mark.parametrize(
    "cost", [(0, 8, 1), (1, 2**32 - 1, 1), (2**31, 8, 1), (1, 8, 255), (1, 8, 0), (2, 8, 1)]
)
def test_a_lock_whose_cost_was_changed_fails_soon(cost):
    locked = lock(PAIR.private, "pw", CHEAP)
    salt = HEADER.unpack(locked[: HEADER.size])[-1]
    changed = HEADER.pack(Suite.X25519, *cost, salt) + locked[HEADER.size :]
    with pytest.raises(CannotUnlock):
        reading.unlock(changed, "pw")


@pytest.mark.parametrize("length", [0, 1, HEADER.size - 1, HEADER.size, HEADER.size + 24])
def test_a_lock_cut_short_fails(length):
    with pytest.raises(CannotUnlock):
        reading.unlock(lock(PAIR.private, "pw", CHEAP)[:length], "pw")


def test_a_new_password_locks_anew_and_the_old_one_opens_no_more():
    old = lock(PAIR.private, "old", CHEAP)
    new = reading.change_password(old, "old", "new", Cost(passes=2, memory=16))
    assert reading.unlock(new, "new") == PAIR.private
    assert HEADER.unpack(new[: HEADER.size])[1:4] == (2, 16, 1)
    with pytest.raises(CannotUnlock):
        reading.unlock(new, "old")
    with pytest.raises(CannotUnlock):
        reading.change_password(old, "wrong", "new", CHEAP)


def test_a_lock_costs_64_mib_and_three_passes_unless_told_otherwise():
    locked = lock(PAIR.private, "pw")
    assert HEADER.unpack(locked[: HEADER.size])[:4] == (1, 3, 64 * 1024, 1)
    assert reading.unlock(locked, "pw") == PAIR.private


def test_two_implementations_of_argon2id_agree_on_the_default_cost():
    salt, cost = bytes(range(16)), Cost()
    ours = password_key("口令", salt, cost)
    kdf = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024)
    assert ours == kdf.derive("口令".encode())
    assert ours != hash_secret_raw("口令".encode(), salt, 3, 64 * 1024, 1, 32, Type.I)


@pytest.mark.parametrize("suite", Suite)
def test_a_public_key_follows_from_its_private_key(suite):
    made = new_pair(suite)
    assert reading.pair_of(made.private) == made
    assert made.public[0] == made.private[0] == suite


@pytest.mark.parametrize("private", [b"", b"\x01", b"\x02" + bytes(32), b"\x03" + bytes(95)])
def test_what_is_no_private_key_opens_nothing(private):
    with pytest.raises(CannotOpen):
        reading.pair_of(private)


def test_new_keys_are_hybrid_where_the_library_can():
    assert PAIR.public[0] == Suite.HYBRID


def test_a_fingerprint_is_short_enough_to_read_out_and_differs_between_keys():
    spoken = fingerprint(PAIR.public)
    assert [len(group) for group in spoken.split()] == [4] * 8
    assert spoken != fingerprint(new_pair().public)


def test_a_key_file_is_readable_by_its_owner_alone_and_never_replaced(tmp_path):
    save_pair(tmp_path / "keys", "li", "aa", "bb")
    assert stat.S_IMODE((tmp_path / "keys/li.key").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        save_pair(tmp_path / "keys", "li", "cc", "dd")
    assert (tmp_path / "keys/li.key").read_text() == "bb\n"
