"""A file that brings its reader down brings nothing else down."""

import contextlib
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.adapters.inspection import Refused, Type, apart, clean, inspect, looking
from intake.adapters.inspection.cleaning import clean as clean_here
from tests.intake.attachments import media_files as media


def test_the_answer_is_the_same_as_in_our_own_process():
    stream = io.BytesIO(media.jpeg())
    assert inspect(stream, "照片.jpg") == looking.inspect(stream, "照片.jpg")
    copy, here = clean(stream), clean_here(stream)
    assert (copy.type, copy.remark) == (here.type, here.remark)
    assert copy.stream.getvalue() == here.stream.getvalue()
    assert stream.getvalue() == media.jpeg()


def test_a_refusal_comes_back_with_its_reason():
    with pytest.raises(Refused, match="name_trick"):
        inspect(io.BytesIO(media.jpeg()), "照片.exe")
    with pytest.raises(Refused, match="encrypted"):
        clean(io.BytesIO(media.pdf(password="secret")))


def a_heic_that_crashes_its_reader() -> bytes:
    """A name of metadata that is no text: pi-heif 1.4.0 falls over it."""
    body = media.heic()
    return body.replace(b"Exif", b"\xff\xff\xff\0", 1)


def test_a_picture_that_crashes_its_reader_is_refused():
    for ask in (inspect, clean):
        with pytest.raises(Refused, match="damaged"):
            ask(io.BytesIO(a_heic_that_crashes_its_reader()))


def test_a_file_that_takes_for_ever_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(Refused, match="damaged"):
        inspect(io.BytesIO(media.jpeg()))


@settings(max_examples=3, deadline=None)
@given(st.data())
def test_broken_heic_files_are_taken_or_refused(data):
    body = bytearray(media.heic())
    for bit in data.draw(st.lists(st.integers(0, len(body) * 8 - 1), min_size=1, max_size=9)):
        body[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(Refused):
        assert clean(io.BytesIO(bytes(body))).type in set(Type)


def test_a_process_that_only_asks_loads_no_reader():
    code = "import sys, intake.public_app; from intake.adapters.inspection import examining as e; "
    code += "print([reader for reader in (*e.READERS, 'mutagen') if reader in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_a_copy_that_breaks_off_is_no_copy(monkeypatch):
    """The child died while it wrote: what came of the copy is not taken for the whole."""
    stream = io.BytesIO(
        b'{"type": "txt", "size": 3, "traces": [], "copy": "txt", "bytes": 9, "remark": ""}\nabc'
    )
    monkeypatch.setattr(apart, "_put", lambda *_: None)
    child = type("Child", (), {"stdin": None, "stdout": stream, "kill": lambda _: None})
    child.__enter__, child.__exit__ = lambda self: self, lambda *_: None
    monkeypatch.setattr(apart.subprocess, "Popen", lambda *_, **__: child())
    with apart.examine([b"abc"]) as found, pytest.raises(Refused, match="damaged"):
        list(found.pieces)
