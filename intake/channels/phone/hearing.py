"""Hear what was said: where speech begins and ends, and its words.

sherpa-onnx does both. A wrong model file ends its whole process, so that the recogniser lives in
one of its own, and every file's SHA-256 is looked at before it is loaded.
"""

import asyncio
import hashlib
import json
import multiprocessing
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import sherpa_onnx  # type: ignore[import-untyped]
from scipy.signal import firwin, resample_poly

from intake.channels.phone.frames import RATE
from intake.channels.phone.line import Deaf, Samples

MODEL_RATE = 16_000
WINDOW = 512  # samples silero looks at
SHORTEST = MODEL_RATE // 4  # less is a click, and sherpa-onnx logs an error of it
LONGEST_SECONDS = 20
CARD = "model.json"  # beside the model: its kind, files and their SHA-256
ANSWER_SECONDS = 8.0


class WrongModel(ValueError):
    """A model's file is missing, not what its card says, or for tests alone."""


# resample_poly's own, which it would make anew for each frame.
FILTER = firwin(41, 0.5, window=("kaiser", 5.0)).astype(np.float32)


class Widen:
    """Twice the rate, frame by frame, as if it were one piece: a frame resampled for itself would
    click at both its ends, fifty times a second."""

    REACH = 10  # samples of the filter on either side

    def __init__(self) -> None:
        self._before = np.zeros(2 * self.REACH, np.float32)

    def more(self, new: Samples) -> Samples:
        whole = np.concatenate([self._before, new])
        self._before = whole[len(whole) - 2 * self.REACH :]
        times = MODEL_RATE // RATE
        edge = times * self.REACH
        wide = resample_poly(whole, times, 1, window=FILTER)[edge:-edge]
        return np.asarray(wide, np.float32)


class SherpaEar:
    """Where speech begins and ends, by silero."""

    def __init__(self, vad_model: Path):
        config = sherpa_onnx.VadModelConfig()
        config.silero_vad.model = str(vad_model)
        config.silero_vad.threshold = 0.5
        config.silero_vad.min_silence_duration = 0.5
        config.silero_vad.min_speech_duration = 0.2
        config.silero_vad.max_speech_duration = LONGEST_SECONDS
        config.sample_rate = MODEL_RATE
        self._vad = sherpa_onnx.VoiceActivityDetector(config, buffer_size_in_seconds=60)
        self._rest = np.zeros(0, np.float32)
        self._widen = Widen()

    def hear(self, audio: bytes) -> None:
        new = np.frombuffer(audio, "<i2").astype(np.float32) / np.float32(32768)
        self._rest = np.concatenate([self._rest, self._widen.more(new)])
        while len(self._rest) >= WINDOW:
            self._vad.accept_waveform(self._rest[:WINDOW])
            self._rest = self._rest[WINDOW:]

    @property
    def is_spoken_to(self) -> bool:
        return bool(self._vad.is_speech_detected())

    def said(self) -> Samples | None:
        while not self._vad.empty():
            said = np.array(self._vad.front.samples, np.float32)
            self._vad.pop()
            if len(said) >= SHORTEST:
                return said
        return None

    def forget(self) -> None:
        self._vad.reset()
        self._rest, self._widen = np.zeros(0, np.float32), Widen()


@dataclass(frozen=True)
class Card:
    """model.json: {"kind": "sense_voice", "fixture": false, "files": {"model": [name, sha256],
    "tokens": [...]}}"""

    folder: Path
    kind: str
    is_fixture: bool
    files: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, *, fixtures: bool = False) -> "Card":
        """Raise WrongModel; also for one made for tests, unless `fixtures` are wanted."""
        try:
            row = json.loads((folder / CARD).read_text("utf-8"))
            files = {name: (str(file), str(sha)) for name, (file, sha) in row["files"].items()}
            card = cls(folder, row["kind"], bool(row["fixture"]), files)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WrongModel(f"{CARD}: {type(error).__name__}") from None
        if card.is_fixture and not fixtures:
            raise WrongModel("made for tests")
        if card.kind not in LOADERS:
            raise WrongModel(f"kind {card.kind}")
        for file, sha in card.files.values():
            card.check(file, sha)
        return card

    def check(self, file: str, sha: str) -> None:
        try:
            with (self.folder / file).open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            raise WrongModel(f"{file} is missing") from None
        if found != sha:
            raise WrongModel(f"{file} is not the one on the card")

    def path(self, name: str) -> str:
        return str(self.folder / self.files[name][0])


def _sense_voice(card: Card) -> Any:
    return sherpa_onnx.OfflineRecognizer.from_sense_voice(
        model=card.path("model"), tokens=card.path("tokens"), language="zh", use_itn=True
    )


def _paraformer(card: Card) -> Any:
    return sherpa_onnx.OfflineRecognizer.from_paraformer(
        paraformer=card.path("model"), tokens=card.path("tokens")
    )


LOADERS = {"sense_voice": _sense_voice, "paraformer": _paraformer}


class Recognisers:
    """Several processes of one model: who speaks meanwhile takes one that is free."""

    def __init__(self, card: Card, count: int):
        self._all = [RecogniserProcess(card) for _ in range(count)]
        self._free: asyncio.Queue[RecogniserProcess] = asyncio.Queue()

    def start(self) -> None:
        """Before the first call: loading takes seconds. Raise Deaf if one does not load."""
        for one in self._all:
            one.start()
            self._free.put_nowait(one)

    def stop(self) -> None:
        for one in self._all:
            one.stop()

    async def words(self, said: Samples) -> str:
        one = await self._free.get()
        try:
            return await one.words(said)
        finally:
            self._free.put_nowait(one)


class RecogniserProcess:
    """Words of what was said, from a process that may die without ending the calls."""

    def __init__(self, card: Card):
        self._card = card
        self._turn = threading.Lock()
        self._process: Any = None
        self._pipe: Connection | None = None

    async def words(self, said: Samples) -> str:
        return await asyncio.to_thread(self._ask, said)

    def start(self) -> None:
        """Raise Deaf if it does not load."""
        with self._turn:
            self._begin()

    def stop(self) -> None:
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def _ask(self, said: Samples) -> str:
        with self._turn:
            for _ in range(2):  # one that died is started anew, and asked again
                try:
                    return self._answer(self._pipe or self._begin(), said)
                except (EOFError, OSError):
                    self._end()
            raise Deaf

    def _answer(self, pipe: Connection, said: Samples) -> str:
        # One that hangs is ended: a full pipe would block us, too.
        late = threading.Timer(ANSWER_SECONDS, self._process.kill)
        late.start()
        try:
            pipe.send_bytes(said.tobytes())
            return str(pipe.recv())
        finally:
            late.cancel()

    def _begin(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_recognise, args=(self._card, theirs), daemon=True)
        self._process.start()
        theirs.close()
        try:
            if not ours.poll(60) or ours.recv() != "ready":
                raise EOFError
        except EOFError:
            self._end()
            raise Deaf from None
        self._pipe = ours
        return ours

    def _end(self) -> None:
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._process.kill()
            self._process.join(5)
        self._pipe = self._process = None


def _recognise(card: Card, pipe: Connection) -> None:
    recogniser = LOADERS[card.kind](card)
    pipe.send("ready")
    while True:
        try:
            said = np.frombuffer(pipe.recv_bytes(), np.float32)
        except EOFError:
            return
        stream = recogniser.create_stream()
        stream.accept_waveform(MODEL_RATE, said)
        recogniser.decode_stream(stream)
        pipe.send(stream.result.text.strip())


class NoRecogniser:
    """There is no model: digits, a person, and a recorded message still work."""

    async def words(self, said: Samples) -> str:  # noqa: ARG002
        raise Deaf
