"""Figures for everybody: computed once an hour, read at no cost."""

from collections.abc import Mapping
from typing import Any

from intake.domain import open_figures
from intake.domain.open_figures import Names
from intake.ports import Ports


def refresh(*, ports: Ports) -> None:
    now = ports.clock()
    categories = dict(ports.directory.categories())
    names = Names(
        lambda code: (ports.directory.area_name(code) if code else None) or code,
        lambda code: categories.get(code, code),
    )
    with ports.view() as uow:
        rows = uow.figures.rows(open_figures.since(now), now)
        body = open_figures.build(rows, now, names)
    with ports.uow() as uow:
        uow.figures.keep(now, body)
        uow.commit()


def look(*, ports: Ports) -> Mapping[str, Any] | None:
    """None until the first hour is over."""
    with ports.view() as uow:
        return uow.figures.kept()
