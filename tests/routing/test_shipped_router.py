"""The shipped catalogue and model together, on matters whose ownership is disputed."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from intake.cli import learning
from routing.deadlines import CHINA
from routing.router import Router, load_router

GOLDEN = Path(__file__).parent / "golden" / "disputed.csv"
ROWS = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines()))
MONDAY = datetime(2026, 11, 23, 9, tzinfo=CHINA)


@pytest.fixture(scope="module")
def shipped(trained) -> Router:
    return load_router(trained.models / "routing", lexicon=learning.LEXICON)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_disputed_matter_goes_to_its_usual_lead_or_is_offered_it_first(
    shipped: Router, row: dict[str, str]
) -> None:
    got = shipped.assign(row["text"], area="140105", received_at=MONDAY)
    first = got.lead or got.suggestions[0]
    office, _ = shipped.catalogue.office(row["lead"], "140105")
    assert first.office == office
    assert got.reasons
