"""ASGI app for citizens and programs: uvicorn intake.public_app:create_app --factory."""

from fastapi import FastAPI

from intake.adapters.own_memory import keep_to_ourselves
from intake.api import complaints, keys, offices, problems
from intake.api.access import Rates
from intake.bootstrap import bootstrap
from intake.config import API_PER_MINUTE, REPORTS_PER_MINUTE, Settings
from intake.domain.flood import Flood, Limits
from intake.ports import Ports
from intake.web import citizen
from intake.web.assembly import assemble
from intake.web.beat import Beat
from intake.web.padding import SameSize


def create_app(ports: Ports | None = None, *, https: bool = False) -> FastAPI:
    """As the settings say; with `ports` of their own, for tests."""
    per_minute, of_a_key = REPORTS_PER_MINUTE, API_PER_MINUTE
    if ports is None:
        keep_to_ourselves()
        settings = Settings.read()
        ports, https = bootstrap(settings), settings.https
        per_minute, of_a_key = settings.reports_per_minute, settings.api_per_minute
    app = FastAPI(title="一号 Yihao", version="1", docs_url=None, redoc_url=None)
    problems.install(app)  # before the pages: under /api/ these go on answering
    assemble(app, ports, https=https)
    app.state.flood = Flood(Limits(burst=per_minute, rate=per_minute / 60))
    app.state.rates = Rates(Limits(burst=of_a_key, rate=of_a_key / 60))
    app.add_middleware(SameSize)
    app.add_middleware(Beat)
    app.include_router(complaints.api)
    app.include_router(offices.api)
    app.include_router(keys.api)
    app.include_router(citizen.router, include_in_schema=False)
    return app
