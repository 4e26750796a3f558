"""The custodian's tool, for the custodian's own computer: python -m intake.vault keygen | open."""

from pathlib import Path
from typing import Annotated

import typer

from intake.service.protected import unpadded
from intake.vault.keys import make_key_pair
from intake.vault.opening import BoxOpener, CannotOpen

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command()
def keygen(folder: Path, name: str = "report") -> None:
    """Make a key pair; only the .pub file goes to the server."""
    make_key_pair(folder, name)
    typer.echo(folder / f"{name}.pub")


@app.command(name="open")
def open_report(
    sealed: Annotated[Path, typer.Argument(help="the .bin file fetched from the staff site")],
    key: Annotated[Path, typer.Option(help="the private key file")],
) -> None:
    """Print one sealed report. Nothing is written to disk."""
    try:
        opener = BoxOpener(bytes.fromhex(key.read_text().strip()))
        typer.echo(unpadded(opener.open(sealed.read_bytes())).decode())
    except (CannotOpen, ValueError):
        typer.echo("打不开:不是用这把钥匙封的,或者文件被改动过。", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
