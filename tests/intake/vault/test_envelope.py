"""What is sealed opens in its own place, unchanged, by those it was sealed to; or not at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault import envelope, reading
from intake.vault.envelope import ForCustodiansOnly, NoReader, Place
from intake.vault.handler_keys import NotAKey, Suite, new_pair
from intake.vault.reading import CannotOpen, Refused
from tests.intake.vault.people import HANDLERS, PLACE, a_report, pair, publics

KEY = envelope.new_key()
TEXT = replace(PLACE, field="text")
ids = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
places = st.builds(Place, ids, ids, ids, st.integers(1, 2**63))


def opens(blob: bytes, key: bytes = KEY, place: Place = TEXT) -> bool:
    try:
        reading.open_content(blob, key, place)
    except CannotOpen:
        return False
    return True


@given(st.binary(max_size=9000), places)
def test_what_was_sealed_comes_back_as_it_was(plain, place):
    blob = envelope.seal(plain, KEY, place)
    assert blob[0] == 1
    assert reading.open_content(blob, KEY, place) == plain


@given(st.binary(max_size=4095), st.binary(max_size=4095))
def test_a_length_does_not_tell_how_much_was_said(one, other):
    sealed = [envelope.seal(plain, KEY, TEXT) for plain in (one, other)]
    assert {len(blob) for blob in sealed} == {1 + 24 + 4096 + 16}
    assert sealed[0] != sealed[1]


@given(places, places)
def test_a_blob_moved_to_any_other_place_does_not_open(here, there):
    assert opens(envelope.seal(b"x", KEY, here), place=there) is (here == there)


@given(st.lists(ids, min_size=2, max_size=5), st.data())
def test_no_two_lists_of_ids_are_written_alike(parts, data):
    """Moving a letter over a boundary makes another place, though the letters are the same."""
    text = "".join(parts)
    cut = data.draw(st.integers(0, len(text)))
    other = [text[:cut], text[cut:]]
    alike = PLACE.bound("key", Suite.X25519, parts) == PLACE.bound("key", Suite.X25519, other)
    assert alike is (parts == other)


def test_a_blob_does_not_open_in_another_row_field_or_report_nor_as_another_version():
    blob = envelope.seal(b"x", KEY, TEXT)
    assert opens(blob)
    for change in ({"tenant": "1402"}, {"report": "B2"}, {"field": "note"}, {"version": 2}):
        assert not opens(blob, place=replace(TEXT, **change)), change


def test_an_older_version_put_back_does_not_open_as_the_newer():
    old, new = envelope.seal(b"old", KEY, TEXT), envelope.seal(b"new", KEY, TEXT.next())
    assert opens(new, place=TEXT.next())
    assert not opens(old, place=TEXT.next())


def test_two_blobs_swapped_do_not_open():
    contents = {"text": b"what happened", "place": b"where"}
    sealed = envelope.seal_report(PLACE, contents, publics("h-1"))
    assert reading.open_envelope(sealed, "h-1", pair("h-1").private) == contents
    swapped = dict(zip(contents, reversed(sealed.blobs.values()), strict=True))
    with pytest.raises(CannotOpen):
        reading.open_envelope(replace(sealed, blobs=swapped), "h-1", pair("h-1").private)


@given(st.integers(0, 4136))
def test_a_blob_cut_short_anywhere_does_not_open(length):
    assert not opens(envelope.seal(b"x", KEY, TEXT)[:length])


@given(st.integers(0, 4137 * 8 - 1))
def test_a_blob_with_any_one_bit_changed_does_not_open(bit):
    blob = bytearray(envelope.seal(b"x", KEY, TEXT))
    blob[bit // 8] ^= 1 << bit % 8
    assert not opens(bytes(blob))


@pytest.mark.parametrize("suite", Suite)
def test_a_wrap_changed_or_cut_short_gives_no_key(suite):
    reader = new_pair(suite)
    wrapped = envelope.wrap(KEY, PLACE, "h-1", reader.public)
    assert wrapped[0] == suite
    assert reading.unwrap(wrapped, PLACE, "h-1", reader.private) == KEY
    changed = [wrapped[:i] + bytes([wrapped[i] ^ 1]) + wrapped[i + 1 :] for i in (0, 1, 40, -17)]
    for bad in (b"", wrapped[:1], wrapped[:-1], wrapped + b"\0", *changed):
        with pytest.raises(CannotOpen):
            reading.unwrap(bad, PLACE, "h-1", reader.private)


def test_a_wrap_opens_for_its_handler_and_its_report_alone():
    key, private = KEY, pair("h-1").private
    wrapped = envelope.wrap(key, PLACE, "h-1", pair("h-1").public)
    assert reading.unwrap(wrapped, PLACE, "h-1", private) == key
    elsewhere = [
        (PLACE, "h-3", private),
        (PLACE, "h-1", pair("h-3").private),
        (replace(PLACE, report="B2"), "h-1", private),
        (PLACE.next(), "h-1", private),
    ]
    for place, holder, with_key in elsewhere:
        with pytest.raises(CannotOpen):
            reading.unwrap(wrapped, place, holder, with_key)


def test_each_handler_reads_and_nobody_else():
    sealed = a_report("h-1", "h-2", text=b"what happened")
    for handler in ("h-1", "h-2"):
        read = reading.open_envelope(sealed, handler, pair(handler).private)
        assert read == {"text": b"what happened"}
    with pytest.raises(CannotOpen):
        reading.open_envelope(sealed, "h-3", pair("h-3").private)


def test_forwarding_lets_one_more_handler_read_and_changes_no_content():
    sealed, place = a_report("h-1"), PLACE
    wrapped = reading.rewrap(
        sealed.wraps["h-1"], place, "h-1", pair("h-1").private, "h-2", pair("h-2").public
    )
    forwarded = replace(sealed, wraps={**sealed.wraps, "h-2": wrapped})
    assert reading.open_envelope(forwarded, "h-2", pair("h-2").private)
    with pytest.raises(CannotOpen):
        reading.rewrap(wrapped, place, "h-3", pair("h-3").private, "h-4", pair("h-4").public)


def test_after_a_recusal_the_one_who_left_reads_nothing_new():
    before = a_report("h-1", "h-2", "h-3", text=b"what happened")
    old_key = reading.unwrap(before.wraps["h-2"], PLACE, "h-2", pair("h-2").private)
    after = reading.rotate(
        before,
        "h-2",
        holder="h-1",
        private=pair("h-1").private,
        handlers=publics(*HANDLERS),
    )
    assert after.place == PLACE.next()
    assert set(after.wraps) == {"h-1", "h-3"}
    assert reading.open_envelope(after, "h-3", pair("h-3").private) == {"text": b"what happened"}
    assert not opens(after.blobs["text"], old_key, replace(after.place, field="text"))
    replayed = replace(after, wraps={**after.wraps, "h-2": before.wraps["h-2"]})
    with pytest.raises(CannotOpen):
        reading.open_envelope(replayed, "h-2", pair("h-2").private)


def test_a_row_slipped_among_the_wraps_does_not_make_a_holder_at_the_next_recusal():
    sealed = a_report("h-1", "h-2")
    slipped = replace(sealed, wraps={**sealed.wraps, "h-4": b"anything"})
    after = reading.rotate(
        slipped, "h-2", holder="h-1", private=pair("h-1").private, handlers=publics("h-1", "h-2")
    )
    assert set(after.wraps) == {"h-1"}


def test_who_leaves_cannot_make_the_key_that_is_to_keep_him_out():
    with pytest.raises(Refused):
        reading.rotate(
            a_report("h-1", "h-2"),
            "h-1",
            holder="h-1",
            private=pair("h-1").private,
            handlers=publics("h-1", "h-2"),
        )


def test_a_report_is_never_sealed_to_nobody():
    with pytest.raises(NoReader):
        envelope.seal_report(PLACE, {"text": b"x"}, {})


@pytest.mark.parametrize("field", ["identity", "span:1"])
def test_the_key_of_an_identity_or_a_cut_span_is_never_wrapped_to_a_handler(field):
    guarded = replace(PLACE, field=field)
    with pytest.raises(ForCustodiansOnly):
        envelope.wrap(KEY, guarded, "h-1", pair("h-1").public)
    with pytest.raises(ForCustodiansOnly):
        envelope.seal_report(guarded, {"text": b"x"}, publics("h-1"))
    with pytest.raises(ForCustodiansOnly):
        envelope.seal_report(PLACE, {field: b"x"}, publics("h-1"))


@pytest.mark.parametrize(
    "public",
    [b"", b"\x01", b"\x02" + bytes(32), b"\x01" + bytes(32), b"\x03" + bytes(32), bytes(33)],
)
def test_nothing_is_wrapped_to_what_is_not_a_public_key(public):
    with pytest.raises(NotAKey):
        envelope.wrap(KEY, PLACE, "h-1", public)


def test_a_report_is_shown_without_its_words_or_keys():
    sealed, reader = a_report("h-1"), pair("h-1")
    assert "blobs" not in repr(sealed)
    assert "private" not in repr(reader)
