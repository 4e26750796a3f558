"""mutagen is GPL and may be missing: recordings are then taken as they are, and that is said."""

import io
import json
import subprocess
import sys

import pytest

from intake.adapters.inspection import Refused, Type, cleaning, looking, untagged
from intake.adapters.inspection.__main__ import answer
from tests.intake.attachments import media_files as media


@pytest.fixture(autouse=True)
def without(monkeypatch):
    monkeypatch.setattr(looking, "sounds", untagged)
    monkeypatch.setattr(cleaning, "sounds", untagged)


def examined(body):
    return answer({"do": "examine", "name": ""}, io.BytesIO(body))


RECORDINGS = {"mp3": "mp3", "mp4": "m4a", "wav": "wav", "aac": "mp3"}  # behind a tag, as the last


@pytest.mark.parametrize("made", RECORDINGS)
def test_a_recording_is_taken_and_not_cleaned(made):
    told, body = examined(getattr(media, made)())
    assert told["type"] == RECORDINGS[made]
    assert (told["copy"], told["remark"], body.getvalue()) == (None, "not_cleaned", b"")
    assert told["traces"] == [("not_looked", "")]


def test_what_has_no_place_for_tags_is_copied_all_the_same():
    told, body = examined(media.amr())
    assert (told["copy"], told["remark"], told["traces"]) == (Type.AMR, "copied", [])
    assert body.getvalue() == media.amr()


def test_photos_and_papers_are_cleaned_as_ever():
    for body in (media.jpeg(), media.pdf()):
        told, copy = examined(body)
        assert told["copy"]
        assert b"MARKER-model" not in copy.getvalue()


def test_films_are_still_told_from_recordings():
    with pytest.raises(Refused, match="film"):
        examined(media.mp4(b"isom", b"vide"))
    with pytest.raises(Refused, match="unknown_type"):
        examined(media.mp4(b"isom", b"text"))


def test_the_child_starts_without_it():
    code = "import sys; sys.modules['mutagen'] = None\n"
    code += "from intake.adapters.inspection.__main__ import main; main()"
    question = b'{"do": "examine", "name": ""}\n' + media.wav()
    done = subprocess.run(
        [sys.executable, "-c", code], input=question, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["remark"] == "not_cleaned"
