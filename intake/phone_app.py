"""The voice gateway, a process of its own: python -m intake.phone_app"""

import argparse
import asyncio
import importlib.util
import logging
from contextlib import suppress
from pathlib import Path

import uvicorn

from intake import texts
from intake.adapters.own_memory import keep_to_ourselves
from intake.bootstrap import bootstrap
from intake.channels.phone import speaking
from intake.channels.phone.callers import CallerKeys
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
from intake.domain.errors import IntakeError
from intake.ports import Ports, Router
from intake.service import repeat_callers, settled
from intake.service.calling import spoken as by_phone
from routing.loading import load_router

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


class Adviser:
    """Which offices may be right: loaded while the first calls are answered."""

    def __init__(self, ports: Ports):
        self._ports = ports
        self._router: Router | None = None

    def ready(self) -> Router | None:
        return self._router

    def load(self) -> None:
        settings = Settings.read()
        self._router = load_router(
            settings.model_dir,
            settings.home_area,
            settings.training_dir / "lexicon",
            city_dir=settings.city_model_dir,
            settled=settled.examples(ports=self._ports),
            sentence_model=settings.sentence_model,
            over=(settings.catalogue_dir,),
        )


async def keep_forgetting(keys: CallerKeys, ports: Ports) -> None:
    """Keys of quarters that are over, and what was made by them."""
    while True:
        now = ports.clock()
        keys.forget_old(now)
        with suppress(IntakeError):
            await asyncio.to_thread(repeat_callers.forget, keys.kept(now), ports=ports)
        await asyncio.sleep(3600)


async def serve(settings: PhoneSettings, *, fixtures: bool) -> None:
    spoken = texts.spoken()
    prompts = settings.dir / "prompts"
    await speaking.record(prompts, spoken.fixed())
    model = vad_model()
    ports = by_phone(bootstrap(Settings.read()), spoken)
    keys, router = CallerKeys(settings.dir / "keys"), Adviser(ports)
    gateway = Gateway(
        ear=lambda: SherpaEar(model),
        recogniser=await asyncio.to_thread(
            recogniser, settings.dir / "model", settings.recognisers, fixtures=fixtures
        ),
        voice=Voice(Prompts(prompts, spoken.fixed())),
        spoken=spoken,
        ports=ports,
        tags=lambda number: keys.tags(number, ports.clock()),
        adviser=router.ready,
    )
    config = uvicorn.Config(
        switchboard(gateway), HERE, settings.http_port, access_log=False, log_level="error"
    )
    loading = asyncio.create_task(asyncio.to_thread(router.load))
    forgetting = asyncio.create_task(keep_forgetting(keys, ports))
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
    for task in (recorded, loading, forgetting):
        task.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fixtures", action="store_true", help="take a model made for tests")
    keep_to_ourselves()
    asyncio.run(serve(PhoneSettings.read(), fixtures=parser.parse_args().fixtures))


if __name__ == "__main__":
    main()
