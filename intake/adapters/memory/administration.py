"""Administration and open figures in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from intake.domain.administration import ApiKey, Change, Trial
from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.open_figures import Row
from intake.domain.standing import row_of


@dataclass
class AdminStore:
    changes: dict[str, Change] = field(default_factory=dict)
    trials: dict[str, Trial] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    figures: Mapping[str, Any] | None = None


class MemoryAdministration:
    def __init__(self, store: AdminStore):
        self._store = store

    def put_change(self, change: Change) -> None:
        self._store.changes[change.id] = change

    def change(self, id: str) -> Change | None:
        return self._store.changes.get(id)

    def changes(self, name: str = "", limit: int = 50) -> list[Change]:
        found = [one for one in self._store.changes.values() if name in ("", one.name)]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit]

    def put_trial(self, trial: Trial) -> None:
        self._store.trials[trial.id] = trial

    def trial(self, id: str) -> Trial | None:
        return self._store.trials.get(id)

    def forget_trials(self, before: datetime) -> None:
        for one in [one for one in self._store.trials.values() if one.at < before]:
            del self._store.trials[one.id]

    def put_key(self, key: ApiKey) -> None:
        self._store.keys[key.id] = key

    def every_key(self) -> list[ApiKey]:
        found = self._store.keys.values()
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def key_by_digest(self, digest: str) -> ApiKey | None:
        return next((one for one in self._store.keys.values() if one.digest == digest), None)


class MemoryOpenFigures:
    def __init__(self, store: AdminStore, complaints: Iterable[Complaint]):
        self._store, self._complaints = store, complaints

    def rows(self, since: date, now: datetime) -> Iterator[Row]:
        for one in self._complaints:
            if day_of(one.filed_at) >= since:
                yield row_of(one.filed_at, one.area, one.category, one.state, one.tickets, now)

    def keep(self, at: datetime, body: Mapping[str, Any]) -> None:  # noqa: ARG002
        self._store.figures = body

    def kept(self) -> Mapping[str, Any] | None:
        return self._store.figures
