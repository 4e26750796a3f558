"""How long an answer took does not tell what is behind a receipt.

The two-sample test on 2,000 tries of each kind is in `make bench` (tests/benchmarks/timing.py).
"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.receipt import new_receipt
from intake.service import protected
from intake.service.filing import NewComplaint, file_complaint
from intake.web import beat

FORMS = ("/protected/inbox", "/protected/inbox/add", "/status")


@pytest.fixture
def waits(monkeypatch):
    """How long each answer would have waited; nobody waits."""
    asked = []

    async def noted(seconds):
        asked.append(seconds)

    monkeypatch.setattr(beat, "sleep", noted)
    return asked


@pytest.fixture
def receipts(ports):
    return {
        "protected": protected.file_protected("某矿六月的冒顶没有报", ports=ports).receipt,
        "ordinary": file_complaint(NewComplaint("路灯不亮"), ports=ports).receipt,
        "unknown": new_receipt(),
        "malformed": "12",
    }


@given(st.floats(0, 1000), st.sampled_from([0.05, 0.1]))
def test_whatever_an_answer_took_it_leaves_on_the_beat(taken, every):
    waited = beat.left(taken, every)
    assert 0 <= waited <= every
    beats = (taken + waited) / every
    assert beats == pytest.approx(round(beats), abs=1e-6)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("kind", ["protected", "ordinary", "unknown", "malformed"])
def test_every_answer_about_a_receipt_waits_for_the_beat(public, receipts, waits, path, kind):
    public.post(path, data={"receipt": receipts[kind]})
    assert len(waits) == 1
    assert 0 <= waits[0] <= beat.BEAT + beat.UNEVEN


@pytest.mark.parametrize("kind", ["protected", "ordinary", "unknown"])
def test_programs_wait_too(public, receipts, waits, kind):
    public.post("/api/v1/status", json={"receipt": receipts[kind]})
    assert len(waits) == 1


@pytest.mark.parametrize("kind", ["protected", "unknown"])
def test_nothing_leaves_before_the_beat(public, receipts, kind):
    begun = time.perf_counter()
    public.post("/protected/inbox", data={"receipt": receipts[kind]})
    assert time.perf_counter() - begun >= beat.BEAT


def test_pages_that_ask_for_nothing_do_not_wait(public, waits):
    public.get("/protected/inbox")
    public.post("/api/v1/complaints", json={"text": "路灯不亮"})
    assert waits == []
