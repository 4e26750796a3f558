"""Another office's program: takes webhooks over TLS and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from intake.channels.hooks import HookFile
from tests.support.certificate import Certificate

HOST = "hooks.test"
NEW, OLD = "whsec_" + "bmV3" * 8, "whsec_" + "b2xk" * 8


@dataclass
class Receiver:
    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.heard]

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/yihao?token=s3cret"


@contextmanager
def receiving(certificate: Certificate) -> Iterator[Receiver]:
    box = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            box.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(box.status)
            for name, value in box.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = certificate.server.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        box.port = server.server_port
        yield box
        server.shutdown()
        thread.join(5)


def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
    """Every name is this machine."""
    return [(2, 1, 6, "", ("127.0.0.1", port))]


def a_file(folder: Path, *rows: dict[str, object]) -> Path:
    file = folder / "webhooks.yml"
    file.write_text(yaml.safe_dump(list(rows), allow_unicode=True), "utf-8")
    return file


def a_sender(folder: Path, box: Receiver, certificate: Certificate, **more: object) -> HookFile:
    row = {"name": "statistics", "url": box.url, "secrets": [NEW], "private": True} | more
    return HookFile(a_file(folder, row), context=certificate.client, resolve=resolve)
