"""Let methods answer labelled texts: one already trained, or trained here on part of the file."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from routing.baseline import Baseline
from routing.classifiers.features import Floats
from routing.classifiers.voices import VoiceModel
from routing.evaluation.scores import Answers
from routing.folds import deal
from routing.history import Order
from routing.offices import Ears, OfficeModel, learn
from routing.words import Words

TIMED = 200
SEED = 12345

Progress = Callable[[int, int], None]


class MapError(ValueError):
    """A file that maps categories to labels names what does not exist."""


@dataclass(frozen=True)
class Part:
    """Orders to learn from, and later or other ones to be asked about."""

    learn: Sequence[Order]
    ask: Sequence[Order]


def last_third(orders: Sequence[Order]) -> list[Part]:
    cut = len(orders) * 2 // 3
    return [Part(orders[:cut], orders[cut:])]


def folds(orders: Sequence[Order], count: int) -> list[Part]:
    dealt = deal([order.office for order in orders], count)
    pairs = list(zip(orders, dealt, strict=True))
    return [
        Part(
            [order for order, own in pairs if own != turn],
            [order for order, own in pairs if own == turn],
        )
        for turn in range(count)
    ]


def walk_forward(orders: Sequence[Order]) -> list[Part]:
    """Learn from all earlier orders, be asked about the next month's (weeks, where there are less
    than three months); the first third is only learnt from."""
    days = [order.received for order in orders if order.received]
    if len(days) < len(orders):
        raise ValueError("walking forward needs the day of every order")
    by_week = (days[-1] - days[0]).days < 90
    steps = [
        list(step)
        for _, step in groupby(
            orders,
            lambda one: (
                one.received
                and (
                    one.received.isocalendar()[:2]
                    if by_week
                    else (one.received.year, one.received.month)
                )
            ),
        )
    ]
    parts: list[Part] = []
    seen: list[Order] = []
    for step in steps:
        if len(seen) >= len(orders) // 3:
            parts.append(Part(list(seen), step))
        seen += step
    return parts


def fewer(orders: Sequence[Order], limit: int | None) -> list[Order]:
    """Return so many of the orders, chosen by chance but always the same."""
    if limit is None or limit >= len(orders):
        return list(orders)
    chosen = np.random.default_rng(SEED).permutation(len(orders))[:limit]
    return [orders[at] for at in sorted(chosen)]


def ask_offices(model: OfficeModel, orders: Sequence[Order]) -> Answers:
    texts = [order.text for order in orders]
    chances = model.chances(texts, [order.received for order in orders])
    started = time.perf_counter()
    for text in texts[:TIMED]:
        model.classify(text)
    spent = (time.perf_counter() - started) * 1000 / len(texts[:TIMED])
    return Answers(_truth(orders), model.offices, chances, model.sure_from, spent)


def ask_baseline(baseline: Baseline, orders: Sequence[Order], cut: Words) -> Answers:
    chances = baseline.chances([order.text for order in orders], cut)
    return Answers(_truth(orders), baseline.labels, chances)


def ask_categories(
    model: VoiceModel,
    orders: Sequence[Order],
    labels_of: Mapping[str, str],
    sure_from: float | None = None,
) -> Answers:
    """Ask the shipped model, whose categories stand for labels as `labels_of` says."""
    labels = tuple(sorted(set(labels_of.values())))
    share = np.zeros((len(model.labels), len(labels)))
    for row, code in enumerate(model.labels):
        if code in labels_of:
            share[row, labels.index(labels_of[code])] = 1.0
    texts = [order.text for order in orders]
    chances: Floats = model.chances(texts) @ share
    started = time.perf_counter()
    for text in texts[:TIMED]:
        model.classify(text)
    spent = (time.perf_counter() - started) * 1000 / len(texts[:TIMED])
    return Answers(_truth(orders), labels, chances, sure_from, spent)


def spread(rows: Mapping[str, Sequence[str]], categories: Sequence[str]) -> dict[str, str]:
    """Return the label of each category from a map of labels to groups ("07") and categories
    ("07.06"); the longer code wins."""
    found: dict[str, str] = {}
    named = sorted(
        ((code, label) for label, codes in rows.items() for code in codes),
        key=lambda pair: len(pair[0]),
    )
    for code, label in named:
        meant = [one for one in categories if one == code or one.startswith(f"{code}.")]
        if not meant:
            raise MapError(f"no category {code}")
        found |= dict.fromkeys(meant, label)
    return found


def try_offices(
    parts: Sequence[Part], ears: Ears, offices: Sequence[str], limit: int | None, progress: Progress
) -> Answers:
    """Learn from each part anew, and join what was answered."""

    def answers() -> Iterator[Answers]:
        for turn, part in enumerate(parts):
            progress(turn, len(parts))
            model = learn(fewer(part.learn, limit), ears, offices=offices)
            yield ask_offices(model, part.ask)

    return _join(list(answers()))


def try_baseline(
    parts: Sequence[Part], cut: Words, offices: Sequence[str], limit: int | None
) -> Answers | None:
    """None where there is nothing to learn from: it knows no duty sheets."""
    found = []
    for part in parts:
        orders = fewer(part.learn, limit)
        if not orders:
            return None
        baseline = Baseline.fit([one.text for one in orders], [one.office for one in orders], cut)
        answers = ask_baseline(baseline, part.ask, cut)
        found.append(_over(answers, tuple(sorted(offices))))
    return _join(found)


def _over(answers: Answers, labels: tuple[str, ...]) -> Answers:
    """Give labels that were never learnt a column of their own, with no chance."""
    chances = np.zeros((len(answers.truth), len(labels)))
    chances[:, [labels.index(one) for one in answers.labels]] = answers.chances
    return Answers(answers.truth, labels, chances, answers.sure_from, answers.ms_per_text)


def _join(found: Sequence[Answers]) -> Answers:
    """One threshold cannot serve several models: what counts is whether each was above its own."""
    if len(found) == 1:
        return found[0]
    truth = tuple(one for answers in found for one in answers.truth)
    chances = np.vstack([answers.chances for answers in found])
    thresholds = [answers.sure_from for answers in found if answers.sure_from is not None]
    times = [answers.ms_per_text for answers in found if answers.ms_per_text is not None]
    return Answers(
        truth,
        found[0].labels,
        chances,
        float(np.mean(thresholds)) if len(thresholds) == len(found) else None,
        float(np.mean(times)) if times else None,
    )


def _truth(orders: Sequence[Order]) -> tuple[str, ...]:
    return tuple(order.office for order in orders)
