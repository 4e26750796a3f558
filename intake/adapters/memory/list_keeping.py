"""Views, files made of lists and stand-ins in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.domain.exports import Export
from intake.domain.stand_ins import StandIn
from intake.domain.views import View


@dataclass
class ListStore:
    views: dict[str, View] = field(default_factory=dict)
    exports: dict[str, Export] = field(default_factory=dict)
    stand_ins: dict[str, StandIn] = field(default_factory=dict)


class MemoryViews:
    def __init__(self, store: ListStore):
        self._rows = store.views

    def put(self, view: View) -> None:
        self._rows[view.id] = view

    def get(self, id: str) -> View | None:
        return self._rows.get(id)

    def of(self, name: str, desk: str) -> list[View]:
        found = [
            one for one in self._rows.values() if one.by == name or (desk and one.desk == desk)
        ]
        return sorted(found, key=lambda one: (one.name, one.id))

    def remove(self, id: str) -> None:
        self._rows.pop(id, None)


class MemoryExports:
    def __init__(self, store: ListStore):
        self._rows = store.exports

    def put(self, export: Export) -> None:
        self._rows[export.id] = export

    def get(self, id: str) -> Export | None:
        return self._rows.get(id)

    def of(self, name: str, since: datetime) -> list[Export]:
        found = sorted(self._rows.values(), key=lambda one: one.id)
        found = [one for one in found if one.by == name and one.at > since]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def before(self, moment: datetime) -> list[Export]:
        found = (one for one in self._rows.values() if one.at <= moment)
        return sorted(found, key=lambda one: one.id)

    def files(self) -> set[str]:
        return {one.file for one in self._rows.values() if one.file}

    def remove(self, ids: Collection[str]) -> None:
        for id in ids:
            self._rows.pop(id, None)


class MemoryStandIns:
    def __init__(self, store: ListStore):
        self._rows = store.stand_ins

    def add(self, one: StandIn) -> None:
        self._rows[one.id] = one

    def get(self, id: str) -> StandIn | None:
        return self._rows.get(id)

    def not_over(self, today: date) -> list[StandIn]:
        found = [one for one in self._rows.values() if not one.is_over(today)]
        return sorted(found, key=lambda one: (one.since, one.id))

    def remove(self, id: str) -> None:
        self._rows.pop(id, None)
