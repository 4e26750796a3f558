"""What the shipped catalogue makes of sentences as people say them (golden/*.csv).

A failure names rows by their line in the file, so that nobody has to read a wall of text.
"""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest

from routing.assignment import Disposition
from routing.catalogue import HERE, Catalogue, load
from routing.urgency import FirstLook

GOLDEN = Path(__file__).parent / "golden"
MOST_FALSE_ALARMS = 0.03
# Written down a second time on purpose: a slip in situations.yml must not pass unseen.
NUMBERS = {
    "fire": ("119", "120"),
    "gas_leak": ("119", "120"),
    "co_poisoning": ("120", "119"),
    "trapped_lift": ("119",),
    "mine_accident": ("119", "120"),
    "collapse": ("119", "120"),
    "drowning": ("119", "120"),
    "electric": ("120", "95598"),
    "hazmat": ("119", "120"),
    "disaster": ("119", "110"),
    "self_harm": ("12356", "110", "120"),
    "crime": ("110", "120"),
    "domestic_violence": ("110", "12338"),
    "child_harm": ("110", "12355", "12338"),
    "missing_person": ("110",),
    "fraud": ("110", "96110"),
    "traffic_accident": ("122", "110", "120"),
    "medical": ("120",),
    "food_poisoning": ("120",),
    "threat": ("110",),
    "any_danger": ("110", "119", "120"),
}
# Whole words that commit us to something, or that only offices use.
PROMISES = ("保证", "承诺", "一定会", "会保密", "会解决", "会处理", "尽快", "放心", "马上派")
OFFICIALESE = ("贵", "兹", "予以", "届时", "知悉", "相关部门", "敬请", "您好")


def rows(name: str) -> list[tuple[int, dict[str, str]]]:
    """Number rows as an editor does: the heading is line 1."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file), start=2))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load(HERE)


@pytest.fixture(scope="module")
def first_look(shipped: Catalogue) -> FirstLook:
    return FirstLook(shipped.situations, shipped.secrecy)


def codes(first_look: FirstLook, text: str) -> set[str]:
    return {situation.code for situation in first_look.look(text)}


def urgent(first_look: FirstLook, text: str) -> bool:
    return any(situation.urgent for situation in first_look.look(text))


def informed(first_look: FirstLook, text: str) -> bool:
    return any(s.disposition is Disposition.INFORM for s in first_look.look(text))


# -- danger -----------------------------------------------------------------------------------


def test_whoever_is_in_danger_is_told_so_first(first_look: FirstLook) -> None:
    missed = [
        f"danger.csv:{line} {row['situation']}"
        for line, row in rows("danger.csv")
        if row["situation"] not in codes(first_look, row["text"])
    ]
    assert missed == []


def test_every_danger_names_the_right_numbers(shipped: Catalogue) -> None:
    numbers = {row.code: row.numbers for row in shipped.situations if row.urgent}
    assert numbers == NUMBERS


def test_every_danger_has_sentences_of_its_own() -> None:
    """All but the one that is heard by the learnt ear, which has an exam of its own."""
    seen = Counter(row["situation"] for _, row in rows("danger.csv"))
    assert set(seen) == set(NUMBERS) - {"any_danger"}
    assert min(seen.values()) >= 10


def test_someone_in_danger_is_not_buried_in_replies(first_look: FirstLook) -> None:
    buried = [
        line
        for line, row in rows("danger.csv")
        if sum(one.urgent for one in first_look.look(row["text"])) > 3
    ]
    assert buried == []


def test_nobody_in_danger_is_led_away_to_the_private_page(first_look: FirstLook) -> None:
    """The wish for secrecy is answered before anything else, so danger must not sound like it."""
    led_away = [line for line, row in rows("danger.csv") if first_look.wants_secrecy(row["text"])]
    assert led_away == []


def test_an_ordinary_complaint_is_not_taken_for_an_emergency(first_look: FirstLook) -> None:
    calm = rows("calm.csv")
    alarms = [(line, bool(row["known"])) for line, row in calm if urgent(first_look, row["text"])]
    assert [line for line, known in alarms if not known] == []
    assert len(alarms) <= MOST_FALSE_ALARMS * len(calm)


def test_a_known_false_alarm_that_is_cured_is_taken_off_the_list(first_look: FirstLook) -> None:
    cured = [
        line
        for line, row in rows("calm.csv")
        if row["known"] and not urgent(first_look, row["text"])
    ]
    assert cured == []


# -- another authority, or a wish for secrecy ---------------------------------------------------


def test_what_another_authority_handles_is_only_told(first_look: FirstLook) -> None:
    missed = [
        f"outside.csv:{line} {row['situation']}"
        for line, row in rows("outside.csv")
        if row["situation"] and row["situation"] not in codes(first_look, row["text"])
    ]
    assert missed == []


def test_what_merely_sounds_like_it_is_still_dispatched(first_look: FirstLook) -> None:
    blocked = [
        line
        for line, row in rows("outside.csv")
        if not row["situation"] and informed(first_look, row["text"])
    ]
    assert blocked == []


def test_every_other_authority_has_sentences_of_its_own(shipped: Catalogue) -> None:
    seen = {row["situation"] for _, row in rows("outside.csv")} - {""}
    assert seen == {row.code for row in shipped.situations if row.inform} - {"foreign_language"}


def test_whoever_is_afraid_to_be_known_is_led_to_the_private_way(first_look: FirstLook) -> None:
    unheard = [
        line for line, row in rows("secret.csv") if not first_look.wants_secrecy(row["text"])
    ]
    assert unheard == []


def test_whoever_speaks_openly_is_not_led_away(first_look: FirstLook) -> None:
    led_away = [line for line, row in rows("open.csv") if first_look.wants_secrecy(row["text"])]
    assert led_away == []


def test_an_open_word_starts_no_alarm(first_look: FirstLook) -> None:
    alarms = [line for line, row in rows("open.csv") if urgent(first_look, row["text"])]
    assert alarms == []


# -- what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", NUMBERS)
def test_the_first_words_to_someone_in_danger_are_a_number(shipped: Catalogue, code: str) -> None:
    (row,) = (row for row in shipped.situations if row.code == code)
    first, _, _ = row.reply.strip().partition("\n\n")
    assert len(first) <= 60
    assert row.numbers[0] in first
    assert not set("?？吗呢") & set(first)
    for number in row.numbers:
        assert number in row.reply


def test_no_reply_promises_or_lectures(shipped: Catalogue) -> None:
    wrong = [
        f"{row.code}: {word}"
        for row in shipped.situations
        for word in PROMISES + OFFICIALESE
        if word in row.reply
    ]
    assert wrong == []


def test_a_person_takes_over_where_a_machine_must_not_go_on(shipped: Catalogue) -> None:
    handed_over = {row.code for row in shipped.situations if row.handover}
    assert {"self_harm", "threat"} <= handed_over


# -- hostile text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "我是", "我是出纳", "俺在开车", "不要告诉", "举报会不会", "孩子被", "人", "水", "火",
        "把", "要给汇万", "正向汇千", "娃娃跌", "电梯里", "炉子", "老公打", "着", "煤气", "车撞",
        "她欠万", "死", "着火万一,", "a b ", "。", "怕他们", "我们矿上", "塌了人", "吃了都", "01",
    ],
)  # fmt: skip
def test_no_text_holds_up_the_first_look(first_look: FirstLook, unit: str) -> None:
    """An expression that backtracks would take minutes here, not a fraction of a second."""
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    first_look.look(text)
    first_look.wants_secrecy(text)
    assert time.process_time() - started < 3
