"""The phone line of one machine: what it needs, and starting it beside `yihao up`."""

import asyncio
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from intake import texts
from intake.channels.phone import speaking
from intake.channels.phone.hearing import Card, RecogniserProcess, WrongModel
from intake.channels.phone.line import Deaf
from intake.channels.phone.switchboard import Agent, Switchboard, Tls
from intake.cli import workplace
from intake.cli.serving import Child
from intake.cli.serving import end_all as end
from intake.config import PhoneSettings

app = typer.Typer(no_args_is_help=True, help="The phone line.")
out = Console()
HERE = Path("var")
FETCH = Path(workplace.ROOT) / "intake" / "channels" / "phone" / "fetch_asterisk.sh"
Var = Annotated[Path, typer.Option("--var")]


@app.command()
def fetch(var: Var = HERE) -> None:
    """Unpack Asterisk into var/asterisk, each package checked by its SHA-256."""
    done = subprocess.run([str(FETCH), str(var / "asterisk")], check=False)  # noqa: S603
    raise typer.Exit(done.returncode)


@app.command()
def models(var: Var = HERE) -> None:
    """Say whether there is a speech model that loads, and what to get if not. Its files are
    compared with their SHA-256 before a process of its own loads it."""
    folder = var / "phone" / "model"
    try:
        card = Card.read(folder)
        _load(card)
    except WrongModel as error:
        out.print(
            texts.phone_help("no_model", folder=str(folder), why=str(error)),
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(1) from None
    out.print(
        texts.phone_help("model", kind=card.kind, folder=str(folder)), markup=False, soft_wrap=True
    )


def _load(card: Card) -> None:
    process = RecogniserProcess(card)
    try:
        process.start()
    except Deaf:
        raise WrongModel("it does not load") from None
    finally:
        process.stop()


@app.command()
def prompts(var: Var = HERE, check: bool = False) -> None:
    """Record the sentences that are known beforehand; --check: only name those that are stale."""
    folder, fixed = var / "phone" / "prompts", texts.spoken().fixed()
    if not check:
        out.print(
            " ".join(asyncio.run(speaking.record(folder, fixed))) or "-",
            markup=False,
            soft_wrap=True,
        )
        return
    try:
        speaking.Prompts(folder, fixed)
    except speaking.StalePrompts as stale:
        out.print(str(stale), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


@app.command()
def adopt(name: str, recording: Path, var: Var = HERE) -> None:
    """Take a person's recording of a sentence: 8 kHz, 16 bits, one channel."""
    try:
        speaking.adopt(var / "phone" / "prompts", name, recording, texts.spoken().fixed())
    except speaking.WrongRecording as wrong:
        out.print(texts.phone_help("wrong_recording", why=str(wrong)), markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    out.print(texts.phone_help("adopted", what=name), markup=False, soft_wrap=True)


@app.command()
def run(var: Var = HERE) -> None:
    """Start the gateway and the switchboard; Ctrl-C ends both. `yihao up` runs beside it."""
    place = workplace.prepare(var)
    environment = os.environ | place.settings()
    environment.setdefault("YIHAO_PHONE_DIR", str(place.var / "phone"))
    environment.setdefault("YIHAO_PHONE_ASTERISK", str(place.var / "asterisk"))
    environment["PYTHONWARNINGS"] = "ignore"
    settings = PhoneSettings.read(environment)
    board = _board(settings)
    if not (board.asterisk / ".ready").exists():
        out.print(texts.phone_help("no_asterisk"), markup=False, soft_wrap=True)
        raise typer.Exit(1)
    asyncio.run(speaking.record(board.prompts, texts.spoken().fixed()))
    board.write()
    gateway = [sys.executable, "-m", "intake.phone_app"]
    children = [
        Child("phone", gateway, environment, place.logs / "phone.log"),
        Child("asterisk", board.command, board.environment, place.logs / "asterisk.log"),
    ]
    out.print(
        texts.phone_help("running", port=str(settings.sip_port)), markup=False, soft_wrap=True
    )
    try:
        for child in children:
            child.start()
        while True:
            time.sleep(0.5)
            for child in children:
                child.watch()
    except KeyboardInterrupt:
        pass
    finally:
        end(children)


@app.command()
def switchboard() -> None:
    """Become the switchboard; for a container of its own, beside the gateway's."""
    board = _board(PhoneSettings.read())
    board.write()
    os.execve(board.command[0], board.command, board.environment)  # noqa: S606


def _board(settings: PhoneSettings) -> Switchboard:
    folder = settings.dir.resolve()  # Asterisk looks from its own folders
    return Switchboard(
        settings.asterisk.resolve(),
        folder / "pbx",
        folder / "prompts",
        settings.number,
        settings.protected_number,
        agents=_agents(folder),
        address=settings.address,
        public_address=settings.public_address,
        trunk=settings.trunk,
        tls=_tls(settings),
        sip_port=settings.sip_port,
        audio_port=settings.audio_port,
        http_port=settings.http_port,
    )


def _tls(settings: PhoneSettings) -> Tls | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    ca = settings.tls_ca.resolve() if settings.tls_ca else None
    certificate, key = settings.tls_certificate.resolve(), settings.tls_key.resolve()
    return Tls(certificate, key, settings.tls_port, ca)


def _agents(folder: Path) -> list[Agent]:
    """A name and a password a line, made for one person at the first start."""
    listed = folder / "agents"
    if not listed.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        listed.write_text(f"agent-1 {secrets.token_urlsafe(18)}\n", "utf-8")
        listed.chmod(0o600)
    rows = [line.split() for line in listed.read_text("utf-8").splitlines() if line.strip()]
    return [Agent(name, password) for name, password in rows]
