"""The outside witness of the events: a key of its own, signed heads, and the check against them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from intake.adapters.audit.findings import Finding, What
from intake.adapters.audit.keys import (
    BadKeyFile,
    OpenToOthers,
    make_signing_key,
    public_key,
    read_signing_key,
)
from intake.adapters.audit.signing import ClockBehind, Refused, sign, verify
from intake.adapters.audit.witness import NotWritten
from intake.adapters.sql.ledger import SqlEvents
from intake.adapters.sql.unit_of_work import open_engine, reading
from intake.cli.replaying import Unusable
from intake.cli.workplace import Workplace
from routing.deadlines import CHINA

app = typer.Typer(no_args_is_help=True, help="The outside witness of what happened.")
out, err = Console(), Console(stderr=True)

SENTENCES = {
    What.UNREADABLE: "第 {id} 行读不出来：里面的内容被人改成了本系统从来不写的样子。",
    What.ALTERED: "第 {id} 行对不上：它被人改过，或者它前面紧挨着的行被换过、删过。",
    What.REMOVED: "少了 {rows} 行：有人删了{since}到 {day} 之间的记录，从第 {id} 行往前找。",
    What.ADDED: "多了 {rows} 行：有人往{since}到 {day} 之间塞进了记录，从第 {id} 行往前找。",
    What.REORDERED: "次序被动过：第 {id} 行不在它原来的位置上。",
    What.RENUMBERED: "行号被改过：{since}到 {day} 之间的内容没变，行号和签名时不一样。",
    What.TRUNCATED: "末尾被截掉了：{day} 签名时有 {signed} 行、到第 {signed_id} 行，"
    "现在只有 {count} 行、到第 {last_id} 行。",
    What.REWRITTEN: "记录被改写过：{since}到 {day} 之间有行被改，后面的摘要也重算了，"
    "第 {id} 行和签名时不是同一个摘要。",
    What.NO_HEADS: "见证文件里一次签名也没有，什么也证明不了。",
    What.HALF_LINE: "见证文件第 {line} 行只写了一半，多半是签名时断电或磁盘满；"
    "前面的都好。再签一次就会修好。",
    What.ODD_LINE: "见证文件第 {line} 行被改过：不是签名程序写出来的样子。",
    What.OTHER_KEY: "见证文件第 {line} 行是另一把钥匙签的。",
    What.FORGED: "见证文件第 {line} 行的签名是假的。",
    What.DISORDERED: "见证文件第 {line} 行接不上前一行：行被删过，或换了次序。",
    What.BACKWARDS: "见证文件第 {line} 行比前一行还早、还少，签它的人签错了。",
    What.UNKNOWN_HEAD: "您记下的那次签名不在见证文件里：文件被截短或换掉了。",
}

Heads = Annotated[Path, typer.Option("--heads", help="the witness file, outside the database")]
Var = Annotated[Path, typer.Option("--var", help="where the data is, unless YIHAO_DATABASE_URL")]
HERE = Path("var")


@app.command()
def keygen(
    folder: Annotated[Path, typer.Argument(help="on another machine, best in another office")],
) -> None:
    """Make the witness's key pair. audit.key never goes where the database is run."""
    try:
        made = make_signing_key(folder)
    except FileExistsError:
        raise Unusable("那里已经有一把钥匙了，没有动它。要新的，请换一个文件夹。") from None
    except OSError as error:
        raise _file_trouble(error) from None
    _say(f"公钥：{made}\n私钥在 {folder / 'audit.key'}，不要拷到数据库那边去。")


@app.command("sign")
def sign_head(
    key: Annotated[Path, typer.Option(help="the witness's audit.key")],
    heads: Heads,
    var: Var = HERE,
) -> None:
    """Check the whole chain, then append its signed end to the witness file. Once a day is right;
    running it again is harmless."""
    try:
        signing_key = read_signing_key(key)
        with _events(var) as events:
            signed = sign(heads, signing_key, events, datetime.now(CHINA).date())
    except OpenToOthers:
        raise Unusable("这把私钥别人也读得到，没有签。请先 chmod 600，再想想谁拿走过它。") from None
    except BadKeyFile:
        raise Unusable("私钥文件不对：应该是 audit keygen 写的那个 audit.key。") from None
    except ClockBehind:
        raise Unusable("这台机器的日期比上次签名还早，没有签。请先把时钟对准。") from None
    except NotWritten:
        raise Unusable(
            "见证文件写不进去，这次没有签上，以前签的都在。多半是磁盘满了：腾出空间再签一次。"
        ) from None
    except Refused as refused:
        _tell(refused.findings)
        err.print("没有签名。先查清楚，不要删见证文件。", soft_wrap=True)
        raise typer.Exit(1) from None
    except OSError as error:
        raise _file_trouble(error) from None
    if signed.mended:
        _say("上次有一行只写了一半（断电或磁盘满），已经去掉；完整的行都没有动。")
    done = "签好了" if signed.is_new else "今天已经签过，没有新的"
    if signed.is_new and signed.is_first:
        _say("这是这个见证文件的第一次签名；如果您以前签过，文件名多半写错了。")
    head = signed.head
    _say(f"{done}：{head.day}，共 {head.count} 行，到第 {head.last_id} 行。")
    _say(f"这次签名的摘要，请另外记一份：{head.digest()}")


@app.command("verify")
def verify_heads(
    heads: Heads,
    public: Annotated[str, typer.Option("--public-key", help="as keygen printed it")],
    known: Annotated[
        str | None, typer.Option(help="a digest that sign printed and you kept: must be there")
    ] = None,
    var: Var = HERE,
) -> None:
    """Hold the database against everything that was signed; exit code 1 if anything differs."""
    try:
        key = public_key(public)
        with _events(var) as events:
            found = verify(heads, key, events, known)
    except BadKeyFile:
        raise Unusable("公钥不对：应该是 64 个十六进制字符。") from None
    except OSError as error:
        raise _file_trouble(error) from None
    if found.findings:
        _tell(found.findings)
        raise typer.Exit(1)
    first, last = found.heads[0], found.heads[-1]
    _say(f"完好：{found.count} 行，{len(found.heads)} 次签名，从 {first.day} 到 {last.day}。")
    _say(f"最后一次签名以后又有 {found.unsigned} 行，还没有人见证。")


@contextmanager
def _events(var: Path) -> Iterator[SqlEvents]:
    """Reading alone. Neither the address nor the driver's words, which may quote it, are shown."""
    try:
        url = _database_url(var)
        parts = make_url(url)
        if parts.drivername.startswith("sqlite") and not Path(parts.database or "").is_file():
            raise Unusable(f"没有这个数据库文件：{parts.database}")
        engine = open_engine(url)
        try:
            with reading(engine)() as session:
                if engine.dialect.name == "postgresql":
                    # Hashes cover UTC; a server set to China's time would hand out other hours.
                    session.execute(text("SET TIME ZONE 'UTC'"))
                yield SqlEvents(session)
        finally:
            engine.dispose()
    except SQLAlchemyError:
        raise Unusable(
            "数据库读不了：请看地址对不对、连不连得上、有没有读 events 的权限。"
        ) from None


def _database_url(var: Path) -> str:
    """The one setting a witness needs: it has none of the secrets, and none are made for it."""
    given = os.environ | Workplace(var.resolve()).settings()
    if file := given.get("YIHAO_DATABASE_URL_FILE"):
        return Path(file).read_text("utf-8").strip()
    return given["YIHAO_DATABASE_URL"]


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        values = dict(finding.values)
        if "since" in values:
            values["since"] = f" {values['since']} " if values["since"] else "最开始"
        _say(SENTENCES[finding.what].format_map(values))


def _say(sentence: str) -> None:
    out.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _file_trouble(error: OSError) -> Unusable:
    return Unusable(f"{error.filename or '文件'}：打不开或写不了（{error.strerror}）。")
