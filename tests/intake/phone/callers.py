"""Two independent callers: sipp, which speaks SIP as it is told to, and baresip, a real telephone
that hears what it is told."""

import os
import signal
import struct
import subprocess
import time
import wave
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import numpy as np

from tests.support.city import free_port

HERE = Path(__file__).parent
KEYS = "0123456789*#ABCD"
FRAME, EVENT_FRAME = 160, 160  # samples
QUIET = b"\xd5"  # A-law
AUDIBLE = 300  # of 32,768
LOOPBACK = b"\x7f\0\0\1"


@dataclass
class Stream:
    """One stream of RTP: speech and keys (RFC 4733), in a file that sipp plays."""

    packets: list[tuple[float, bytes]] = field(default_factory=list)
    at: float = 0.0
    _number: int = 1
    _stamp: int = 8000
    _begins: bool = True

    def quiet(self, seconds: float) -> "Stream":
        return self.speak(QUIET * int(seconds * 8000))

    def speak(self, a_law: bytes) -> "Stream":
        for start in range(0, len(a_law), FRAME):
            self._packet(8, self._begins, a_law[start : start + FRAME].ljust(FRAME, QUIET))
            self._begins = False
            self._stamp += FRAME
            self.at += 0.02
        return self

    def keys(self, keys: str) -> "Stream":
        for key in keys:
            code = KEYS.index(key)
            for step in range(1, 6):
                body = struct.pack(">BBH", code, 10, step * EVENT_FRAME)
                self._packet(101, step == 1, body)
                self.at += 0.02
            for _ in range(3):  # the end is told three times
                self._packet(101, False, struct.pack(">BBH", code, 0x80 | 10, 5 * EVENT_FRAME))
            self._stamp += 5 * EVENT_FRAME
            self._begins = True
            self.quiet(0.12)
        return self

    def write(self, path: Path) -> Path:
        with path.open("wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for at, packet in self.packets:
                size = len(packet)
                file.write(struct.pack("<IIII", int(at), int(at % 1 * 1e6), size, size) + packet)
        return path

    def _packet(self, kind: int, marked: bool, body: bytes) -> None:
        head = struct.pack(
            ">BBHII", 0x80, marked << 7 | kind, self._number & 0xFFFF, self._stamp, 0x12345
        )
        self.packets.append((self.at, _ethernet(head + body)))
        self._number += 1


def _ethernet(rtp: bytes) -> bytes:
    udp = struct.pack(">HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, LOOPBACK, LOOPBACK)
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    head = head[:10] + struct.pack(">H", ~total & 0xFFFF) + head[12:]
    return b"\0" * 12 + b"\x08\0" + head + udp


def sipp(
    folder: Path,
    port: int,
    number: str,
    stream: Stream,
    *,
    caller: str = "13800138000",
    headers: str = "",
    then: float = 0.0,
    waits_for_bye: bool = False,
    calls: int = 1,
) -> subprocess.CompletedProcess[str]:
    """Call `number`, play the stream, and hang up `then` seconds after its end."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = stream.write(folder / "call.pcap")
    seconds = stream.at + then
    end = "bye_recv.xml" if waits_for_bye else "bye_send.xml"
    scenario = Template((HERE / "call.xml").read_text("utf-8")).substitute(
        caller=caller,
        headers=headers,
        sound=sound,
        end=Template((HERE / end).read_text("utf-8")).substitute(
            caller=caller, wait=int(seconds * 1000)
        ),
    )
    (folder / "call.xml").write_text(scenario, "utf-8")
    command = [
        "sipp", "-sf", str(folder / "call.xml"), "-s", number, "-i", "127.0.0.1",
        "-mi", "127.0.0.1", "-p", str(free_port()), "-mp", str(free_port()),
        "-m", str(calls), "-l", str(calls), "-r", str(calls), "-nostdin", "-timeout", "90",
        f"127.0.0.1:{port}",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@dataclass
class Telephone:
    """baresip: plays `says` from the beginning of a call and keeps what it hears."""

    folder: Path
    says: Path
    answers: bool = False  # by itself
    certificate: Path | None = None  # calls by TLS and SRTP alone
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] = field(init=False)

    def __enter__(self) -> "Telephone":
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "heard").mkdir(exist_ok=True)
        rtp = 40_000 + self.port % 10_000 * 2
        config = Template((HERE / "baresip.config").read_text("utf-8")).substitute(
            port=self.port, says=self.says, folder=self.folder, rtp=rtp, rtp_last=rtp + 40
        )
        if self.certificate:
            config = config.replace("module account", "module srtp.so\nmodule account")
            config += f"sip_certificate {self.certificate}\n"
        (self.folder / "config").write_text(config, "utf-8")
        mode = ";answermode=auto" if self.answers else ""
        mode += ";mediaenc=srtp-mand" if self.certificate else ""
        transport = "tls" if self.certificate else "udp"
        (self.folder / "accounts").write_text(
            f"<sip:13900000001@127.0.0.1:{self.port};transport={transport}>;regint=0;audio_codecs=PCMA"
            f";dtmfmode=rtpevent{mode}\n"
        )
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                ["baresip", "-4", "-f", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        time.sleep(1.0)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)  # or its recordings have no length
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process.stdin.close()

    def press(self, keys: str, every: float = 0.25) -> None:
        for key in keys:
            os.write(self.process.stdin.fileno(), key.encode())
            time.sleep(every)

    def dial(self, address: str) -> None:
        by = ";transport=tls" if self.certificate else ""
        self.press(f"/dial {address}{by}\n", every=0.01)

    def hang_up(self) -> None:
        self.press("/hangup\n", every=0.01)

    def heard(self) -> np.ndarray:
        """What came in, of the last call."""
        dumps = sorted(self.folder.glob("heard/*dec*.wav"), key=lambda one: one.stat().st_mtime)
        with wave.open(str(dumps[-1])) as file:
            return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def likeness(heard: np.ndarray, sound: bytes) -> float:
    """1.0: the sound is somewhere in what was heard, as it is."""
    return found(heard, sound)[0]


def found(heard: np.ndarray, sound: bytes) -> tuple[float, float]:
    """How like it is, and the second at which it ends."""
    needle = np.frombuffer(sound, "<i2").astype(float)
    size = len(heard) + len(needle)
    found = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(needle, size)), size)
    at = int(np.argmax(found[: len(heard)]))
    piece = heard[at : at + len(needle)]
    needle = needle[: len(piece)]
    like = float(piece @ needle / (np.linalg.norm(piece) * np.linalg.norm(needle) + 1e-9))
    return like, (at + len(needle)) / 8000


def longest_silence(heard: np.ndarray, begins: float, ends: float) -> float:
    """Seconds; between these two of the call."""
    piece = np.abs(heard[int(begins * 8000) : int(ends * 8000)])
    loud = np.flatnonzero(piece > AUDIBLE)
    edges = np.concatenate([[0], loud, [len(piece)]])
    return float(np.diff(edges).max()) / 8000
