"""An office wants a complaint left out of its figures (剔除); a third person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.domain import transitions
from intake.domain.errors import NotAllowedNow, TookPart
from intake.domain.events import Event, ExclusionDecided

EXCLUSION = "exclusion"


class ExclusionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class ExclusionReason(StrEnum):
    BEYOND_POWERS = "beyond_powers"  # 超出职责
    NO_GROUNDS = "no_grounds"  # 要求没有法律依据
    REPEATED = "repeated"  # 已经依法办结,又以同一事实反复提
    OLD_MATTER = "old_matter"  # 经裁定的历史遗留问题
    CITIZEN_ABSENT = "citizen_absent"  # 多次联系不上,没法办


@dataclass
class Exclusion:
    """At most one for each complaint and office: what is decided stays decided."""

    number: str
    office: str
    office_name: str
    reason: ExclusionReason
    asked_by: str
    asked_at: datetime
    state: ExclusionState = ExclusionState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None
    id: int | None = None

    def decide(self, *, granted: bool, by: str, at: datetime, events: Iterable[Event]) -> None:
        """Raise TookPart for whoever did anything to the complaint before. To have decided on the
        wish of another office is no part in it."""
        found = transitions.find(EXCLUSION, self.state, "grant" if granted else "refuse")
        if not found:
            raise NotAllowedNow(step="decide", state=self.state.value)
        if by == self.asked_by or any(_did(event) == by for event in events):
            raise TookPart
        self.state = ExclusionState(found[0].target)
        self.decided_by, self.decided_at = by, at


def _did(event: Event) -> str:
    if isinstance(event, ExclusionDecided):
        return ""
    return getattr(event, "by", "") or getattr(event, "officer", "")
