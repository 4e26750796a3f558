"""The commands. Each does one thing and leaves the work to a module of its own."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from intake.adapters.sql.migrate import migrate as bring_up_to_date
from intake.bootstrap import bootstrap, now
from intake.cli import (
    auditing,
    custodians,
    deadlines,
    explaining,
    hooking,
    learning,
    lettering,
    measuring,
    replaying,
    serving,
    telephone,
    workplace,
)
from intake.cli.replaying import Unusable
from intake.config import Settings, SettingsError
from intake.domain.errors import IntakeError, StorageBusy
from intake.domain.keeping import Standing
from intake.domain.staff import StaffRole
from intake.service import account, keeping, searching, staffing
from intake.texts import problem
from routing import catalogue
from routing.catalogue.check import check as check_catalogue
from routing.facts import read_facts

# No pretty tracebacks: they would show values.
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
staff = typer.Typer(no_args_is_help=True, help="People who work here.")
facts = typer.Typer(no_args_is_help=True, help="Departments, categories, areas, time limits.")
app.add_typer(staff, name="staff")
app.add_typer(facts, name="catalogue")
app.add_typer(auditing.app, name="audit")
app.add_typer(custodians.app, name="custodians")
app.add_typer(telephone.app, name="phone")
app.add_typer(hooking.app, name="webhooks")
app.add_typer(lettering.app, name="messages")
out, err = Console(), Console(stderr=True)

Var = Annotated[Path, typer.Option("--var", help="where data, keys, models and logs are kept")]
HERE = Path("var")
STANDINGS = {
    Standing.RECEIVED: "还没人看的",
    Standing.IN_HAND: "在办的",
    Standing.CLOSED: "办结的",
    Standing.WITHDRAWN: "撤回的",
}


@app.command()
def up(
    var: Var = HERE,
    public_port: int = 8000,
    staff_port: int = 8001,
    bot_port: int = 5005,
    bot: Annotated[bool, typer.Option(help="start Rasa too")] = True,
) -> None:
    """Start everything on this machine; Ctrl-C ends everything again."""
    place = workplace.prepare(var)
    serving.up(place, serving.Ports(public_port, staff_port, bot_port), with_bot=bot)


File = Annotated[Path | None, typer.Argument(help="CSV with a text and a label column")]
Label = Annotated[str, typer.Option(help="the column with the office, or another label")]
Text = Annotated[str, typer.Option("--text", help="the column with the text")]
Received = Annotated[str, typer.Option(help="the column with the day; may be missing")]
Duties = Annotated[Path | None, typer.Option(help="duty sheets of this city, as duties.yml")]
Synonyms = Annotated[Path | None, typer.Option(help="offices renamed or closed")]
Limit = Annotated[
    int | None, typer.Option(min=0, help="learn from so many orders; 0: from duty sheets alone")
]


@app.command()
def train(
    var: Var = HERE,
    bot: Annotated[bool, typer.Option(help="train Rasa too")] = True,
    force: Annotated[bool, typer.Option(help="even if nothing changed")] = False,
    history: Annotated[Path | None, typer.Option(help="past work orders of a city")] = None,
    to: Annotated[Path, typer.Option("--out", help="where the city's model goes")] = HERE / "city",
    label: Label = "department",
    text: Text = "text",
    received: Received = "received",
    duties: Duties = None,
    synonyms: Synonyms = None,
    limit: Limit = None,
) -> None:
    """Train the router's models and the bot, where their sources changed; or, with --history, the
    offices of one city."""
    place = workplace.prepare(var)
    if history:
        source = measuring.Source(history, text, label, received, duties, synonyms, limit)
        measuring.learn_city(place, source, to, out)
        return
    learning.train_router(place, force=force)
    if bot:
        learning.train_bot(place, force=force)


@app.command()
def evaluate(
    file: File = None,
    var: Var = HERE,
    label: Label = "category",
    text: Text = "text",
    received: Received = "received",
    model: Annotated[Path | None, typer.Option(help="a city's model")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="YAML: label: [category codes]")
    ] = None,
    duties: Duties = None,
    synonyms: Synonyms = None,
    limit: Limit = None,
    last_third: Annotated[
        bool, typer.Option("--last-third", help="learn from the earlier")
    ] = False,
    folds: Annotated[int | None, typer.Option(min=2, help="learn from all other folds")] = None,
    walk_forward: Annotated[bool, typer.Option("--walk-forward", help="month by month")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="the plain baseline beside it")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="the page to write")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    bot: Annotated[bool, typer.Option(help="without a file: the bot too")] = True,
) -> None:
    """Measure routing on any labelled file; without one, routing and the bot on the held-out
    papers that come with the program."""
    place = workplace.prepare(var)
    if file is None:
        learning.evaluate(place, out, bot=bot)
        return
    source = measuring.Source(file, text, label, received, duties, synonyms, limit)
    trial = measuring.Trial(model, mapping, folds, last_third, walk_forward, compare, report)
    measuring.evaluate_file(place, source, trial, out, as_json=as_json)


@app.command()
def route(
    text: Annotated[str | None, typer.Argument(help="left out: JSON lines on stdin")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    area: str | None = None,
    var: Var = HERE,
) -> None:
    """Say where a complaint would go, by when, and why."""
    router = learning.load(workplace.prepare(var))
    if text is not None:
        got = router.assign(text, area=area, received_at=now())
        facts = read_facts(text, now(), got)
        replaying.print_assignment(got, out, facts=facts, as_json=as_json)
        return
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            row = _row(number, line)
            got = router.assign(row["text"], area=row.get("area", area), received_at=now())
            facts = read_facts(row["text"], now(), got)
            replaying.print_assignment(got, out, facts=facts, as_json=True)


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise Unusable(f'第 {number} 行不是 {{"text": "…"}} 这样的 JSON。')
    return row


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="CSV with a column `text`")],
    limit: int = 0,
    url: str = "http://127.0.0.1:8000",
    clients: int = 8,
    var: Var = HERE,
) -> None:
    """Post a CSV of texts through the public API, then say what became of them."""
    place = workplace.prepare(var)
    with place.environment():
        ports = bootstrap(Settings.read())
        replaying.replay(file, limit, url, clients=clients, ports=ports, console=err)


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="a revision; down when it is an earlier one")] = "head",
    var: Var = HERE,
) -> None:
    """Bring the database to the present shape."""
    with workplace.prepare(var).environment():
        bring_up_to_date(Settings.read().database_url, to)


@app.command()
def worker(
    vault: Annotated[bool, typer.Option(help="the one that opens contacts")] = False,
) -> None:
    """Run a worker with the settings of the environment (used by `up` and by the containers)."""
    serving.run_vault_worker() if vault else serving.run_worker()


@staff.command("add")
def staff_add(
    name: str,
    role: StaffRole,
    office: Annotated[str, typer.Option(help="such as 1401-market")] = "",
    area: Annotated[
        str, typer.Option(help="such as 140105: sees nothing outside; left out: sees all")
    ] = "",
    outsourced: Annotated[
        bool, typer.Option("--outsourced", help="of a contractor: may not refuse, close, end")
    ] = False,
    var: Var = HERE,
) -> None:
    """Add somebody, or let them begin anew with a new password. It is printed once."""
    place = workplace.prepare(var)
    with place.environment():
        ports = bootstrap(Settings.read())
        password = serving.hire(name, role, office, place, ports, area=area, outsourced=outsourced)
    if role is StaffRole.HANDLER:
        out.print("重新启动以后，才能把保密举报转给他。")
    out.print(f"{name}  {password}")


@app.command("destroy-due")
def destroy_due(
    dry_run: Annotated[bool, typer.Option(help="only say how many")] = False, var: Var = HERE
) -> None:
    """Destroy protected reports that were kept long enough, with their keys (nightly by itself).
    After shortening a period, look with --dry-run before the night comes."""
    with workplace.prepare(var).environment():
        ports = bootstrap(Settings.read())
        try:
            if dry_run:
                counts = keeping.due(ports=ports)
                for standing, count in counts.items():
                    out.print(f"{STANDINGS[standing]}：{count} 份")
                out.print(f"到期的一共：{sum(counts.values())} 份")
                return
            out.print(f"销毁了：{keeping.destroy_due(ports=ports)} 份")
        except StorageBusy:
            raise Unusable(
                "有人正在用数据库，没有做完：到期的可能已经删了，磁盘上的旧字节还没抹掉。请再运行一次。"
            ) from None


@app.command("search-index")
def search_index(var: Var = HERE) -> None:
    """Make the index of the search anew, once after an upgrade from before there was one."""
    place = workplace.prepare(var)
    with place.environment():
        done = 0
        for done in searching.index_all(ports=bootstrap(Settings.read())):
            out.print(f"{done} 件", end="\r")
        out.print(f"检索索引做好了：{done} 件")


@staff.command("password")
def staff_password(name: str, var: Var = HERE) -> None:
    """Change a password at this keyboard; a handler's key of protected reports is locked anew."""
    place = workplace.prepare(var)
    old = typer.prompt("现在的密码", hide_input=True)
    new = typer.prompt("新密码", hide_input=True, confirmation_prompt="新密码，再输一遍")
    with place.environment():
        settings = Settings.read()
        serving.change_password(name, old, new, settings, bootstrap(settings))
    out.print("换好了，他的登录都退出了。保密承办人的，要重新启动以后才打得开举报。")


@staff.command("let-in")
def staff_let_in(name: str, var: Var = HERE) -> None:
    """Print a device code: with it a new browser need not wait while strangers guess."""
    with workplace.prepare(var).environment():
        out.print(account.let_in(name, ports=bootstrap(Settings.read())), soft_wrap=True)


@staff.command("disable")
def staff_disable(name: str, var: Var = HERE) -> None:
    """Whoever left: no login any more, and every session ends at once."""
    with workplace.prepare(var).environment():
        staffing.disable(name, ports=bootstrap(Settings.read()))


@staff.command("enable")
def staff_enable(name: str, var: Var = HERE) -> None:
    """Let somebody in again who was disabled."""
    with workplace.prepare(var).environment():
        staffing.enable(name, ports=bootstrap(Settings.read()))


@staff.command("subject")
def staff_subject(
    name: str,
    subject: Annotated[str, typer.Argument(help="the provider's `sub`; left out: forget it")] = "",
    var: Var = HERE,
) -> None:
    """Say by which subject the provider of logins (OIDC) knows somebody."""
    with workplace.prepare(var).environment():
        staffing.know_as(name, subject, ports=bootstrap(Settings.read()))


@facts.command("check")
def catalogue_check(
    laws: Annotated[
        Path | None, typer.Option(help="a folder of laws: cited articles must be in it")
    ] = None,
) -> None:
    """Find gaps, overlaps, dangling codes and missing articles in the catalogue."""
    findings = list(check_catalogue(laws=laws))
    for finding in findings:
        mark = "错" if finding.fatal else "注意"
        line = f"{mark}  {finding.file}  {finding.row}：{finding.text}"
        out.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(1 if any(finding.fatal for finding in findings) else 0)


@facts.command("explain")
def catalogue_explain(
    category: Annotated[str, typer.Argument(help="such as 01.05")],
    area: Annotated[str, typer.Argument(help="such as 140105, or a township's nine digits")],
    day: Annotated[str, typer.Argument(help="such as 2026-11-23; left out: today")] = "",
) -> None:
    """Say who answers for a category in an area on a day, and why."""
    explaining.explain(catalogue.load(), category, area, day, out)


@app.command()
def deadline(
    rule: Annotated[str, typer.Argument(help="a code of time_limits.yml, such as petition")],
    received: Annotated[str, typer.Argument(help="2026-04-14, or 2026-04-14T23:59+08:00")],
    event: Annotated[
        list[str] | None,
        typer.Option(
            help="what happened: accepted=2026-04-20, inspection=2026-05-06..2026-05-12, "
            "extended=2026-06-01 or extended=2026-06-01/20; may be given several times"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say by when something is due under a rule, and explain that date step by step."""
    deadlines.explain(catalogue.load(), rule, received, event or [], out, as_json=as_json)


def main() -> None:
    try:
        app()
    except IntakeError as error:
        err.print(problem(error.code, **error.values), soft_wrap=True)
        raise SystemExit(1) from None
    except (SettingsError, catalogue.CatalogueError, Unusable) as error:
        err.print(str(error), markup=False, soft_wrap=True)
        raise SystemExit(1) from None
