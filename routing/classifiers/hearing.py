"""Learn to hear danger and the wish not to be known, for routing.listening."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from routing.catalogue import Catalogue
from routing.examples import Example
from routing.listening import DANGER, SECRECY, Listener, Sense, runs
from routing.urgency import FirstLook

# Of ordinary messages, how many may be stopped for a danger that is none, or led to the protected
# page, which ends the conversation; and how many may get one careful sentence they did not need.
# Ours: a missed fire costs more than a sentence.
STOPPED = {DANGER: 0.03, SECRECY: 0.02}
CAUTIONED = 0.20
SOFTNESS = 5.0
SMALLEST = 0.02  # weights below this change nothing anybody could notice
ORDINARY = "ordinary"


def read_rows(file: Path) -> list[tuple[str, str]]:
    """Read text,label: a danger by its name, `secret`, or `ordinary`."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["text"], row["label"]) for row in csv.DictReader(lines)]


def fit_listener(
    rows: Sequence[tuple[str, str]], complaints: Sequence[Example], catalogue: Catalogue
) -> Listener:
    """Complaints are ordinary unless the word lists hear something in them."""
    plain = FirstLook(catalogue.situations, catalogue.secrecy)
    calm = [
        (one.text, ORDINARY)
        for one in complaints
        if not plain.wants_secrecy(one.text) and not any(s.urgent for s in plain.look(one.text))
    ]
    texts, labels = zip(*rows, *calm, strict=True)
    named = np.array(labels)
    wanted = {DANGER: ~np.isin(named, [ORDINARY, "secret"]), SECRECY: named == "secret"}
    vectorizer = TfidfVectorizer(analyzer=runs, min_df=2, sublinear_tf=True, dtype=np.float64)
    seen = vectorizer.fit_transform(texts)
    weights = [_model().fit(seen, is_so).coef_[0] for is_so in wanted.values()]
    telling = np.abs(weights).max(axis=0) >= SMALLEST
    vectorizer.set_params(vocabulary=list(vectorizer.get_feature_names_out()[telling]))
    seen = vectorizer.fit_transform(texts)

    senses, weights = {}, []
    for name, is_so in wanted.items():
        model = _model()
        folds = StratifiedKFold(4, shuffle=True, random_state=0).split(seen, named)
        unseen = cross_val_predict(model, seen, is_so, cv=list(folds), method="decision_function")
        calmly = unseen[named == ORDINARY]
        perhaps, sure = np.quantile(calmly, [1 - CAUTIONED, 1 - STOPPED[name]])
        model.fit(seen, is_so)
        senses[name] = Sense(float(model.intercept_[0]), float(perhaps), float(sure))
        weights.append(model.coef_[0])
    rare = vectorizer.idf_
    table = {
        run: [round(float(rare[at]), 4), *(round(float(w[at]), 4) for w in weights)]
        for run, at in vectorizer.vocabulary_.items()
    }
    return Listener(senses, table)


def _model() -> LogisticRegression:
    return LogisticRegression(C=SOFTNESS, max_iter=500, class_weight="balanced")
