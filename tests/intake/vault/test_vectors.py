"""Known answers. What was sealed years ago must open after every update of a library.

Each file names what made it: pycryptodome, pyhpke and OpenSSL where there is another
implementation, else this code at the time it was written.
"""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from intake.vault import envelope, opening, reading
from intake.vault.envelope import Place
from intake.vault.handler_keys import Suite

VECTORS = Path(__file__).parent / "vectors"


def vector(name):
    read = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    if "place" in read:
        read["place"] = Place(**read["place"])
    return read


def test_content_sealed_by_another_implementation_opens():
    v = vector("content")
    assert v["place"].bound("content", Suite.X25519).hex() == v["associated_data"]
    key, blob = bytes.fromhex(v["key"]), bytes.fromhex(v["blob"])
    assert reading.open_content(blob, key, v["place"]).decode() == v["plain"]
    assert len(envelope.seal(v["plain"].encode(), key, v["place"])) == len(blob)


@pytest.mark.parametrize("name", ["wrap_x25519", "wrap_hybrid"])
def test_a_key_wrapped_long_ago_opens(name):
    v = vector(name)
    private = bytes.fromhex(v["private"])
    assert reading.pair_of(private).public.hex() == v["public"]
    key = reading.unwrap(bytes.fromhex(v["wrap"]), v["place"], v["holder"], private)
    assert key.hex() == v["key"]
    fresh = envelope.wrap(key, v["place"], v["holder"], bytes.fromhex(v["public"]))
    assert len(fresh) * 2 == len(v["wrap"])


def test_what_a_wrap_is_bound_to_is_written_as_it_was():
    v = vector("wrap_x25519")
    assert v["place"].bound("key", Suite.X25519, [v["holder"]]).hex() == v["info"]


def test_a_key_locked_by_another_implementation_unlocks():
    v = vector("locked_key")
    assert reading.unlock(bytes.fromhex(v["locked"]), v["password"]).hex() == v["private"]


def test_shares_split_long_ago_join():
    v = vector("shares")
    shares = [
        opening.open_share(bytes.fromhex(c["share"]), v["place"], name, bytes.fromhex(c["private"]))
        for name, c in v["custodians"].items()
    ]
    for two in combinations(shares, 2):
        assert opening.join(two).hex() == v["key"]


def test_words_of_two_custodians_join():
    v = vector("words")
    for two in combinations(v["words"], 2):
        assert opening.join(words.encode() for words in two).hex() == v["key"]


def test_a_known_answer_does_not_open_elsewhere():
    v = vector("content")
    with pytest.raises(opening.CannotOpen):
        reading.open_content(
            bytes.fromhex(v["blob"]), bytes.fromhex(v["key"]), replace(v["place"], version=4)
        )
