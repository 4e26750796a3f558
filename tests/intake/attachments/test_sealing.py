"""A file under seal: it opens whole, in its place and with its key, or not at all."""

import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings
from nacl.public import PrivateKey

from intake.vault.file_opening import open_file
from intake.vault.files import (
    CHUNK,
    CannotOpenFile,
    FileSealer,
    new_file_key,
    padded_size,
    padme,
    sealed_size,
)
from intake.vault.opening import BoxOpener
from intake.vault.sealing import BoxSealer

KEY = bytes(range(32))
HEAD, BOX = 25, CHUNK + 17
LENGTHS = [0, 1, CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK, 3 * CHUNK, 3 * CHUNK + 5, 1_000_003]


def a_file(length: int) -> bytes:
    return hashlib.shake_128(b"a file").digest(length)


def seal(plain: bytes, key: bytes = KEY, report: str = "B1", attachment: str = "A1") -> bytes:
    out = io.BytesIO()
    sealer = FileSealer(out, key=key, report=report, attachment=attachment)
    sealer.take(plain)
    assert sealer.finish() == len(out.getvalue()) == sealed_size(len(plain))
    return out.getvalue()


def opened(sealed: bytes, key: bytes = KEY, report: str = "B1", attachment: str = "A1") -> bytes:
    out = io.BytesIO(b"before")
    out.seek(6)
    try:
        open_file(io.BytesIO(sealed), out, key=key, report=report, attachment=attachment)
    except CannotOpenFile:
        assert out.getvalue() == b"before", "half a file was left behind"
        raise
    return out.getvalue()[6:]


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_sealed_opens_to_the_same_bytes(length):
    plain = a_file(length)
    assert opened(seal(plain)) == plain


@given(st.binary(max_size=5000))
@settings(max_examples=50, deadline=None)
def test_any_bytes_come_back_also_those_that_look_like_padding(plain):
    assert opened(seal(plain + b"\x80\0\0")) == plain + b"\x80\0\0"


def test_the_custodian_opens_with_the_private_key_alone():
    custodian = PrivateKey.generate()
    key = new_file_key()
    wrapped = BoxSealer(bytes(custodian.public_key)).seal(key)
    sealed = seal(a_file(100_000), key)
    assert opened(sealed, BoxOpener(bytes(custodian)).open(wrapped)) == a_file(100_000)


def test_nothing_of_the_file_is_seen_in_the_sealed_one():
    plain = b"MARKER " * 30_000
    assert b"MARKER" not in seal(plain)
    assert seal(plain) != seal(plain)


@pytest.mark.parametrize(
    "other", [{"report": "B2"}, {"attachment": "A2"}, {"key": bytes(32)}], ids=str
)
def test_a_file_put_in_the_place_of_another_does_not_open(other):
    with pytest.raises(CannotOpenFile):
        opened(seal(a_file(10)), **other)


def test_ids_that_read_the_same_side_by_side_are_not_the_same():
    with pytest.raises(CannotOpenFile):
        opened(seal(b"x", report="B1", attachment="1A"), report="B11", attachment="A")


@pytest.mark.parametrize("length", [0, 10, HEAD, HEAD + BOX, HEAD + 2 * BOX, -1, -BOX])
def test_a_file_cut_short_does_not_open_also_at_the_border_of_a_chunk(length):
    with pytest.raises(CannotOpenFile):
        opened(seal(a_file(4 * CHUNK))[:length])


def test_chunks_in_another_order_or_twice_or_from_another_file_do_not_open():
    sealed, other = seal(a_file(4 * CHUNK)), seal(bytes(4 * CHUNK))
    head, first, second = sealed[:HEAD], sealed[HEAD : HEAD + BOX], sealed[HEAD + BOX :][:BOX]
    rest = sealed[HEAD + 2 * BOX :]
    assert opened(head + first + second + rest) == a_file(4 * CHUNK)
    for changed in (
        head + second + first + rest,
        head + first + first + rest,
        head + first + rest,
        head + first + other[HEAD + BOX :][:BOX] + rest,
        other[:HEAD] + sealed[HEAD:],
        sealed + b"x",
        sealed + rest,
        b"\x02" + sealed[1:],
    ):
        with pytest.raises(CannotOpenFile):
            opened(changed)


SEALED = seal(a_file(2 * CHUNK))


@given(st.integers(0, len(SEALED) * 8 - 1))
@settings(max_examples=60, deadline=None)
def test_one_changed_bit_anywhere_is_found(bit):
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpenFile):
        opened(bytes(changed))


def test_a_file_of_the_first_day_still_opens(monkeypatch):
    """The format may grow; what was sealed under suite 1 must open for ever."""
    header = bytes(range(24))

    def init(state, key):  # the state after libsodium drew this header
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        return header

    monkeypatch.setattr(bindings, "crypto_secretstream_xchacha20poly1305_init_push", init)
    sealed = seal(a_file(100_000))
    assert hashlib.sha256(sealed).hexdigest() == (
        "7f8d2181fc11e2d98777b912a48d861a5a363cf3e8430bcd23fa14ebb4e834b3"
    )
    assert opened(sealed) == a_file(100_000)


# From the definition in the paper (PoPETs 2019): 9 needs 4 bits, 2 of them say how many.
@pytest.mark.parametrize(
    ("length", "bucket"),
    [(0, 0), (1, 1), (8, 8), (9, 10), (100, 104), (1000, 1024), (65537, 67584), (10**8, 100663296)],
)
def test_padme_rounds_as_its_authors_say(length, bucket):
    assert padme(length) == bucket


@given(st.integers(2, 2**40))
def test_padding_costs_at_most_an_eighth_and_keeps_few_lengths_apart(length):
    bucket = padme(length)
    assert length <= bucket <= length * 1.12 + 1
    assert padme(bucket) == bucket
    assert bin(bucket).rstrip("0").count("1") <= bucket.bit_length().bit_length() + 1


def test_small_files_all_have_one_length():
    assert {sealed_size(length) for length in (0, 1, 5000, CHUNK - 8)} == {HEAD + BOX}
    assert padded_size(CHUNK - 7) > CHUNK


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=5))
@settings(max_examples=30, deadline=None)
def test_however_it_comes_it_is_sealed_and_can_be_read_back_by_who_sealed_it(lengths):
    sealer = FileSealer(io.BytesIO(), report="B1", attachment="A1")
    plain = a_file(sum(lengths))
    rest = io.BytesIO(plain)
    for length in lengths:
        sealer.take(rest.read(length))
    assert sealer.finish() == sealed_size(len(plain))
    assert b"".join(sealer.again()) == plain


class Dripping(io.BytesIO):
    """A socket: never more than a few bytes at once."""

    def read(self, size=-1):
        return super().read(min(size, 1000) if size and size > 0 else size)


def test_a_stream_that_gives_little_at_a_time_is_opened_all_the_same():
    plain = io.BytesIO()
    sealed = Dripping(seal(a_file(200_000)))
    open_file(sealed, plain, key=KEY, report="B1", attachment="A1")
    assert plain.getvalue() == a_file(200_000)
