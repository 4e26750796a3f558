"""What is learnt from marked sentences, besides what words and patterns find."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.identifying import Finder, Span, find, tagger
from routing.identifying.tagger import DIGEST, FILE, Tagger, load, teach

TRADES = "打更的", "烧锅炉的", "看水泵的", "称重的", "发矿灯的", "绞车房的", "化验煤的", "修皮带的"
SAID = "俺在那厂里是{}，他们往沟里倒黑水", "{}就我一个，账上写了三个", "你们来吧，我{}"
TAUGHT = [
    (text, [Span(text.index(trade), text.index(trade) + len(trade), "job")])
    for trade in TRADES
    for text in (said.format(trade) for said in SAID)
] + [(text, []) for text in ("他们往沟里倒黑水", "你们来吧，白天没人", "账上写了三个，都是假的")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learnt")
    teach(TAUGHT, folder / FILE)
    return folder


@pytest.fixture(scope="module")
def learnt(folder: Path) -> Tagger:
    found = load(folder)
    assert found
    return found


def test_a_trade_that_no_list_names_is_found_where_one_was_marked(learnt: Tagger) -> None:
    text = "俺在那厂里是筛煤的，他们往沟里倒黑水"
    assert find(text) == ()
    [span] = Finder(learnt).find(text)
    assert (text[span.start : span.end], span.kind) == ("筛煤的", "job")


def test_what_was_never_marked_stays_unmarked(learnt: Tagger) -> None:
    assert Finder(learnt).find("他们往沟里倒黑水，账上都是假的") == ()


def test_numbers_are_still_found_by_their_patterns(learnt: Tagger) -> None:
    [span] = Finder(learnt).find("打13800138000找")
    assert span.kind == "phone"


@given(text=st.text(max_size=200))
def test_any_text_gets_spans_inside_it_in_order(learnt: Tagger, text: str) -> None:
    found = Finder(learnt).find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("damage", [b"", b"not a model", b"lCRF" + bytes(60)])
def test_a_damaged_model_leaves_the_words_alone(tmp_path: Path, damage: bytes) -> None:
    teach(TAUGHT[:4], tmp_path / FILE)
    (tmp_path / FILE).write_bytes(damage)
    assert load(tmp_path) is None


def test_no_model_leaves_the_words_alone(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert load(None) is None


def test_learning_again_replaces_the_model_whole(folder: Path) -> None:
    teach(TAUGHT, folder / FILE)
    assert {file.name for file in folder.iterdir()} == {FILE, DIGEST}
    assert tagger.load(folder)
