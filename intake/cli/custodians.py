"""Who guards identities, and how one of them goes; who held and closed protected reports."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from intake.bootstrap import bootstrap
from intake.cli import workplace
from intake.cli.replaying import Unusable
from intake.config import Settings
from intake.service import custodians, custody
from intake.vault.handing import HandingOver
from intake.vault.reading import CannotOpen

app = typer.Typer(no_args_is_help=True, help="Those who guard identities together.")
out = Console()

Var = Annotated[Path, typer.Option("--var", help="where data, keys, models and logs are kept")]
HERE = Path("var")


@app.command("list")
def list_all(var: Var = HERE) -> None:
    """Say who guards identities, and how many shares each has here."""
    with workplace.prepare(var).environment():
        ports = bootstrap(Settings.read())
        for name, count in custodians.left(ports=ports).items():
            office = ports.vault.all_custodians[name] or "没写单位"
            retired = "" if name in ports.vault.custodians else "，已退出"
            out.print(f"{name}：{office}{retired}，{count} 份")


@app.command("export")
def export(leaver: str, successor: str, file: Path, var: Var = HERE) -> None:
    """Write a retired custodian's shares to a file, for `python -m intake.vault handover`."""
    with workplace.prepare(var).environment():
        settings = Settings.read()
        found = custodians.shares(leaver, successor, ports=bootstrap(settings))
        key = settings.custodians()[successor].public
    file.write_text(HandingOver.of(leaver, successor, key, found).model_dump_json())
    out.print(f"{len(found)} 份，交给 {leaver}")


@app.command("import")
def put_back(file: Path, var: Var = HERE) -> None:
    """Put the successor's shares in the place of the leaver's. Running it again changes nothing."""
    try:
        given = HandingOver.read(file.read_bytes())
    except CannotOpen:
        raise Unusable("这不是 handover 写出来的文件。") from None
    with workplace.prepare(var).environment():
        ports = bootstrap(Settings.read())
        done = custodians.hand_over(given.leaver, given.successor, given.shares, ports=ports)
    out.print(f"换上了：{done} 份")


@app.command("check")
def check(var: Var = HERE) -> None:
    """Hold who held and closed protected reports against the chain of events."""
    with workplace.prepare(var).environment():
        broken = custody.broken_day(ports=bootstrap(Settings.read()))
    if broken:
        out.print(f"对不上：{broken} 或以前的保全、办结记录被改过、删过、添过。")
        raise typer.Exit(1)
    out.print("保全、办结的记录都和记录链对得上。")
