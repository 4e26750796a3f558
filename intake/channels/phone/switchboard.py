"""Asterisk, unpacked into a folder of its own and run without root."""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent / "pbx"
FOLDERS = ("etc", "var/db", "var/spool", "var/run", "var/log")


@dataclass(frozen=True)
class Agent:
    """A person's phone: it registers itself, or `contact` says where it is."""

    name: str
    password: str = field(repr=False)
    contact: str = ""


@dataclass(frozen=True)
class Tls:
    """Signals by TLS and sound by SRTP, or no call: nothing falls back to plain."""

    certificate: Path
    key: Path
    port: int
    ca: Path | None = None  # whoever calls shows a certificate of it


@dataclass(frozen=True)
class Switchboard:
    asterisk: Path  # where fetch_asterisk.sh unpacked it
    folder: Path  # its configuration, run files and messages
    prompts: Path
    ordinary: str  # the number that is called
    protected: str = ""
    agents: Sequence[Agent] = ()
    address: str = "127.0.0.1"
    public_address: str = ""  # told to the trunk instead of our own
    trunk: str = "127.0.0.1"  # address or network of the carrier's trunk
    tls: Tls | None = None  # the trunk's
    sip_port: int = 5060
    audio_port: int = 9092
    http_port: int = 8077
    rtp_first: int = 20_000
    rtp_last: int = 20_600
    ring_seconds: int = 20

    @property
    def spool(self) -> Path:
        return self.folder / "var" / "spool"

    def write(self) -> None:
        """Its configuration, for nobody else's eyes: agents' passwords are in it."""
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        templates = Environment(
            loader=FileSystemLoader(HERE),
            undefined=StrictUndefined,
            trim_blocks=True,
            autoescape=False,  # noqa: S701 - no HTML
        )
        values = asdict(self) | {
            "etc": self.folder / "etc",
            "var": self.folder / "var",
            "root": self.asterisk / "root",
        }
        for template in templates.list_templates(["j2"]):
            path = self.folder / "etc" / template.removesuffix(".j2")
            path.write_text(templates.get_template(template).render(values), "utf-8")
            path.chmod(0o600)

    @property
    def command(self) -> list[str]:
        root = self.asterisk / "root"
        return [
            str(root / "usr/lib64/ld-linux-x86-64.so.2"),
            "--library-path", str(root / "usr/lib/x86_64-linux-gnu"),
            str(root / "usr/sbin/asterisk"),
            "-C", str(self.folder / "etc/asterisk.conf"), "-f", "-n",
        ]  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """It complains without a terminal type; nothing else of ours is its business."""
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return keep | {"TERM": "dumb"}

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
