import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import hstack

from routing.catalogue import Catalogue
from routing.classifiers.features import Features, Floats
from routing.classifiers.keywords import KeywordClassifier
from routing.classifiers.voices import LINEAR, VOICES, fit_weights
from routing.router import Router
from routing.text import fold
from routing.words import Words


@pytest.fixture(scope="module")
def keywords(catalogue: Catalogue) -> KeywordClassifier:
    return KeywordClassifier(catalogue.categories.values(), catalogue.departments)


def test_keywords_name_the_words_they_went_by(keywords: KeywordClassifier) -> None:
    best = keywords.classify("暖气不热,室温十度")[0]
    assert best.category == "07.06"
    assert set(best.words) == {"暖气", "不热", "室温"}


def test_keywords_stay_silent_when_they_know_no_word(keywords: KeywordClassifier) -> None:
    assert keywords.classify("今天天气真好") == []


def test_a_rare_word_decides_against_a_common_one(keywords: KeywordClassifier) -> None:
    # 小区 belongs to everything the housing office does, 物业费 to one category
    assert keywords.classify("小区物业费")[0].category == "07.01"


@given(text=st.text())
def test_probabilities_are_probabilities(router: Router, text: str) -> None:
    scores = router.classifier.classify(text)
    assert scores == [] or sum(score.value for score in scores) == pytest.approx(1.0, abs=1e-4)
    assert [score.value for score in scores] == sorted(
        (score.value for score in scores), reverse=True
    )


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("小区物业收了物业费不管业主", "07.01"),
        ("超市的面包过期发霉了", "01.05"),
        ("小贩半夜还在路口摆摊", "08.01"),
    ],
)
def test_the_trained_model_knows_what_it_was_taught(
    router: Router, text: str, category: str
) -> None:
    best = router.classifier.classify(text)[0]
    assert best.category == category
    assert best.words
    assert all(word in text for word in best.words)


def heard_of(labels: list[int]) -> Floats:
    """One text per label, and only the linear voice speaks, always as surely."""
    heard = np.zeros((len(labels), 4, VOICES), dtype=np.float32)
    heard[np.arange(len(labels)), labels, LINEAR] = 1.0
    return heard


def sureness(weights: Floats) -> float:
    return float(np.exp(weights[LINEAR]) / (np.exp(weights[LINEAR]) + 3))


def test_a_set_without_mistakes_does_not_make_the_model_certain() -> None:
    labels = [0, 1, 2, 3] * 100
    assert 0.9 < sureness(fit_weights(heard_of(labels), np.array(labels))) < 0.99


def test_a_voice_that_is_often_wrong_is_not_trusted() -> None:
    labels, truth = [0, 1, 2, 3] * 100, np.array([0, 1, 2, 3, 1, 2, 3, 0] * 50)
    assert sureness(fit_weights(heard_of(labels), truth)) == pytest.approx(0.5, abs=0.06)


@pytest.fixture(scope="module")
def cut() -> Words:
    return Words()


@given(texts=st.lists(st.text(st.sampled_from("供热不暖,A 1家太太\n"), max_size=12), max_size=4))
def test_a_text_is_weighed_as_the_vectorizers_that_learnt_would_weigh_it(
    cut: Words, texts: list[str]
) -> None:
    features = Features()
    features.fit(["家里供热不热，太冷", "太太说家家不暖"], cut)
    ours = features.transform(texts, cut)
    assert ours.shape == (len(texts), len(features))
    if texts:
        characters = features.characters.transform([fold(text) for text in texts])
        words = features.words.transform([cut(text) for text in texts])
        assert np.allclose(ours.toarray(), hstack([characters, words]).toarray(), atol=1e-6)
