"""Learn again from settled orders, and keep the new model only where a check set agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.classifiers.base import ModelMissing
from routing.duties import DutySheet, Sheets
from routing.history import Order
from routing.offices import Ears, OfficeModel, learn, load_offices, save_offices

FEWEST = 200  # orders; below that the duty sheets and the shipped model know more
CHECKED = 5  # every fifth order is kept for the check, from the newest half
WORSE = 0.01  # how much worse the new model may look by chance


@dataclass(frozen=True)
class Outcome:
    orders: int
    kept: bool  # the new model took the old one's place
    accuracy: float | None = None
    accuracy_before: float | None = None


def learn_again(orders: Sequence[Order], ears: Ears, folder: Path) -> Outcome:
    """Learn departments (by code) from settled orders, oldest first. The stream of complaints
    changes through the year: a model that does worse on the newest ones than the one in use is
    thrown away."""
    if len(orders) < FEWEST:
        return Outcome(len(orders), kept=False)
    cut = len(orders) - len(orders) // CHECKED
    earlier, newest = orders[:cut], orders[cut:]
    own = department_sheets(ears.sheets, [order.office for order in orders])
    candidate = learn(earlier, ears, own=own)
    after, before = _accuracy(candidate, newest), None
    try:
        before = _accuracy(load_offices(folder, ears), newest)
    except ModelMissing:
        before = _accuracy(learn([], ears, own=own), newest)
    if after < before - WORSE:
        return Outcome(len(orders), False, after, before)
    # The weights and the threshold come from orders the parts have not seen, so all may teach.
    save_offices(folder, learn(orders, ears, own=own), {"orders": len(orders)})
    return Outcome(len(orders), True, after, before)


def department_sheets(sheets: Sheets, codes: Sequence[str]) -> Mapping[str, Sequence[DutySheet]]:
    return {
        code: [sheet for sheet in sheets.sheets if sheet.department == code]
        for code in sorted(set(codes))
    }


def _accuracy(model: OfficeModel, orders: Sequence[Order]) -> float:
    chances = model.chances([one.text for one in orders], [one.received for one in orders])
    guessed = np.array(model.offices)[chances.argmax(axis=1)]
    return float(np.mean(guessed == np.array([one.office for one in orders])))
