"""What was recorded while the gateway was down is filed once, and then gone."""

import asyncio
import os
import wave

import numpy as np
import pytest

from intake.channels.phone.frames import SILENCE
from intake.channels.phone.line import Deaf
from intake.channels.phone.recordings import take_up
from tests.intake.phone.scripted import WORDS

LOUD = b"\x00\x40" * 160


class Counting:
    async def words(self, said):
        return f"第{len(said)}句"


class NobodyThere:
    async def words(self, said):
        raise Deaf


class LoudIsSpeech:
    def __init__(self):
        self._now, self._whole = 0, []

    def hear(self, audio):
        if any(audio):
            self._now += 1
        elif self._now:
            self._whole.append(np.ones(self._now, np.float32))
            self._now = 0

    def said(self):
        return self._whole.pop(0) if self._whole else None


def recording(folder, name, sound, rate=8000):
    path = folder / f"{name}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound)
    os.utime(path, (0, 0))
    return path


def taken(folder, ports, recogniser=None):
    return asyncio.run(take_up(folder, LoudIsSpeech, recogniser or Counting(), WORDS, ports))


def filed(ports):
    with ports.view() as uow:
        return [one.text for one in uow.search.after("", 10)]


def test_each_becomes_a_complaint_and_its_sound_goes(tmp_path, ports):
    recording(tmp_path, "a", SILENCE * 3 + LOUD * 2 + SILENCE + LOUD * 5)
    recording(tmp_path, "b", SILENCE * 9)
    assert taken(tmp_path, ports) == 2
    assert filed(ports) == ["电话留言：第2句\n第5句"]
    assert [*tmp_path.iterdir()] == []
    assert taken(tmp_path, ports) == 0


def test_who_is_still_speaking_is_let_finish(tmp_path, ports):
    os.utime(recording(tmp_path, "a", LOUD * 5), None)
    assert taken(tmp_path, ports) == 0


def test_without_recognition_it_stays_to_be_listened_to(tmp_path, ports):
    path = recording(tmp_path, "a", LOUD * 5)
    assert taken(tmp_path, ports, NobodyThere()) == 0
    assert path.exists()


@pytest.mark.parametrize("broken", [b"", b"RIFF", b"no sound at all"])
def test_a_broken_file_holds_up_no_other(tmp_path, ports, broken):
    (tmp_path / "a.wav").write_bytes(broken)
    os.utime(tmp_path / "a.wav", (0, 0))
    recording(tmp_path, "b", LOUD * 4)
    assert taken(tmp_path, ports) == 1
    assert len(filed(ports)) == 1
    recording(tmp_path, "c", LOUD * 4, rate=16_000)
    assert taken(tmp_path, ports) == 0
