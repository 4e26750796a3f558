"""The two sites for tests. Building one takes longer than most tests, so each is built once; every
call gives a site with ports and a state of its own, which shares the routes alone."""

from copy import copy, deepcopy
from functools import cache

from fastapi import FastAPI
from starlette.datastructures import State

from intake import public_app, staff_app
from intake.ports import Ports

NOBODYS = object()  # ports of a site that is never asked


@cache
def _built(create) -> FastAPI:
    app = create(NOBODYS)
    app.middleware_stack = app.build_middleware_stack()
    return app


def _with(create, ports: Ports, https: bool) -> FastAPI:
    site = copy(_built(create))
    fresh = {name: deepcopy(value) for name, value in site.state._state.items() if name != "ports"}
    site.state = State(fresh | {"ports": ports, "https": https})
    return site


def staff_site(ports: Ports, *, https: bool = False) -> FastAPI:
    return _with(staff_app.create_app, ports, https)


def public_site(ports: Ports, *, https: bool = False) -> FastAPI:
    return _with(public_app.create_app, ports, https)
