"""What short messages say, from the terminal: whether a changed file is right, and how it looks."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from intake.cli.replaying import Unusable
from intake.texts import messages
from intake.texts.letters import BadLetters

app = typer.Typer(no_args_is_help=True, help="What citizens and staff are told by SMS and mail.")
out = Console()


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="an operator's file")] = Path("var/messages.yml"),
    show: Annotated[bool, typer.Option("--show", help="every message as it looks")] = False,
) -> None:
    """Say what is wrong with a file of messages before it is used; print what it would say."""
    if not file.exists():
        raise Unusable(f"没有 {file} 这个文件，用的是自带的。")
    try:
        samples = messages(file).samples()
    except BadLetters as error:
        raise Unusable(str(error)) from None
    for one in samples if show else ():
        where = f"{one.category} {one.name}".strip()
        out.print(f"{where}（{len(one.text)} 字，{one.parts} 条）", markup=False, highlight=False)
        out.print(f"  {one.text}", markup=False, highlight=False, soft_wrap=True)
    out.print(f"没有问题：{len(samples)} 条。")
