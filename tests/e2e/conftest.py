"""Both sites on real sockets, and a real browser in front of them."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
import uvicorn

from intake.adapters.folder import Folder
from intake.adapters.memory import MemoryDatabase
from intake.adapters.oidc import OidcProvider, OidcSettings
from intake.adapters.passkeys import WebAuthn
from tests.intake.conftest import (  # noqa: F401 - fixtures
    Clock,
    SilentDialogue,
    contact_key,
    custodians,
    desks,
    report_key,
    settings,
    vault,
    wiring,
)
from tests.intake.web.conftest import Town
from tests.support.needs import need
from tests.support.provider import CLIENT, SECRET, a_provider
from tests.support.sites import public_site, staff_site

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {390: 844, 1440: 900}


def listening() -> socket.socket:
    """On a port that is ours from now on."""
    return socket.create_server(("127.0.0.1", 0), backlog=2048)


@contextmanager
def serving(app, line: socket.socket | None = None) -> Iterator[str]:
    line = line or listening()
    config = uvicorn.Config(app, log_level="critical", ws="none", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([line],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the site did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{line.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(10)


@dataclass
class Sites:
    town: Town
    public: str
    staff: str
    browser: object
    complaints: list[str] = field(default_factory=list)

    def visitor(self, width: int = 390, *, js: bool = True, offline_ok: bool = False):
        """A page in a browser of its own. What its console complains about is collected."""
        context = self.browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            java_script_enabled=js,
            locale="zh-CN",
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._note(message, offline_ok))
        page.on("request", lambda request: self._own(request.url))
        return page

    def staff_member(
        self, name: str, width: int = 1440, *, js: bool = True, offline_ok: bool = False
    ):
        page = self.visitor(width, js=js, offline_ok=offline_ok)
        page.goto(self.staff + "/login")
        page.fill("#name", name)
        page.fill("#password", self.town.passwords[name])
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: not url.endswith("/login"))
        return page

    def _note(self, message, offline_ok: bool) -> None:
        if message.type in ("error", "warning") and not offline_ok:
            self.complaints.append(message.text)

    def _own(self, url: str) -> None:
        if not url.startswith((self.public, self.staff)):
            self.complaints.append(f"asked elsewhere: {url}")


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need("browser", path is not None, "Chromium is not installed")
    # Started here, not at import: it keeps an event loop running in this thread.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def sites(wiring, chromium, tmp_path):  # noqa: F811
    database = MemoryDatabase()
    ports = replace(
        wiring,
        uow=database.uow,
        view=database.uow,
        files=Folder(tmp_path / "files"),
        exports=Folder(tmp_path / "exports"),
        clock=Clock(),
        dialogue=SilentDialogue(),
    )
    with (
        serving(public_site(ports)) as public,
        serving(staff_site(ports)) as staff,
    ):
        built = Sites(Town(ports, None), public, staff, chromium)
        yield built
        for context in chromium.contexts:
            context.close()
        assert built.complaints == []


@pytest.fixture
def doors(wiring, chromium):  # noqa: F811
    """The staff site under the name that browsers know it by, with a provider of logins."""
    database, line = MemoryDatabase(), listening()
    here = f"http://localhost:{line.getsockname()[1]}"
    with a_provider() as provider:
        at = OidcSettings(provider.issuer, CLIENT, SECRET, "省政务认证", here)
        ports = replace(
            wiring,
            uow=database.uow,
            view=database.uow,
            clock=Clock(),
            dialogue=SilentDialogue(),
            passkeys=WebAuthn(here),
            provider=OidcProvider(at),
        )
        with serving(staff_site(ports), line):
            yield Sites(Town(ports, None), provider.issuer, here, chromium)
            for context in chromium.contexts:
                context.close()
