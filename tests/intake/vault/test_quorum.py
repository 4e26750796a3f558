"""An identity opens when two of three custodians want it; whether there is one, nobody sees."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault import opening, quorum, reading
from intake.vault.envelope import new_key
from intake.vault.handler_keys import KeyPair
from intake.vault.quorum import NoQuorum, Request, TooLongToHide
from intake.vault.reading import CannotOpen, Refused
from tests.intake.vault.people import (
    CUSTODIANS,
    IDENTITY_PLACE,
    NOW,
    a_request,
    an_identity,
    pair,
    publics,
)

NAME = "王芳 13900000000".encode()


def shares_of(sealed, *custodians):
    return [
        opening.open_share(sealed.wraps[c], sealed.place, c, pair(c).private) for c in custodians
    ]


def approved(request, *custodians):
    return [opening.approve(request, pair(c).private, NOW) for c in custodians]


def reason(request, custodian="c-1", now=NOW):
    with pytest.raises(Refused) as refusal:
        opening.approve(request, pair(custodian).private, now)
    return refusal.value.reason


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32))
def test_any_two_shares_give_the_key_and_one_gives_nothing(key):
    sealed = quorum.split(key, IDENTITY_PLACE, publics(*CUSTODIANS))
    shares = [
        opening.open_share(wrapped, IDENTITY_PLACE, name, pair(name).private)
        for name, wrapped in sealed.items()
    ]
    for two in combinations(shares, 2):
        assert opening.join(two) == key
    assert opening.join(shares) == key
    for share in shares:
        for too_few in ([share], [share, share]):
            with pytest.raises(CannotOpen):
                opening.join(too_few)


def test_shares_of_two_items_do_not_join():
    one, other = an_identity(NAME), an_identity(NAME)
    with pytest.raises(CannotOpen):
        opening.join([*shares_of(one, "c-1"), *shares_of(other, "c-2")])


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"duckling enlarge", "王".encode()])
def test_junk_for_a_share_opens_nothing(junk):
    with pytest.raises(CannotOpen):
        opening.join([junk, *shares_of(an_identity(NAME), "c-1")])


def test_a_share_opens_for_its_custodian_and_its_report_alone():
    sealed = an_identity(NAME)
    wrapped, private = sealed.wraps["c-1"], pair("c-1").private
    assert opening.open_share(wrapped, sealed.place, "c-1", private)
    elsewhere = replace(sealed.place, report="B2")
    for place, name, key in (
        (sealed.place, "c-3", private),
        (sealed.place, "c-3", pair("c-3").private),
        (elsewhere, "c-1", private),
    ):
        with pytest.raises(CannotOpen):
            opening.open_share(wrapped, place, name, key)
    with pytest.raises(CannotOpen):  # not even as a key that was wrapped to him
        reading.unwrap(wrapped, sealed.place, "c-1", private)


@pytest.mark.parametrize("names", [(), ("c-1",), ("c-1", "c-2"), ("c-1", "c-2", "c-3", "c-4")])
def test_without_exactly_three_custodians_nothing_is_sealed(names):
    with pytest.raises(NoQuorum):
        quorum.seal_guarded(b"x", IDENTITY_PLACE, publics(*names))


def test_one_person_under_three_names_is_no_quorum():
    same = pair("c-1").public
    with pytest.raises(NoQuorum):
        quorum.split(new_key(), IDENTITY_PLACE, {"c-1": same, "c-2": same, "c-3": same})


@settings(max_examples=25)
@given(st.none() | st.binary(max_size=4095))
def test_sealed_an_identity_and_none_look_the_same(identity):
    sealed, dummy = an_identity(identity), an_identity(None)
    for wraps in ("blobs", "wraps"):
        lengths = [
            {name: len(blob) for name, blob in getattr(each, wraps).items()}
            for each in (sealed, dummy)
        ]
        assert lengths[0] == lengths[1]
    assert not set(sealed.blobs.values()) & set(dummy.blobs.values())
    key = opening.join(shares_of(sealed, "c-1", "c-3"))
    plain = reading.open_content(sealed.blobs["identity"], key, sealed.place)
    assert plain == (identity or b"")


def test_an_identity_too_long_to_hide_is_refused_before_it_is_sealed():
    assert quorum.identity_or_dummy(b"x" * 4095)
    with pytest.raises(TooLongToHide):
        quorum.identity_or_dummy(b"x" * 4096)


def test_two_approvals_show_the_requester_the_identity():
    sealed = an_identity(NAME)
    request = a_request(sealed)
    for two in combinations(CUSTODIANS, 2):
        grants = approved(request, *two)
        blob = sealed.blobs["identity"]
        assert opening.open_granted(request, blob, grants, pair("h-1").private, NOW) == NAME


def test_one_approval_shows_nothing_even_twice():
    sealed = an_identity(NAME)
    request = a_request(sealed)
    for grants in ([], approved(request, "c-1"), approved(request, "c-1", "c-1")):
        with pytest.raises(CannotOpen):
            opening.open_granted(
                request, sealed.blobs["identity"], grants, pair("h-1").private, NOW
            )


def test_an_approval_serves_its_requester_and_its_request_alone():
    sealed = an_identity(NAME)
    request, blob = a_request(sealed), sealed.blobs["identity"]
    grants = approved(request, "c-1", "c-2")
    for other, key in (
        (request, pair("h-3").private),
        (a_request(sealed, id="R-2"), pair("h-1").private),
        (a_request(sealed, motivation="另一个理由"), pair("h-1").private),
        (a_request(sealed, expires=NOW + timedelta(days=9)), pair("h-1").private),
        (a_request(sealed, item="span:1"), pair("h-1").private),
    ):
        with pytest.raises(CannotOpen):
            opening.open_granted(other, blob, grants, key, NOW)


@pytest.mark.parametrize("motivation", ["", "  \n", "　"])
def test_a_request_without_a_reason_is_refused(motivation):
    assert reason(a_request(an_identity(NAME), motivation=motivation)) == "no_motivation"


def test_a_custodian_can_approve_neither_himself_nor_another_custodian():
    sealed = an_identity(NAME)
    assert reason(a_request(sealed, requester="c-1")) == "own_request"
    assert reason(a_request(sealed, requester="c-2")) == "own_request"


def test_a_custodian_is_known_by_his_key_under_another_name_too():
    request = a_request(an_identity(NAME), requester_key=pair("c-1").public)
    assert reason(request) == "own_request"


def test_a_request_ends_at_its_hour():
    sealed = an_identity(NAME)
    request = a_request(sealed, expires=NOW)
    assert reason(request) == "expired"
    before = NOW - timedelta(seconds=1)
    grants = [opening.approve(request, pair(c).private, before) for c in ("c-1", "c-2")]
    blob, private = sealed.blobs["identity"], pair("h-1").private
    assert opening.open_granted(request, blob, grants, private, before) == NAME
    with pytest.raises(Refused, match="expired"):
        opening.open_granted(request, blob, grants, private, NOW)


def test_shares_of_one_item_cannot_be_asked_for_as_another():
    sealed = an_identity(NAME)
    for change in ({"item": "span:1"}, {"report": "B2"}, {"version": 2}, {"tenant": "1402"}):
        assert reason(a_request(sealed, **change)) == "not_this_item"
    assert reason(a_request(sealed, shares={})) == "not_this_item"


def test_a_request_survives_its_file_and_keeps_the_reason_out_of_its_repr():
    request = a_request(an_identity(NAME))
    assert Request.model_validate_json(request.model_dump_json()) == request
    assert request.motivation not in repr(request)


def test_a_day_without_a_time_zone_is_no_end():
    written = a_request(an_identity(NAME)).model_dump_json()
    text = written.replace("2026-11-24T09:00:00Z", "2026-11-24T09:00:00")
    assert text != written
    with pytest.raises(ValueError, match="timezone"):
        Request.model_validate_json(text)


def test_a_cut_span_is_guarded_like_an_identity():
    place = replace(IDENTITY_PLACE, field="span:1")
    sealed = quorum.seal_guarded("我们班组长".encode(), place, publics(*CUSTODIANS))
    request = a_request(sealed)
    grants = approved(request, "c-2", "c-3")
    plain = opening.open_granted(request, sealed.blobs["span:1"], grants, pair("h-1").private, NOW)
    assert plain.decode() == "我们班组长"


def test_a_key_pair_is_shown_without_its_private_half():
    assert "dead" not in repr(KeyPair(b"\x01", b"dead"))
