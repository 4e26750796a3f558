"""What is kept: complaints, conversations, protected reports, and the facts about them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from intake.domain.complaint import Complaint
from intake.domain.continuing import WayIn
from intake.domain.conversation import Conversation
from intake.domain.custody import CustodyFact
from intake.domain.events import CustodyDay, Event
from intake.domain.panel import PanelDecision
from intake.domain.protected import ProtectedReport
from intake.domain.staff import IdempotencyKey


class Complaints(Protocol):
    def add(self, complaint: Complaint) -> None: ...
    def get(self, number: str) -> Complaint:
        """Raise NotFound."""
        ...

    def by_receipt(self, digest: str) -> Complaint | None: ...
    def next_number(self, now: datetime) -> str:
        """Unique and without gaps inside a day: 20261123-000001."""
        ...

    def overdue(self, now: datetime, limit: int = 200) -> list[Complaint]:
        """Those with a stay that is late and was not raised yet. None while another worker looks:
        until commit() it is the only one."""
        ...

    def recent(self, area: str, since: datetime, limit: int) -> list[Complaint]:
        """Complaints of that area (and of those below it) that are still open, newest first."""
        ...

    def rested(self, day: date, limit: int = 200) -> list[Complaint]:
        """Those with a stay whose clock stood still until before that day. None while another
        worker looks."""
        ...

    def joined_to(self, number: str, within: str = "") -> list[Complaint]:
        """Those handled with this one, first filed first; those of an area, "" being all."""
        ...

    def parts_of(self, number: str) -> list[Complaint]:
        """The further matters the same citizen told of in one text."""
        ...

    def answered(self, since: datetime, limit: int = 50_000) -> list[Complaint]:
        """Complaints filed since then that an office has answered, oldest first."""
        ...

    def unrouted(self, before: datetime, limit: int = 200) -> list[str]:
        """Numbers filed before `before` that nothing has routed yet."""
        ...


class Panel(Protocol):
    def add(self, decision: PanelDecision) -> None: ...
    def like(self, area: str, category: str) -> PanelDecision | None:
        """The latest one for such a matter in that area."""
        ...


class Conversations(Protocol):
    def add(self, conversation: Conversation) -> None: ...
    def get(self, id: str) -> Conversation | None: ...
    def waiting(self, limit: int = 100) -> list[Conversation]:
        """Those who asked for a person, longest wait first, then those being talked to."""
        ...

    def left_open(self, channel: str, before: datetime) -> list[Conversation]:
        """With us, not filed, and silent since `before`."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete conversations silent since `moment`; returns how many."""
        ...


class Protected(Protocol):
    def add(self, report: ProtectedReport) -> None: ...
    def by_receipt(self, digest: str) -> ProtectedReport | None: ...
    def held_by(self, desk: str, limit: int = 500) -> list[ProtectedReport]:
        """Newest first. Whoever left is no holder."""
        ...

    def get(self, id: str) -> ProtectedReport: ...
    def ids(self) -> list[str]: ...
    def remove(self, report: ProtectedReport) -> None: ...
    def with_forgotten_files(self, before: date) -> list[ProtectedReport]:
        """Those with a file that is pending since an earlier day."""
        ...

    def file_names(self) -> set[str]:
        """Of all reports."""
        ...


class Custody(Protocol):
    """Who decided what over protected reports; none of it leads to a report once destroyed."""

    def add(self, fact: CustodyFact) -> None: ...
    def of(self, report: str) -> list[CustodyFact]:
        """Oldest first."""
        ...

    def all(self) -> list[CustodyFact]: ...
    def sealed_days(self) -> list[CustodyDay]:
        """The lines of the chain that cover them, oldest first."""
        ...


class Keys(Protocol):
    def add(self, key: IdempotencyKey) -> None: ...
    def get(self, digest: str) -> IdempotencyKey | None: ...


class Contacts(Protocol):
    def put(self, id: str, sealed: bytes) -> None: ...
    def sealed(self, id: str) -> bytes | None:
        """For the vault worker; the web's database role may not read this table."""
        ...

    def remove(self, id: str) -> None: ...


class Events(Protocol):
    def of(self, number: str) -> list[Event]: ...
    def after(self, id: int, limit: int) -> list[tuple[int, Event]]:
        """Those since then, oldest first."""
        ...

    def unrelayed(self, limit: int = 200) -> list[tuple[int, Event]]: ...
    def relayed(self, ids: Sequence[int], at: datetime) -> None: ...
    def latest(self, limit: int = 200, within: str = "") -> list[tuple[int, Event]]:
        """Newest first. Within an area: facts of its complaints and of its members."""
        ...

    def add(self, event: Event) -> None:
        """For facts that belong to no complaint."""
        ...

    def broken_link(self) -> int | None:
        """The id of the first row whose hash does not follow from the one before; None if whole."""
        ...


class WaysIn(Protocol):
    def add(self, way: WayIn) -> None: ...
    def get(self, digest: str) -> WayIn | None: ...
    def forget_codes(self, conversation: str) -> None:
        """Tokens stay."""
        ...
