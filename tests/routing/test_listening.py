"""The learnt ear: what it hears in the web process is what it was taught, and no more."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.cli import learning
from routing import listening
from routing.catalogue import load
from routing.catalogue.rows import Cues, SituationRow
from routing.classifiers.hearing import fit_listener, read_rows
from routing.evaluate import evaluate_first_look
from routing.listening import DANGER, SECRECY, Heard, Listener, Sense
from routing.loading import load_router
from routing.urgency import FirstLook

EXAM = learning.LEXICON.parent / "evaluation"
DANGERS = ["他下去就没上来", "门从里头钉死了", "脸都憋紫了", "水到座位了", "灶台那个管子嘶嘶响"]
SECRETS = [
    "别让我们书记晓得",
    "说出去饭碗就没了",
    "不要回电话",
    "你们录音谁能听",
    "我还要在矿上干活",
]
CALM = ["路灯坏了", "物业费涨了", "退我押金", "公交车老不来", "垃圾没人收", "想问社保怎么转"]
ROWS = (
    [(text + end, "trapped") for text in DANGERS for end in ("", "快来", "咋办", "呀", "了")]
    + [(text + end, "secret") for text in SECRETS for end in ("", "求你们", "啊", "呀", "了")]
    + [(text + end, "ordinary") for text in CALM for end in ("", "请处理", "啊", "呀", "了")]
)


@pytest.fixture(scope="module")
def ear() -> Listener:
    return fit_listener(ROWS, [], load())


def test_it_hears_what_no_list_names_and_keeps_calm_at_the_rest(ear: Listener):
    assert ear.danger("井里他下去了没上来") is not Heard.NO
    assert ear.secrecy("求你们别让村里书记晓得") is not Heard.NO
    assert (ear.danger("路灯又坏了"), ear.secrecy("路灯又坏了")) == (Heard.NO, Heard.NO)


def test_what_is_stored_hears_the_same(ear: Listener, tmp_path: Path):
    listening.save(ear, tmp_path)
    again = listening.load(tmp_path)
    assert again is not None
    for text in (*DANGERS, *SECRETS, *CALM, ""):
        assert again.sum(DANGER, text) == pytest.approx(ear.sum(DANGER, text))
        assert again.secrecy(text) is ear.secrecy(text)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"senses": {}, "runs": {}}', '{"senses": {"danger": 1}, "runs": {}}'],
)
def test_a_damaged_file_leaves_the_word_lists_to_hear_alone(content: str, tmp_path: Path):
    assert listening.load(tmp_path) is None
    (tmp_path / listening.FILE).write_text(content, "utf-8")
    assert listening.load(tmp_path) is None


@given(text=st.text(max_size=900))
def test_any_text_is_heard_without_an_error(text: str):
    ear = Listener(
        {DANGER: Sense(-1, 0, 1), SECRECY: Sense(-1, 0, 1)}, {"火": (2.0, 5.0, -1.0), "": (1, 1, 1)}
    )
    assert ear.danger(text) in Heard
    assert -8 <= ear.sum(DANGER, text) <= 8


def test_a_list_of_words_comes_before_the_ear_and_the_ear_names_every_number():
    fire = SituationRow("fire", ("119",), urgent=True, reply="打119", phrases=("着火",))
    heard = SituationRow("any_danger", ("110",), urgent=True, reply="打电话", heard=True)
    always = Sense(9, 0, 1)
    look = FirstLook(
        [fire, heard], Cues(("匿名",)), Listener({DANGER: always, SECRECY: always}, {})
    )
    assert [one.code for one in look.look("着火了")] == ["fire"]
    assert [one.code for one in look.look("他下去就没上来")] == ["any_danger"]
    assert look.wants_secrecy("随便什么")


@pytest.mark.slow
def test_the_shipped_ear_hears_most_of_an_exam_it_never_saw(trained):
    router = load_router(trained.models / "routing", lexicon=learning.LEXICON)
    got = evaluate_first_look(router, EXAM / "first_look.csv")
    assert got.danger_recall > 0.65
    assert got.secret_recall > 0.65
    assert got.danger_mentioned > 0.85
    assert got.false_alarms < 0.2
    blind = evaluate_first_look(router, EXAM / "first_look_blind.csv")
    assert blind.danger_mentioned > 0.95
    assert blind.secret_mentioned > 0.95


def test_its_rows_are_labelled_with_a_danger_or_what_it_is_instead():
    rows = read_rows(EXAM.parent / "first_look.csv")
    labels = {label for _, label in rows}
    assert {"secret", "ordinary", "fire", "self_harm"} <= labels
    assert all(label and " " not in label for label in labels)


def test_a_sum_is_worked_out_by_hand():
    runs = {"火": (2.0, 3.0, 0.0), "了": (1.0, -1.0, 0.5)}
    ear = Listener({DANGER: Sense(-1, 0, 1), SECRECY: Sense(0, 0, 1)}, runs)
    assert ear.sum(DANGER, "火了") == pytest.approx(-1 + (2 * 3 - 1) / 5**0.5)
    assert ear.sum(SECRECY, "火了") == pytest.approx(0.5 / 5**0.5)
    twice = 1 + math.log(2)
    assert ear.sum(DANGER, "火火") == pytest.approx(-1 + 3 * twice * 2 / (twice * 2))
