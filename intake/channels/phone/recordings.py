"""Messages the switchboard recorded while the gateway was down, taken up once it is back."""

import asyncio
import logging
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from intake.channels.phone.frames import FRAME_BYTES, RATE
from intake.channels.phone.line import END, Deaf, Ear, Recogniser
from intake.domain.errors import IntakeError
from intake.ports import Ports, Spoken
from intake.service import calling, left_calls

log = logging.getLogger("yihao.phone")
EVERY = 60.0  # seconds
SETTLED = 10.0  # seconds since it grew: the caller is gone


async def take_up(
    folder: Path, ear: Callable[[], Ear], recogniser: Recogniser, spoken: Spoken, ports: Ports
) -> int:
    """File what each recording says and delete it; return how many. Without speech recognition all
    of them stay, to be listened to."""
    taken = 0
    for path in sorted(folder.glob("*.wav")):
        if time.time() - path.stat().st_mtime < SETTLED:
            continue
        try:
            words = await _words(path, ear(), recogniser)
            if words:
                await asyncio.to_thread(_file, words, spoken, ports)
        except (Deaf, IntakeError, OSError, EOFError, wave.Error) as error:
            log.warning("a recording was not taken up: %s", type(error).__name__)
            continue
        path.unlink()
        taken += 1
    return taken


async def keep_taking_up(
    folder: Path, ear: Callable[[], Ear], recogniser: Recogniser, spoken: Spoken, ports: Ports
) -> None:
    """And what was said in calls that ended with an earlier gateway."""
    while True:
        await take_up(folder, ear, recogniser, spoken, ports)
        with suppress(IntakeError):
            await asyncio.to_thread(left_calls.file_left_open, ports=ports)
        await asyncio.sleep(EVERY)


async def _words(path: Path, ear: Ear, recogniser: Recogniser) -> str:
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getsampwidth(), file.getnchannels()) != (RATE, 2, 1):
            raise wave.Error
        sound = file.readframes(file.getnframes()) + END
    said = []
    for at in range(0, len(sound), FRAME_BYTES):
        ear.hear(sound[at : at + FRAME_BYTES])
        while (piece := ear.said()) is not None:
            said.append(await recogniser.words(piece))
    return "\n".join(filter(None, said))


def _file(words: str, spoken: Spoken, ports: Ports) -> None:
    calling.leave_message(words, "", spoken, ports=ports)
