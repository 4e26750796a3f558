"""Say it: recorded prompts where the sentence is known beforehand, espeak-ng for the rest.

espeak-ng gets the text on its standard input: an argument could be read by everybody on the
machine. Its voice `cmn` reads Hanzi as English (Debian 12); `cmn-latn-pinyin` does not.
"""

import asyncio
import hashlib
import io
import json
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from intake.channels.phone.frames import RATE

VOICE, SPEED, PITCH = "cmn-latn-pinyin", "150", "45"
LOUD = 16_000  # half of the loudest: -6 dBFS
LIST = "prompts.json"


class CannotSpeak(Exception):
    """espeak-ng is missing or failed. Its message may hold what was to be said."""


class StalePrompts(ValueError):
    """The sentences named were changed, or never recorded: record them again."""


class WrongRecording(ValueError):
    """Not 8,000 samples a second of 16 bits on one channel, or of a sentence we do not say."""


async def espeak(text: str) -> bytes:
    """Signed 16-bit samples at RATE. Raise CannotSpeak."""
    try:
        process = await asyncio.create_subprocess_exec(
            "espeak-ng", "-v", VOICE, "-s", SPEED, "-p", PITCH, "-b", "1", "--stdin", "--stdout",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        raise CannotSpeak from None
    sound, _ = await process.communicate(text.encode())
    if process.returncode or len(sound) <= 44:
        raise CannotSpeak
    return _narrow(sound)


def _narrow(wav: bytes) -> bytes:
    """espeak-ng cannot know the length beforehand: its header's is not to be believed."""
    rate = int.from_bytes(wav[24:28], "little")
    begins = wav.index(b"data") + 8
    whole = len(wav) - (len(wav) - begins) % 2
    samples = np.frombuffer(wav[begins:whole], "<i2").astype(np.float32)
    return _as_bytes(resample_poly(samples, RATE, rate).astype(np.float32))


def _as_bytes(samples: NDArray[np.float32]) -> bytes:
    loudest = float(np.abs(samples).max(initial=1.0))
    return bytes((samples * (LOUD / loudest)).astype("<i2").tobytes())


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Prompts:
    """Recordings by the fingerprint of their text: a changed sentence has none."""

    def __init__(self, folder: Path, texts: Mapping[str, str]):
        """Raise StalePrompts naming the sentences without a recording of their own words."""
        made = _made(folder)
        stale = [
            name
            for name, text in texts.items()
            if made.get(name) != fingerprint(text) or not (folder / f"{name}.wav").exists()
        ]
        if stale:
            raise StalePrompts(" ".join(stale))
        self._sounds = {text: _read(folder / f"{name}.wav") for name, text in texts.items()}

    def of(self, text: str) -> bytes | None:
        return self._sounds.get(text)


async def record(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Make what is missing or stale by espeak-ng; return the names. A person's own recording is
    put in its place with `adopt`."""
    folder.mkdir(parents=True, exist_ok=True)
    made, new = _made(folder), []
    for name, text in texts.items():
        if made.get(name) != fingerprint(text) or not (folder / f"{name}.wav").exists():
            _write(folder / f"{name}.wav", await espeak(text))
            made[name] = fingerprint(text)
            new.append(name)
    _list(folder, made)
    return new


def adopt(folder: Path, name: str, recording: Path, texts: Mapping[str, str]) -> None:
    """A person said it. Raise WrongRecording where its form is not the line's, or there is no such
    sentence."""
    if name not in texts:
        raise WrongRecording(name)
    try:
        with wave.open(str(recording), "rb") as file:
            form = (file.getframerate(), file.getsampwidth(), file.getnchannels())
            sound = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise WrongRecording(type(error).__name__) from None
    if form != (RATE, 2, 1) or not sound:
        raise WrongRecording(form)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.wav", sound)
    _list(folder, _made(folder) | {name: fingerprint(texts[name])})


def _made(folder: Path) -> dict[str, str]:
    try:
        made: dict[str, str] = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return made


def _list(folder: Path, made: Mapping[str, str]) -> None:
    (folder / LIST).write_text(json.dumps(made, indent=1), "utf-8")


def _write(path: Path, sound: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound)


def _read(path: Path) -> bytes:
    with wave.open(io.BytesIO(path.read_bytes())) as file:
        return bytes(file.readframes(file.getnframes()))


class Voice:
    """What the gateway speaks with. Nothing that a caller said is ever kept as sound."""

    def __init__(self, prompts: Prompts):
        self._prompts = prompts

    async def sound(self, text: str) -> bytes:
        known = self._prompts.of(text)
        return known if known is not None else await espeak(text)
