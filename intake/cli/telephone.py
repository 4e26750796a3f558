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
from intake.channels.phone.hearing import Card, WrongModel
from intake.channels.phone.switchboard import Agent, Switchboard
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
def model(var: Var = HERE) -> None:
    """Say whether there is a speech model, and what to get if not."""
    folder = var / "phone" / "model"
    try:
        card = Card.read(folder)
    except WrongModel as error:
        out.print(texts.phone_help("no_model", folder=str(folder), why=str(error)), markup=False)
        raise typer.Exit(1) from None
    out.print(texts.phone_help("model", kind=card.kind, folder=str(folder)), markup=False)


@app.command()
def prompts(var: Var = HERE, check: bool = False) -> None:
    """Record the sentences that are known beforehand; --check: only name those that are stale."""
    folder, fixed = var / "phone" / "prompts", texts.spoken().fixed()
    if not check:
        out.print(" ".join(asyncio.run(speaking.record(folder, fixed))) or "-", markup=False)
        return
    try:
        speaking.Prompts(folder, fixed)
    except speaking.StalePrompts as stale:
        out.print(str(stale), markup=False)
        raise typer.Exit(1) from None


@app.command()
def run(var: Var = HERE) -> None:
    """Start the gateway and the switchboard; Ctrl-C ends both. `yihao up` runs beside it."""
    place = workplace.prepare(var)
    environment = os.environ | place.settings()
    environment.setdefault("YIHAO_PHONE_DIR", str(place.var / "phone"))
    environment["PYTHONWARNINGS"] = "ignore"
    settings = PhoneSettings.read(environment)
    board = Switchboard(
        place.var / "asterisk",
        settings.dir / "pbx",
        settings.dir / "prompts",
        settings.number,
        settings.protected_number,
        agents=_agents(settings.dir),
        sip_port=settings.sip_port,
        audio_port=settings.audio_port,
        http_port=settings.http_port,
    )
    if not (board.asterisk / ".ready").exists():
        out.print(texts.phone_help("no_asterisk"), markup=False)
        raise typer.Exit(1)
    asyncio.run(speaking.record(board.prompts, texts.spoken().fixed()))
    board.write()
    gateway = [sys.executable, "-m", "intake.phone_app"]
    children = [
        Child("phone", gateway, environment, place.logs / "phone.log"),
        Child("asterisk", board.command, board.environment, place.logs / "asterisk.log"),
    ]
    out.print(texts.phone_help("running", port=str(settings.sip_port)), markup=False)
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


def _agents(folder: Path) -> list[Agent]:
    """A name and a password a line, made for one person at the first start."""
    listed = folder / "agents"
    if not listed.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        listed.write_text(f"agent-1 {secrets.token_urlsafe(18)}\n", "utf-8")
        listed.chmod(0o600)
    rows = [line.split() for line in listed.read_text("utf-8").splitlines() if line.strip()]
    return [Agent(name, password) for name, password in rows]
