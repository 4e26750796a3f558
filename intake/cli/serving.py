"""Start every process of one machine, watch them, and end them all on Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from celery.apps.worker import Worker
from celery.beat import EmbeddedService
from rich.console import Console

from intake.adapters.own_memory import OVERWRITING, keep_to_ourselves
from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.cli import learning
from intake.cli.workplace import ROOT, Workplace
from intake.config import Settings
from intake.domain.staff import StaffRole
from intake.ports import Ports as Wired
from intake.service import account, staffing
from intake.vault.desks import relock_desk
from intake.worker import vault
from intake.worker.celery_app import HOOKS, WORK, configure
from routing.examples import ExampleError

out = Console()
GRACE = 8.0  # seconds between asking a process to end and ending it
POLITE = 5  # whoever waits at a page comes before work that nobody watches
FIRST_STAFF = {
    "agent": (StaffRole.AGENT, ""),
    "dispatcher": (StaffRole.DISPATCHER, ""),
    "officer-market": (StaffRole.OFFICER, "1401-market"),
    "officer-housing": (StaffRole.OFFICER, "1401-housing"),
    "supervisor": (StaffRole.SUPERVISOR, ""),
    "visitor": (StaffRole.VISITOR, ""),
    "custodian": (StaffRole.CUSTODIAN, ""),
    "handler": (StaffRole.HANDLER, "14-discipline"),
    "auditor": (StaffRole.AUDITOR, ""),
    "admin": (StaffRole.ADMIN, ""),
}


@dataclass(frozen=True)
class Ports:
    public: int
    staff: int
    bot: int


@dataclass
class Child:
    """One process. It is started again when it ends by itself, ever more slowly."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 1.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def watch(self) -> None:
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        if lived < self.wait:
            return
        out.print(f"[yellow]{self.name} 停了，重新启动。日志：{self.log}[/]")
        self.wait = 1.0 if lived > 60 else min(self.wait * 2, 60.0)
        self.start()

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Stop:
    """What Ctrl-C does. It is remembered too: an exception raised in the middle of somebody's
    clean-up (a weakref's, while modules are imported) is printed and forgotten by Python."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True
        raise KeyboardInterrupt


def up(place: Workplace, ports: Ports, *, with_bot: bool) -> None:
    # SIGINT too: whoever starts us with & in a script has it ignored for us.
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    environment = os.environ | place.settings()
    environment.setdefault("YIHAO_BOT_URL", f"http://127.0.0.1:{ports.bot}")
    # Under the name: passkeys know no addresses of digits.
    environment.setdefault("YIHAO_STAFF_URL", f"http://localhost:{ports.staff}")
    environment.setdefault("YIHAO_PUBLIC_URL", f"http://127.0.0.1:{ports.public}")
    environment["PYTHONWARNINGS"] = "ignore"
    with place.environment():
        settings = Settings.read()
        migrate(settings.database_url)
        passwords = _first_staff(settings, place)
    children: list[Child] = []
    sites = (("public", ports.public), ("staff", ports.staff))
    try:
        _start([_web(place, environment, name, port) for name, port in sites], children)
        _wait_for(f"http://127.0.0.1:{ports.public}/healthz")
        _greet(ports, passwords, place)
        rasa = _bot(place, environment, ports.bot)
        trained = with_bot and learning.bot_model(place).exists()
        if trained:  # it takes longest to load
            _start([rasa], children)
        _train_router(place)
        workers = [_worker(place, environment, vault=vault) for vault in (False, True)]
        _start(workers, children)
        if with_bot and not trained and learning.train_bot(place):
            _start([rasa], children)
        out.print("全部启动。按 Ctrl-C 结束。All running; Ctrl-C ends everything.")
        while not stop.asked:
            time.sleep(0.5)
            for child in children:
                child.watch()
    except KeyboardInterrupt:
        out.print("\n正在结束……")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C leaves none alive
        end_all(children)


def _train_router(place: Workplace) -> None:
    """Without a model the worker hands everything to the desk: no reason to stop."""
    try:
        learning.train_router(place)
    except (ExampleError, OSError) as error:
        out.print(f"分办模型没有训练成功，来的事先都由派单台派：{error}", style="red", markup=False)


def _start(more: list[Child], children: list[Child]) -> None:
    for child in more:
        child.start()
        children.append(child)


def end_all(children: list[Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        if child.process:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
    for child in children:
        child.signal(signal.SIGKILL)


def _first_staff(settings: Settings, place: Workplace) -> dict[str, str]:
    """One account of each role at the first start; later starts print nothing."""
    ports = bootstrap(settings)
    with ports.view() as uow:
        if uow.staff.all():
            return {}
    return {
        name: hire(name, role, office, place, ports) for name, (role, office) in FIRST_STAFF.items()
    }


def hire(
    name: str,
    role: StaffRole,
    office: str,
    place: Workplace,
    wired: Wired,
    *,
    area: str = "",
    outsourced: bool = False,
) -> str:
    """Return the password. A handler's opens the desk's key too; a new one makes a new key."""
    password = staffing.add(
        name, role, office=office, area=area, outsourced=outsourced, ports=wired
    )
    if role is StaffRole.HANDLER:
        place.open_desk(name, office, password)
    return password


def change_password(name: str, old: str, new: str, settings: Settings, wired: Wired) -> None:
    """Raise WrongPassphrase where a handler's key does not open: then nothing changes."""

    def relock(desk: str, old: str, new: str) -> None:
        if settings.desks is not None:
            relock_desk(settings.desks, desk, old, new)

    account.change_password(name, old, new, relock=relock, ports=wired)


def _greet(ports: Ports, passwords: dict[str, str], place: Workplace) -> None:
    out.print(f"\n[bold]一号[/]  群众入口  http://127.0.0.1:{ports.public}")
    out.print(f"      工作台    http://127.0.0.1:{ports.staff}\n")
    if passwords:
        out.print("工作台账号和密码，只显示这一次（one-time view）：")
        for name, password in passwords.items():
            out.print(f"  {name:<16} {password}", highlight=False)
        out.print(
            f"\n保密举报的私钥在 {place.custodian / 'report.key'}，"
            "请保密专员拷到自己的电脑上，再从这台机器上删掉。\n",
            soft_wrap=True,
        )


def _wait_for(url: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if http.get(url).is_success:
                    return
            time.sleep(0.1)
    raise SystemExit("网页没有启动成功，请看 var/logs/public.log。")


def _web(place: Workplace, environment: dict[str, str], name: str, port: int) -> Child:
    command = [
        sys.executable, "-m", "uvicorn", f"intake.{name}_app:create_app", "--factory",
        "--host", "127.0.0.1", "--port", str(port),
        "--loop", "asyncio",  # uvloop keeps what came last in a buffer of its own, for ever
        "--no-access-log", "--no-server-header", "--log-level", "warning",
        "--timeout-graceful-shutdown", "3",
    ]  # fmt: skip
    return Child(name, command, environment | OVERWRITING, place.logs / f"{name}.log")


def _worker(place: Workplace, environment: dict[str, str], *, vault: bool) -> Child:
    name = "vault" if vault else "worker"
    command = [sys.executable, "-m", "intake.cli", "worker"]
    if vault:
        command.append("--vault")
        environment = environment | {"YIHAO_CONTACT_KEY_FILE": str(place.keys / "contact.key")}
    return Child(name, command, environment, place.logs / f"{name}.log")


def _bot(place: Workplace, environment: dict[str, str], port: int) -> Child:
    command = [
        str(learning.BOT_PYTHON), "-W", "ignore", "serve.py", "run",
        "-i", "127.0.0.1", "-p", str(port),
        "--model", str(learning.bot_model(place)),
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
    ]  # fmt: skip
    only = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    # Rasa is given its own two secrets and none of ours.
    bare = {name: environment[name] for name in only if name in environment}
    bare |= {
        "YIHAO_TRACKER_KEYS_FILE": str(place.keys / "tracker_keys"),
        "YIHAO_BOT_TOKEN_FILE": str(place.keys / "bot_token"),
    }
    child = Child("rasa", command, bare, place.logs / "rasa.log")
    child.command = ["env", "-C", str(ROOT / "bot"), *command]
    return child


def run_worker() -> None:
    """Worker and beat in one process where the queue lives in memory; the worker alone else."""
    os.nice(POLITE)
    keep_to_ourselves()
    settings = Settings.read()
    app = configure(settings)
    worker: Worker = app.Worker(
        queues=[WORK, HOOKS], pool="threads", concurrency=2, loglevel="WARNING",
        without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True,
    )  # fmt: skip
    if settings.broker_url.startswith("memory"):
        EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler").start()
    worker.start()


def run_vault_worker() -> None:
    os.nice(POLITE)
    keep_to_ourselves()
    vault.run()
