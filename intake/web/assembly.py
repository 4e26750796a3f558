"""What the public and the staff site have in common: guards, files, health."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from intake.domain.errors import IntakeError
from intake.ports import Ports
from intake.web import errors
from intake.web.forgetting import Forgetting
from intake.web.guard import SameSite
from intake.web.headers import SafeHeaders
from intake.web.limits import BodyLimit
from intake.web.quiet import Quiet

STATIC = Path(__file__).parent / "static"


def assemble(app: FastAPI, ports: Ports, *, https: bool) -> None:
    """`https`: a proxy before us speaks TLS, whatever scheme a request shows here."""
    app.state.ports, app.state.https = ports, https
    app.mount("/static/htmx", StaticFiles(directory=_htmx()), name="htmx")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(BodyLimit)
    app.add_middleware(SameSite)
    app.add_middleware(Quiet)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Forgetting)
    errors.install(app)
    app.add_api_route("/healthz", lambda: {"status": "ok"}, tags=["health"])
    app.add_api_route("/readyz", _ready, tags=["health"])


def _ready(request: Request, response: Response) -> dict[str, str]:
    """503 while the database cannot be read."""
    try:
        with request.app.state.ports.view() as uow:
            uow.staff.get("")
    except IntakeError:
        response.status_code = 503
        return {"status": "storage is away"}
    return {"status": "ok"}


def _htmx() -> Path:
    """django-htmx ships htmx itself; nothing of Django is imported."""
    spec = find_spec("django_htmx")
    if spec is None or spec.origin is None:
        raise RuntimeError("django-htmx is not installed: run make setup")
    return Path(spec.origin).parent / "static" / "django_htmx"
