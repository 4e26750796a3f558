"""Webhooks from the terminal: a new secret, how endpoints fare, sending again."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from intake.bootstrap import bootstrap, now
from intake.channels.hooks import HookFile, signing
from intake.cli import workplace
from intake.cli.replaying import Unusable
from intake.config import Settings
from intake.domain.days import CHINA
from intake.domain.delivery import NotSent
from intake.domain.errors import BadDays
from intake.domain.telling import HOOK_TYPES
from intake.ports import Ports
from intake.ports.sending import BadHookFile
from intake.service import hooks

app = typer.Typer(no_args_is_help=True, help="What programs of other offices are told.")
out = Console()
Var = Annotated[Path, typer.Option("--var", help="where data, keys, models and logs are kept")]
HERE = Path("var")
OPERATOR = "operator"


@app.command("secret")
def new_secret() -> None:
    """Print a new secret for one endpoint: one line for the file, the same for the receiver."""
    out.print(signing.new_secret(), soft_wrap=True)


@app.command("key")
def new_key() -> None:
    """Print a new key for one endpoint: the first line for the file, the second for the receiver,
    who can verify with it and not sign."""
    for line in signing.new_key():
        out.print(line, soft_wrap=True)


@app.command("types")
def types() -> None:
    """Print what an endpoint can ask to be told of."""
    for one in HOOK_TYPES:
        out.print(one)


@app.command("list")
def list_all(var: Var = HERE) -> None:
    """Read the file of endpoints, say what is wrong with it, and how each endpoint fares."""
    with workplace.prepare(var).environment():
        settings = Settings.read()
        ports = bootstrap(settings)
        _sync(HookFile(settings.webhooks), ports)
        with ports.view() as uow:
            known = uow.deliveries.hooks()
    if not known:
        out.print("还没有推送地址。")
    for hook in known:
        if not hook.in_file:
            state = "已经不在文件里"
        elif hook.disabled_at:
            state = f"停了（{hook.code}）"
        elif hook.failing_since:
            state = f"{hook.failing_since.astimezone(CHINA):%m-%d %H:%M} 起送不到（{hook.code}）"
        else:
            state = "正常"
        out.print(f"{hook.name}  {hook.host}  {' '.join(hook.types) or '全部'}  {state}")
        for key in hook.verified_by:
            if key.startswith(signing.PUBLIC):
                out.print(f"  给对方验签：{key}", soft_wrap=True)


@app.command("test")
def try_out(name: str, var: Var = HERE) -> None:
    """Post one message of the type yihao.test, which is about nothing."""
    with workplace.prepare(var).environment():
        sender = HookFile(Settings.read().webhooks)
    body = json.dumps({"type": "yihao.test", "timestamp": f"{now():%FT%TZ}", "data": {}})
    try:
        code = sender.send(name, f"msg_test_{secrets.token_hex(8)}", body)
    except NotSent as error:
        raise Unusable(f"没有送到：{error.code}") from None
    except BadHookFile as error:
        raise Unusable(str(error)) from None
    out.print(f"送到了：{code}")


@app.command()
def replay(
    since: Annotated[str, typer.Option(help="2026-11-23, or 2026-11-23T08:00")],
    until: Annotated[str, typer.Option(help="the same; left out: now")] = "",
    to: Annotated[str, typer.Option(help="one endpoint; left out: all")] = "",
    var: Var = HERE,
) -> None:
    """Send again what happened in a time, under the same ids: receivers that know one leave it."""
    start = _moment(since)
    end = _moment(until) if until else datetime.now(CHINA) + timedelta(seconds=1)
    if end <= start:
        raise BadDays
    with workplace.prepare(var).environment():
        count = hooks.replay(start, end, to, ports=bootstrap(Settings.read()))
    out.print(f"重新排队：{count} 条")
    if count == hooks.MOST_REPLAYED:
        out.print("一次最多这么多，可能还有。等它们送完，从后面的时间接着来。")


@app.command()
def enable(name: str, var: Var = HERE) -> None:
    """Open an endpoint again that was disabled. What waited meanwhile is sent now."""
    with workplace.prepare(var).environment():
        hooks.enable(name, OPERATOR, ports=bootstrap(Settings.read()))
    out.print("打开了，等着的马上送。")


def _moment(typed: str) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise BadDays from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _sync(sender: HookFile, ports: Ports) -> None:
    try:
        hooks.sync(sender, ports=ports)
    except BadHookFile as error:
        raise Unusable(str(error)) from None
