"""Sentences that exist once are sent by every way; then everything that could have kept one is
searched: memory, database, log, temporary and core files, backups, what is to be sent out.

Each place is also given one on purpose, which must be found.
"""

import re
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import httpx
import psutil
import pytest

from tests.support import canary
from tests.support.city import ROOT, City, wait_for
from tests.support.needs import need

pytestmark = pytest.mark.slow

ACCUSING = "太原市政府的会议纪要是后补的"  # so that the province's handler gets it
SPOKEN = re.compile(r"(?:\d{4} ){5}\d{4}-\d")
REPORT = re.compile(r"B[2-9A-HJ-NP-Z]{10}")
HELD = re.compile(r'/sealed/[^/"]+/files/[^/"]+/read')
WITHIN = 15  # seconds: connections that idle are closed after 5, then what is left is collected
FILE = "/protected/inbox/file"


@dataclass
class Said:
    """What was said where: a name for the way, and the sentence."""

    city: City
    of: dict[str, str] = field(default_factory=dict)

    def new(self, way: str) -> str:
        return self.of.setdefault(way, canary.sentence())

    @contextmanager
    def at(self, address: str):
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as browser:
            yield browser

    def talk(self) -> None:
        with self.at(self.city.public) as browser:
            secret = "我是矿上的，瓦斯超限不让报，别说是我说的，"
            body = {"conversation": secrets.token_urlsafe(24), "text": secret + self.new("API")}
            browser.post("/api/v1/messages", json=body)
            browser.get("/")
            browser.post("/chat", data={"text": secret + self.new("chat")})

    def report(self) -> None:
        with self.at(self.city.public) as browser:
            browser.post("/protected/step", data={"a_what": self.new("answer"), "go": "2"})
            name = self.new("cut")
            text = f"我叫{name}，{ACCUSING}，{self.new('text')}在二层"
            browser.post("/protected/review", data={"text": text})
            done = browser.post("/protected", data={
                "text": text, "cut": f"2-{2 + len(name)}-own_name",
                "identity": self.new("identity"), "accused": self.new("accused"),
            })  # fmt: skip
            words = " ".join(re.sub(r"<[^>]+>", " ", done.text).split())
            spoken, reward = SPOKEN.findall(words)
            for way, digits in (("receipt", spoken), ("reward code", reward)):
                self.of[way] = re.sub(r"\D", "", digits)
                self.of[f"{way} as shown"] = digits

    def write(self) -> None:
        receipt = self.of["receipt"]
        with self.at(self.city.public) as browser:
            body = (self.new("content") + "\n").encode() * 5000
            sent = browser.post(
                FILE, data={"receipt": receipt}, files={"file": (self.new("name") + ".txt", body)}
            )
            attachment = re.search(r'name="file" value="([^"]+)"', sent.text)[1]
            browser.post(FILE + "/send", data={"receipt": receipt, "file": attachment})
            letter = {"receipt": receipt, "text": self.new("letter")}
            shown = browser.post("/protected/inbox/add", data=letter)
            assert self.of["letter"] in shown.text
            assert self.of["name"] in shown.text

    def handle(self) -> None:
        password = self.of["password"] = self.city.passwords["handler"]
        with self.at(self.city.staff) as browser:
            browser.post("/login", data={"name": "handler", "password": self.new("wrong")})
            browser.post("/login", data={"name": "handler", "password": password})
            for report in dict.fromkeys(REPORT.findall(browser.get("/sealed").text)):
                page = browser.get(f"/sealed/{report}").text
                form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}
                key = form | {"passphrase": password}
                opened = browser.post(f"/sealed/{report}/read", data=key)
                if self.of["text"] in opened.text:
                    break
            assert self.of["letter"] in opened.text
            for path in HELD.findall(page):
                read = browser.post(path, data=key)
                assert self.of["content"] in read.text
            asked = browser.post(
                f"/sealed/{report}", data=form | {"text": self.new("question"), "passphrase": ""}
            )
            assert asked.is_success


@pytest.fixture(scope="module")
def said(quiet_city):
    said = Said(quiet_city)
    said.talk()
    said.report()
    said.write()
    said.handle()
    return said


@dataclass(frozen=True)
class Traces:
    """Where canaries were found on disk: file and way."""

    city: City

    def of(self, canaries: canary.Canaries) -> dict[str, set[str]]:
        begun = psutil.Process(self.city.process.pid).create_time()
        hits = canary.in_files(self.city.var.parent, canaries, since=begun)
        for core in ROOT.glob("core*"):
            if core.stat().st_mtime >= begun and canary.found(core.read_bytes(), canaries):
                hits[core.name] = set(canaries)
        return hits


def test_on_disk_nothing_is_left(said):
    """The city's folder (and so any copy of it), temporary files, core files, what `up` printed."""
    hits = Traces(said.city).of(said.of)
    printed = hits.pop(said.city.output.name, set())
    assert hits == {}
    assert printed <= {"password"}  # the first start shows it to its operator, once


PLACES = ("var/logs", "var/outbox", "var/files", "var/backup", "tmp", "core.planted")


@pytest.mark.parametrize("place", PLACES)
def test_on_disk_it_would_be_found(quiet_city, place):
    traces, planted = Traces(quiet_city), canary.sentence()
    path = (ROOT if place.startswith("core") else quiet_city.var.parent / place) / "core.planted"
    path.parent.mkdir(exist_ok=True)
    for form in canary.forms(planted):
        path.write_bytes(b"\0before" + form + b"after")
        try:
            assert traces.of({"planted": planted})
        finally:
            path.unlink()
    assert traces.of({"planted": planted}) == {}


def test_in_the_database_it_would_be_found(quiet_city):
    """An ordinary complaint, of which the threat model says that it lies there in clear."""
    planted = canary.sentence()
    quiet_city.post("/api/v1/complaints", {"text": f"{planted}路灯不亮"})
    hits = Traces(quiet_city).of({"planted": planted})
    assert {name.removeprefix("var/").split("-")[0] for name in hits} == {"yihao.db"}


# -- memory -----------------------------------------------------------------------------------


def remembered(process: psutil.Process, canaries: canary.Canaries) -> set[str]:
    try:
        return canary.in_memory(process.pid, canaries)
    except PermissionError:
        need("root", False, "only root may look into the memory of these processes")
        raise


def site(city: City, name: str) -> psutil.Process:
    [process] = city.of(f"{name}_app")
    return process


@pytest.mark.parametrize("name", ["public", "staff"])
def test_a_moment_later_a_site_remembers_nothing(said, name):
    process, until = site(said.city, name), time.monotonic() + WITHIN
    while left := remembered(process, said.of):
        assert time.monotonic() < until, f"{name} still holds {sorted(left)}"
        time.sleep(1)


def test_the_workers_never_had_it(said):
    sentences = {way: text for way, text in said.of.items() if text.startswith(canary.MARK)}
    for process in said.city.of("worker"):
        assert remembered(process, sentences) == set()


@contextmanager
def half_sent(address: str, path: str, text: str):
    """A form of which the end never comes: the site has to hold on to what has come."""
    where = urlsplit(address)
    body = f"receipt=1&text={quote(text)}".encode()
    head = (
        f"POST {path} HTTP/1.1", f"Host: {where.netloc}", "Content-Length: 9999",
        "Content-Type: application/x-www-form-urlencoded", "", "",
    )  # fmt: skip
    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall("\r\n".join(head).encode() + body)
        yield


@pytest.mark.parametrize(("name", "path"), [("public", "/protected"), ("staff", "/login")])
def test_in_memory_it_would_be_found(quiet_city, name, path):
    planted = {"planted": canary.sentence()}
    process = site(quiet_city, name)
    with half_sent(getattr(quiet_city, name), path, planted["planted"]):
        wait_for(lambda: remembered(process, planted), WITHIN, every=1)
    wait_for(lambda: not remembered(process, planted), WITHIN, every=1)


def test_in_memory_it_would_be_found_in_every_width():
    planted = canary.sentence()
    points = ",".join(str(ord(letter)) for letter in planted)
    build = f"s = ''.join(map(chr, [{points}]))"
    for width in ("s", "s + chr(0x1f600)", "s.encode()"):
        hold = f"{build}; s = {width}; print(flush=True); input()"
        child = subprocess.Popen(
            [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with child:
            child.stdout.readline()
            assert canary.in_memory(child.pid, {"planted": planted})
            child.stdin.write(b"\n")


def test_a_process_of_ours_leaves_no_core_file(quiet_city):
    for process in [*quiet_city.of("_app"), *quiet_city.of("worker")]:
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
