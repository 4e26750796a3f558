"""The voice gateway, a process of its own: python -m intake.phone_app"""

import argparse
import asyncio
import importlib.util
import logging
from pathlib import Path

import uvicorn

from intake import texts
from intake.adapters.own_memory import keep_to_ourselves
from intake.bootstrap import bootstrap
from intake.channels.phone import speaking
from intake.channels.phone.gateway import Gateway, switchboard
from intake.channels.phone.hearing import (
    Card,
    NoRecogniser,
    Recognisers,
    SherpaEar,
    WrongModel,
)
from intake.channels.phone.line import Deaf, Recogniser
from intake.channels.phone.recordings import keep_taking_up
from intake.channels.phone.speaking import Prompts, Voice
from intake.config import PhoneSettings, Settings
from intake.service.calling import spoken as by_phone

log = logging.getLogger("yihao.phone")
HERE = "127.0.0.1"


def vad_model() -> Path:
    """Silero's, which its package carries; the one that sherpa-onnx can load."""
    found = importlib.util.find_spec("silero_vad")
    if found is None or found.origin is None:
        raise SystemExit("silero-vad is not installed: see docs/operations.md")
    return Path(found.origin).parent / "data" / "silero_vad.onnx"


def recogniser(folder: Path, processes: int = 1, *, fixtures: bool) -> Recogniser:
    """Without a model that may be used the line still works: keys, a person, a message."""
    try:
        made = Recognisers(Card.read(folder, fixtures=fixtures), processes)
        made.start()
    except (WrongModel, Deaf) as error:
        log.warning("no speech recognition: %s", error or "it did not load")
        return NoRecogniser()
    return made


async def serve(settings: PhoneSettings, *, fixtures: bool) -> None:
    spoken = texts.spoken()
    prompts = settings.dir / "prompts"
    await speaking.record(prompts, spoken.fixed())
    model = vad_model()
    gateway = Gateway(
        ear=lambda: SherpaEar(model),
        recogniser=await asyncio.to_thread(
            recogniser, settings.dir / "model", settings.recognisers, fixtures=fixtures
        ),
        voice=Voice(Prompts(prompts, spoken.fixed())),
        spoken=spoken,
        ports=by_phone(bootstrap(Settings.read()), spoken),
    )
    config = uvicorn.Config(
        switchboard(gateway), HERE, settings.http_port, access_log=False, log_level="error"
    )
    audio = await asyncio.start_server(gateway.take, HERE, settings.audio_port)
    recorded = asyncio.create_task(
        keep_taking_up(
            settings.dir / "pbx" / "var" / "spool",
            gateway.ear,
            gateway.recogniser,
            spoken,
            gateway.ports,
        )
    )
    async with audio:
        await uvicorn.Server(config).serve()
    recorded.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fixtures", action="store_true", help="take a model made for tests")
    keep_to_ourselves()
    asyncio.run(serve(PhoneSettings.read(), fixtures=parser.parse_args().fixtures))


if __name__ == "__main__":
    main()
