"""ASGI app for the people who work here: uvicorn intake.staff_app:create_app --factory."""

from fastapi import FastAPI

from intake.adapters.own_memory import keep_to_ourselves
from intake.bootstrap import bootstrap
from intake.config import Settings
from intake.ports import Ports
from intake.web import staff
from intake.web.assembly import assemble


def create_app(ports: Ports | None = None, *, https: bool = False) -> FastAPI:
    """As the settings say; with `ports` of their own, for tests."""
    if ports is None:
        keep_to_ourselves()
        settings = Settings.read()
        ports, https = bootstrap(settings), settings.https
    app = FastAPI(title="一号 工作台", openapi_url=None, docs_url=None, redoc_url=None)
    assemble(app, ports, https=https)
    app.include_router(staff.router)
    return app
