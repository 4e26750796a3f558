"""The real recogniser, loaded from a card, in a process that may die."""

import asyncio
import json
import os
import signal
import subprocess
from hashlib import sha256

import numpy as np
import pytest
from scipy.signal import resample_poly

from intake.channels.phone import hearing, speaking
from intake.channels.phone.frames import FRAME_BYTES, SILENCE
from intake.channels.phone.hearing import Card, NoRecogniser, RecogniserProcess, WrongModel
from intake.channels.phone.speaking import Prompts, StalePrompts
from intake.phone_app import recogniser, vad_model
from tests.intake.phone.things import SENTENCE, needs_speech, speech

UNKNOWN = '{"kind": "x", "fixture": true, "files": {}}'


def cut(sound):
    """What the ear cuts out of it."""
    ear, found = hearing.SherpaEar(vad_model()), []
    for at in range(0, len(sound), FRAME_BYTES):
        ear.hear(sound[at : at + FRAME_BYTES])
        while (said := ear.said()) is not None:
            found.append(said)
    return found


@pytest.fixture(scope="module")
def running(model):
    process = RecogniserProcess(Card.read(model, fixtures=True))
    process.start()
    yield process
    process.stop()


def words(process, said):
    return asyncio.run(process.words(said))


def test_a_sentence_is_cut_out_of_the_silence_and_read(running):
    [said] = cut(SILENCE * 50 + speech() + SILENCE * 60)
    assert words(running, said) == SENTENCE


def test_two_sentences_with_a_pause_between_are_two(running):
    found = cut(SILENCE * 50 + speech() + SILENCE * 60 + speech() + SILENCE * 60)
    assert [words(running, one) for one in found] == [SENTENCE, SENTENCE]


def test_frames_are_widened_as_if_they_were_one_piece():
    sound = np.sin(np.arange(4000) * 0.3).astype(np.float32)
    widen = hearing.Widen()
    pieces = [widen.more(part) for part in np.split(sound, 25)]
    whole = resample_poly(sound, 2, 1)
    late = 2 * hearing.Widen.REACH
    np.testing.assert_allclose(np.concatenate(pieces)[2 * late :], whole[late:-late], atol=1e-4)


def test_clicks_and_silence_are_nothing():
    click = (np.random.default_rng(1).normal(0, 9000, 400)).astype("<i2").tobytes()
    assert cut(SILENCE * 100 + click + SILENCE * 100) == []


def test_a_process_that_was_killed_is_started_anew_and_asked_again(running):
    [said] = cut(SILENCE * 50 + speech() + SILENCE * 60)
    os.kill(running.pid, signal.SIGKILL)
    assert words(running, said) == SENTENCE


def test_a_process_that_hangs_is_ended_and_another_asked(running, monkeypatch):
    [said] = cut(SILENCE * 50 + speech() + SILENCE * 60)
    monkeypatch.setattr(hearing, "ANSWER_SECONDS", 1.0)
    os.kill(running.pid, signal.SIGSTOP)
    assert words(running, said) == SENTENCE


def test_a_model_made_for_tests_is_refused_in_production(model):
    with pytest.raises(WrongModel, match="made for tests"):
        Card.read(model)
    assert isinstance(recogniser(model, fixtures=False), NoRecogniser)


@pytest.mark.parametrize(
    "breaks",
    [
        lambda folder: (folder / "model.json").unlink(),
        lambda folder: (folder / "model.json").write_text("[]"),
        lambda folder: (folder / "model.json").write_text(
            '{"kind": "x", "fixture": true, "files": {}}'
        ),
        lambda folder: (folder / "toy2_tokens.txt").unlink(),
        lambda folder: (folder / "toy2_tokens.txt").write_text("a 0\n"),
    ],
    ids=["no card", "no object", "unknown kind", "file missing", "another file"],
)
def test_a_model_that_is_not_what_its_card_says_is_never_loaded(model, tmp_path, breaks):
    folder = tmp_path / "model"
    folder.mkdir()
    for file in model.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    breaks(folder)
    with pytest.raises(WrongModel):
        Card.read(folder, fixtures=True)


def test_a_model_that_loads_into_nothing_leaves_the_line_deaf_and_alive(model, tmp_path):
    """Its sum is right and it is no model: sherpa-onnx ends its process, and only that."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "a.onnx").write_bytes(b"no model")
    (folder / "t.txt").write_text("a 0\n")
    rows = {
        name: [file, sha256((folder / file).read_bytes()).hexdigest()]
        for name, file in (("model", "a.onnx"), ("tokens", "t.txt"))
    }
    card = {"kind": "sense_voice", "fixture": True, "files": rows}
    (folder / "model.json").write_text(json.dumps(card))
    assert isinstance(recogniser(folder, fixtures=True), NoRecogniser)


# -- speaking -------------------------------------------------------------------------------------


def test_hanzi_are_read_in_chinese_and_not_in_english():
    needs_speech()
    command = ["espeak-ng", "-v", speaking.VOICE, "-q", "-x", "-b", "1", "--stdin"]
    read = subprocess.run(command, input="您好，请讲。".encode(), capture_output=True, check=True)
    assert b"(en)" not in read.stdout
    assert read.stdout.strip()


def test_prompts_are_recorded_once_and_again_when_their_text_changed(tmp_path):
    needs_speech()
    texts = {"hello": "您好", "bye": "再见"}
    with pytest.raises(StalePrompts, match="hello bye"):
        Prompts(tmp_path, texts)
    assert asyncio.run(speaking.record(tmp_path, texts)) == ["hello", "bye"]
    assert asyncio.run(speaking.record(tmp_path, texts)) == []
    assert Prompts(tmp_path, texts).of("您好")
    texts["bye"] = "再会"
    with pytest.raises(StalePrompts) as stale:
        Prompts(tmp_path, texts)
    assert str(stale.value) == "bye"
    assert asyncio.run(speaking.record(tmp_path, texts)) == ["bye"]


def test_a_machine_without_espeak_says_nothing_and_goes_on(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(speaking.CannotSpeak):
        asyncio.run(speaking.espeak("您好"))
