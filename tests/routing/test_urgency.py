import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.catalogue import Catalogue
from routing.catalogue.rows import Cues, SituationRow
from routing.urgency import HEAD, FirstLook


@pytest.fixture(scope="module")
def first_look(catalogue: Catalogue) -> FirstLook:
    return FirstLook(catalogue.situations, catalogue.secrecy)


def codes(first_look: FirstLook, text: str) -> list[str]:
    return [situation.code for situation in first_look.look(text)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("楼上着火了", ["fire"]),
        ("樓 上 起 火 了", ["fire"]),
        ("屋里有煤气味", ["fire"]),
        ("局长收钱办事", ["discipline"]),
        ("局长收钱,现在单位着火了", ["fire", "discipline"]),
        ("路灯不亮", []),
        # someone who speaks of a danger that is not there
        ("小区灭火器过期怕着火", []),
        ("万一着火怎么办", []),
        # and someone in danger who mentions it on the way
        ("着火了,灭火器过期打不开", ["fire"]),
        ("万一再来就晚了,已经着火了", ["fire"]),
        # no life at stake: an `unless` phrase speaks for its whole sentence
        ("新闻里说,有人受贿", []),
        ("新闻里说的。我们这里也有人受贿", ["discipline"]),
        ("在新闻里\n我们这里也有人受贿", ["discipline"]),
    ],
)
def test_danger_and_other_authorities_are_seen_in_their_order(
    first_look: FirstLook, text: str, seen: list[str]
) -> None:
    assert codes(first_look, text) == seen


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我想匿名举报", True),
        ("求你们不要告诉他们是我", True),
        ("签了保密协议匿名举报", False),
        ("投诉物业", False),
    ],
)
def test_a_wish_for_secrecy_is_heard(first_look: FirstLook, text: str, wanted: bool) -> None:
    assert first_look.wants_secrecy(text) is wanted


def test_the_end_of_a_long_story_is_read_too(first_look: FirstLook) -> None:
    assert codes(first_look, "很长的话" * HEAD + "着火了") == ["fire"]


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    row = SituationRow("a", ("1",), True, "x", phrases=("着火",), patterns=("火.{0,4}大",))
    look = FirstLook([row], Cues(("匿名",)))
    assert bool(look.look(text + "。着火了")) is True
    assert look.wants_secrecy(f"{text}。匿名") is True


def test_a_hostile_text_takes_no_longer_than_an_ordinary_one(first_look: FirstLook) -> None:
    for text in ("煤气" * 1000, "不要" * 1000, "着" * 2000, "着火万一," * 400):
        started = time.perf_counter()
        for _ in range(20):
            first_look.look(text)
            first_look.wants_secrecy(text)
        assert (time.perf_counter() - started) / 20 < 0.02
