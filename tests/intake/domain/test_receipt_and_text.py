import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.days import last_day
from intake.domain.errors import BadReceipt
from intake.domain.receipt import digest, new_receipt, parse_receipt, receipt_for, shown
from intake.domain.redaction import find_phone, mask_numbers
from intake.domain.writing import says_something, tidy


@given(st.integers(0, 10**24 - 1))
def test_a_receipt_survives_being_read_out_and_typed_in(key):
    receipt = receipt_for(str(key), b"secret")
    assert parse_receipt(shown(receipt)) == receipt
    assert parse_receipt(shown(receipt).translate({ord("0") + n: ord("０") + n for n in range(10)}))


@given(st.data())
def test_one_wrong_digit_is_always_noticed(data):
    receipt = new_receipt()
    place = data.draw(st.integers(0, 24))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != receipt[place]]))
    with pytest.raises(BadReceipt):
        parse_receipt(receipt[:place] + wrong + receipt[place + 1 :])


@given(st.integers(0, 23))
def test_two_neighbours_swapped_are_noticed(place):
    receipt = new_receipt()
    swapped = receipt[:place] + receipt[place + 1] + receipt[place] + receipt[place + 2 :]
    if swapped != receipt:
        with pytest.raises(BadReceipt):
            parse_receipt(swapped)


@given(st.text(max_size=60))
def test_anything_typed_is_a_receipt_or_a_clear_error(typed):
    try:
        bare = parse_receipt(typed)
    except BadReceipt:
        return
    assert re.fullmatch(r"\d{25}", bare)


def test_receipts_do_not_repeat_and_use_all_digits():
    receipts = {new_receipt() for _ in range(2000)}
    assert len(receipts) == 2000
    assert {r[0] for r in receipts} == set("0123456789")


def test_the_same_key_gives_the_same_receipt_and_the_secret_matters():
    assert receipt_for("key", b"one") == receipt_for("key", b"one")
    assert receipt_for("key", b"one") != receipt_for("key", b"two")
    assert receipt_for("key", b"one") != receipt_for("kez", b"one")
    assert digest("x", b"one") != digest("x", b"two")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我电话13800138000", "我电话138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("身份证140105199003071234", "身份证1401************34"),
        ("座机0351-4041234", "座机0351-****1234"),
        ("打12345和110都没人管", "打12345和110都没人管"),
        ("2026年11月23日 3栋1801", "2026年11月23日 3栋1801"),
        ("卡号6222 0212 3456 7890 123", "卡号〔号码〕"),
    ],
)
def test_numbers_that_lead_to_a_person_are_masked(text, masked):
    assert mask_numbers(text) == masked
    assert mask_numbers(masked) == masked


def test_a_phone_is_found_in_a_sentence():
    assert find_phone("我的号码是 138 0013 8000,白天打") == "13800138000"
    assert find_phone("0351-4041234") == "03514041234"
    assert find_phone("一二三") is None


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(max_size=300))
def test_nothing_invisible_is_kept(text):
    kept = tidy(text)
    assert not set(kept) & {"\u200b", "\u202e", "\x00", "\x1b", "\ufeff"}


def test_chinese_punctuation_and_lines_stay_as_written():
    assert tidy("第一,漏水。\r\n\r\n第二:“没人管”!") == "第一,漏水。\n第二:“没人管”!"


@pytest.mark.parametrize(
    ("text", "says"), [("😡🔥", True), ("路灯", True), ("……!!", False), ("\u200b \n", False)]
)
def test_pictures_say_something_and_blanks_do_not(text, says):
    assert says_something(text) is says


def test_due_at_midnight_is_due_the_day_before():
    midnight_in_china = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert last_day(midnight_in_china).isoformat() == "2026-11-30"
