"""What an operator does at the command line: a model, and recordings of their own."""

import json
import wave

import pytest
from typer.testing import CliRunner

from intake import texts
from intake.channels.phone.speaking import Prompts
from intake.cli.telephone import app
from tests.intake.phone.things import fixture_model, needs_speech, spoken_file

NAME = "phone_bye"
HUMAN = b"\x10\x27" * 800


@pytest.fixture
def phone(tmp_path):
    def run(*arguments):
        done = CliRunner().invoke(app, [*map(str, arguments), "--var", str(tmp_path)])
        return done.exit_code, done.output

    return run


def test_without_a_model_it_says_what_to_get(phone):
    code, said = phone("models")
    assert code == 1
    assert "SenseVoice" in said
    assert "SHA-256" in said


def test_the_model_made_for_tests_is_refused(phone, tmp_path):
    needs_speech()
    fixture_model(tmp_path / "phone" / "model")
    code, said = phone("models")
    assert code == 1
    assert "made for tests" in said


def card(folder, **changes):
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_one_that_loads_is_named(phone, tmp_path):
    """The card calls it a real one: the loading is what is looked at."""
    needs_speech()
    card(fixture_model(tmp_path / "phone" / "model"), fixture=False)
    code, said = phone("models")
    assert code == 0
    assert "sense_voice" in said


def test_one_whose_sum_is_another_is_not_loaded(phone, tmp_path):
    needs_speech()
    folder = fixture_model(tmp_path / "phone" / "model")
    card(folder, fixture=False)
    with (folder / "toy2_sv.onnx").open("ab") as file:
        file.write(b"x")
    code, said = phone("models")
    assert code == 1
    assert "not the one on the card" in said


def test_one_of_another_kind_than_its_card_says_ends_a_process_of_its_own(phone, tmp_path):
    needs_speech()
    card(fixture_model(tmp_path / "phone" / "model"), fixture=False, kind="paraformer")
    code, said = phone("models")
    assert code == 1
    assert "does not load" in said


def test_a_persons_recording_is_said_until_its_words_are_changed(phone, tmp_path, monkeypatch):
    needs_speech()
    assert phone("prompts")[0] == 0
    recording = spoken_file(tmp_path / "mine.wav", HUMAN)
    code, said = phone("adopt", NAME, recording)
    assert (code, NAME in said) == (0, True), said
    fixed = dict(texts.spoken().fixed())
    assert Prompts(tmp_path / "phone" / "prompts", fixed).of(fixed[NAME]) == HUMAN
    assert phone("prompts", "--check") == (0, "")
    monkeypatch.setattr(texts.Spoken, "fixed", lambda _: fixed | {NAME: "再会。"})
    code, said = phone("prompts", "--check")
    assert (code, said.strip()) == (1, NAME)


def test_a_recording_in_another_form_or_of_no_sentence_is_refused(phone, tmp_path):
    good = spoken_file(tmp_path / "good.wav", HUMAN)
    with wave.open(str(tmp_path / "wide.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(HUMAN)
    for name, path in ((NAME, tmp_path / "wide.wav"), (NAME, tmp_path / "no.wav"), ("x", good)):
        code, said = phone("adopt", name, path)
        assert code == 1
        assert "8 kHz" in said
    assert not (tmp_path / "phone" / "prompts").exists()
