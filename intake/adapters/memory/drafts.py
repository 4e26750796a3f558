"""Drafts in memory."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from intake.domain.drafts import Draft, Part

if TYPE_CHECKING:
    from intake.adapters.memory import Store


class MemoryDrafts:
    def __init__(self, store: "Store"):
        self._store = store

    def of(self, stay: int, by: str) -> dict[Part, Draft]:
        rows = self._store.drafts.values()
        return {one.part: one for one in rows if (one.stay, one.by) == (stay, by)}

    def keep(self, draft: Draft) -> None:
        self._store.drafts[(draft.stay, draft.by, draft.part)] = draft

    def drop(self, stay: int, by: str, part: Part) -> None:
        self._store.drafts.pop((stay, by, part), None)

    def end(self, stays: Collection[int]) -> None:
        self._keep_if(lambda one: one.stay not in stays)

    def forget_before(self, moment: datetime) -> None:
        stays = [one for c in self._store.complaints.values() for one in c.tickets]
        self.end([one.id for one in stays if one.id and one.closed_at])
        self._keep_if(lambda one: one.at >= moment)

    def _keep_if(self, wanted: Callable[[Draft], bool]) -> None:
        rows = self._store.drafts
        self._store.drafts = {key: one for key, one in rows.items() if wanted(one)}
