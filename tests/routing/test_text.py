import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.text import fold, normalize


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    assert all(char == " " or not char.isspace() for char in normalize(text))
    assert not {"\u200b", "\u202e", "\ufeff", "\x00", "\u3164", "\ufe0f"} & set(normalize(text))


@given(st.text(), st.text())
def test_invisible_characters_never_hide_a_word(before: str, after: str) -> None:
    hidden = f"{before}举\u200b报\u2060{after}"
    assert normalize(hidden) == normalize(f"{before}举报{after}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("１２３４５热线", "12345热线"),
        ("  退款\r\n\t不给  ", "退款 不给"),
        ("\u202e举报\u202c", "举报"),
        ("㎡", "m2"),
    ],
)
def test_people_write_one_thing_in_several_ways(written: str, meant: str) -> None:
    assert normalize(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("舉報樓下飯店", "举报楼下饭店"),
        ("乾淨的麵條", "干净的面条"),
        ("WiFi 收费", "wifi 收费"),
        ("楼 上 着 火 了", "楼上着火了"),
    ],
)
def test_folding_makes_traditional_dictated_and_capital_writing_alike(
    written: str, meant: str
) -> None:
    assert fold(written) == meant


def test_web_processes_can_read_rules_without_loading_models() -> None:
    light = (
        "routing.text, routing.urgency, routing.assignment, routing.deadlines, routing.catalogue"
    )
    code = (
        f"import sys, {light}; "
        "print([name for name in ('jieba', 'sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
