"""Broken files of every type: taken or refused, never anything else."""

import io
import warnings
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.adapters.inspection import Refused, Type
from intake.adapters.inspection.cleaning import clean
from intake.adapters.inspection.looking import inspect
from tests.intake.attachments.reading import every_type

FILES = every_type()
# Broken HEIC files crash their reader, and here that would be the tests' own process.
IN_PYTHON = [type for type in Type if type is not Type.HEIC]
often = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refusal(look: Callable[[io.BytesIO], object], stream: io.BytesIO) -> Refused | None:
    try:
        with warnings.catch_warnings():  # as in service, where a warning stops nothing
            warnings.simplefilter("ignore")
            look(stream)
    except Refused as refused:
        return refused
    return None


def taken_or_refused(body: bytes) -> None:
    """What a reader stumbled over quotes the file, so it may not travel with the refusal."""
    stream = io.BytesIO(body)
    for look in (inspect, clean):
        refused = refusal(look, stream)
        assert refused is None or refused.__cause__ is None
        assert refused is None or refused.__suppress_context__ or refused.__context__ is None
    assert stream.getvalue() == body


@pytest.mark.parametrize("type", IN_PYTHON)
@often
@given(data=st.data())
def test_a_file_cut_off_anywhere(type, data):
    body = FILES[type]
    taken_or_refused(body[: data.draw(st.integers(0, len(body)))])


@pytest.mark.parametrize("type", IN_PYTHON)
@often
@given(data=st.data())
def test_a_file_with_changed_bits(type, data):
    body = bytearray(FILES[type])
    for bit in data.draw(st.lists(st.integers(0, len(body) * 8 - 1), min_size=1, max_size=20)):
        body[bit // 8] ^= 1 << bit % 8
    taken_or_refused(bytes(body))


@pytest.mark.parametrize("type", IN_PYTHON)
@often
@given(data=st.data())
def test_a_file_with_a_piece_replaced_by_a_piece_of_another(type, data):
    body, other = FILES[type], FILES[data.draw(st.sampled_from(sorted(FILES)))]
    at = data.draw(st.integers(0, len(body)))
    piece = other[data.draw(st.integers(0, len(other) - 1)) :][: data.draw(st.integers(1, 300))]
    taken_or_refused(body[:at] + piece + body[at + len(piece) :])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(IN_PYTHON))
def test_any_bytes_behind_the_beginning_of_a_file(noise, type):
    taken_or_refused(FILES[type][:16] + noise)
