"""Load and store aggregates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import String, Table, case, delete, insert, select
from sqlalchemy import cast as cast_as
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.adapters.sql import way_tables
from intake.adapters.sql.account_rows import SqlPasskeys
from intake.adapters.sql.counting import count_up
from intake.adapters.sql.lists import within as in_area
from intake.adapters.sql.locks import OVERDUE_LOCK, RESTED_LOCK, alone
from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.conversation import Conversation, Owner
from intake.domain.days import day_of
from intake.domain.errors import NotFound
from intake.domain.panel import PanelDecision
from intake.domain.protected import ProtectedReport
from intake.domain.staff import IdempotencyKey, StaffMember, StaffSession
from intake.domain.ticket import OPEN, Role, TicketState
from intake.domain.tries import Tries

MOST_JOINED = 5000
RUNNING = tuple(state for state in OPEN if state is not TicketState.SUSPENDED)


class SqlComplaints:
    def __init__(self, session: Session):
        self._session = session
        # The session refers weakly to unchanged objects. Holding on to every complaint
        # handed out keeps its new events alive until commit() has stored them.
        self.seen: list[Complaint] = []

    def add(self, complaint: Complaint) -> None:
        self._session.add(complaint)
        self.seen.append(complaint)

    def get(self, number: str) -> Complaint:
        found = self._session.get(Complaint, number)
        if found is None:
            raise NotFound
        self.seen.append(found)
        return found

    def by_receipt(self, digest: str) -> Complaint | None:
        found = self._many(t.complaints.c.receipt_digest == digest)
        return found[0] if found else None

    def next_number(self, now: datetime) -> str:
        """One counter row a day. It also makes writers queue, so that no number is lost."""
        day = f"{day_of(now):%Y%m%d}"
        return f"{day}-{count_up(self._session, day):06d}"

    def overdue(self, now: datetime, limit: int = 200) -> list[Complaint]:
        late = (
            select(t.tickets.c.number)
            .where(t.tickets.c.raised_at.is_(None), t.tickets.c.closed_at.is_(None))
            .where(t.tickets.c.due_at <= now, t.tickets.c.state.in_(RUNNING))
            .order_by(t.tickets.c.due_at)
            .limit(limit)
        )
        return (
            self._many(t.complaints.c.number.in_(late))
            if alone(self._session, OVERDUE_LOCK)
            else []
        )

    def rested(self, day: date, limit: int = 200) -> list[Complaint]:
        over = (
            select(t.tickets.c.number)
            .where(t.tickets.c.paused_until < day, t.tickets.c.state == TicketState.SUSPENDED)
            .limit(limit)
        )
        return (
            self._many(t.complaints.c.number.in_(over)) if alone(self._session, RESTED_LOCK) else []
        )

    def recent(self, area: str, since: datetime, limit: int) -> list[Complaint]:
        where = (
            in_area(area, t.complaints.c.area)
            & (t.complaints.c.filed_at >= since)
            & t.complaints.c.next_due.is_not(None)
        )
        order = (t.complaints.c.filed_at.desc(), t.complaints.c.number.desc())
        return self._many(where, order=order, limit=limit)

    def joined_to(self, number: str, within: str = "") -> list[Complaint]:
        where = t.complaints.c.joins == number
        if within:
            where &= in_area(within, t.complaints.c.area)
        return self._many(where, order=(t.complaints.c.number,), limit=MOST_JOINED)

    def parts_of(self, number: str) -> list[Complaint]:
        return self._many(t.complaints.c.part_of == number, order=(t.complaints.c.number,))

    def answered(self, since: datetime, limit: int = 50_000) -> list[Complaint]:
        stays = select(t.tickets.c.number).where(
            t.tickets.c.role == Role.LEAD, t.tickets.c.state == TicketState.ANSWERED
        )
        where = (t.complaints.c.filed_at >= since) & t.complaints.c.number.in_(stays)
        order = (t.complaints.c.filed_at, t.complaints.c.number)
        return self._many(where, order=order, limit=limit)

    def unrouted(self, before: datetime, limit: int = 200) -> list[str]:
        query = (
            select(t.complaints.c.number)
            .where(t.complaints.c.state == ComplaintState.FILED)
            .where(t.complaints.c.filed_at < before)
            .order_by(t.complaints.c.number)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def _many(
        self, where: Any, *, order: Sequence[Any] = (), limit: int | None = None
    ) -> list[Complaint]:
        query = select(Complaint).where(where).order_by(*order).limit(limit)
        return self._keep(list(self._session.scalars(query)))

    def _keep(self, found: list[Complaint]) -> list[Complaint]:
        self.seen += found
        return found


class SqlConversations:
    def __init__(self, session: Session):
        self._session = session

    def add(self, conversation: Conversation) -> None:
        self._session.add(conversation)

    def get(self, id: str) -> Conversation | None:
        return self._session.get(Conversation, id)

    def waiting(self, limit: int = 100) -> list[Conversation]:
        waits_first = case((t.conversations.c.owner == Owner.WAITING, 0), else_=1)
        query = (
            select(Conversation)
            .where(t.conversations.c.owner != Owner.BOT)
            .order_by(waits_first, t.conversations.c.asked_human_at)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def left_open(self, channel: str, before: datetime) -> list[Conversation]:
        c = t.conversations.c
        query = select(Conversation).where(
            c.channel == channel,
            c.owner == Owner.BOT,
            c.last_at < before,
            cast_as(c.draft, String) != "{}",
        )
        return list(self._session.scalars(query))

    def forget_before(self, moment: datetime) -> int:
        old = select(t.conversations.c.id).where(t.conversations.c.last_at < moment)
        for rows in (t.turns, way_tables.ways_in):
            self._session.execute(delete(rows).where(rows.c.conversation.in_(old)))
        gone = self._session.execute(
            delete(t.conversations).where(t.conversations.c.last_at < moment)
        )
        return int(cast(Any, gone).rowcount)


class SqlProtected:
    def __init__(self, session: Session):
        self._session = session

    def add(self, report: ProtectedReport) -> None:
        self._session.add(report)

    def by_receipt(self, digest: str) -> ProtectedReport | None:
        column = t.protected_reports.c.receipt_digest
        query = select(ProtectedReport).where(column == digest)
        if self._writes:
            query = query.with_for_update()
        return self._session.scalars(query).one_or_none()

    def ids(self) -> list[str]:
        return list(self._session.scalars(select(t.protected_reports.c.id)))

    def remove(self, report: ProtectedReport) -> None:
        self._session.delete(report)

    def held_by(self, desk: str, limit: int = 500) -> list[ProtectedReport]:
        order = (t.protected_reports.c.filed_on.desc(), t.protected_reports.c.id)
        mine = (t.holders.c.desk == desk) & t.holders.c.left_on.is_(None)
        found = select(ProtectedReport).join(t.holders).where(mine).order_by(*order).limit(limit)
        return list(self._session.scalars(found))

    def get(self, id: str) -> ProtectedReport:
        found = self._session.get(ProtectedReport, id, with_for_update=self._writes or None)
        if found is None:
            raise NotFound
        return found

    @property
    def _writes(self) -> bool:
        """Who changes a report waits for the other: or a hold is agreed to while the night, which
        has not seen it, destroys the report. SQLite's writers queue anyway."""
        return bool(self._session.get_bind().get_execution_options().get("writes"))

    def with_forgotten_files(self, before: date) -> list[ProtectedReport]:
        column = t.sealed_files.c
        reports = select(column.report).where(column.pending, column.on < before)
        wanted = t.protected_reports.c.id.in_(reports)
        return list(self._session.scalars(select(ProtectedReport).where(wanted)))

    def file_names(self) -> set[str]:
        return set(self._session.scalars(select(t.sealed_files.c.name)))


class SqlPanel:
    def __init__(self, session: Session):
        self._session = session

    def add(self, decision: PanelDecision) -> None:
        self._session.add(decision)

    def like(self, area: str, category: str) -> PanelDecision | None:
        c = t.panel_decisions.c
        alike = (c.area == area) & (c.category == category)
        latest = select(PanelDecision).where(alike).order_by(c.id.desc()).limit(1)
        return self._session.scalars(latest).one_or_none()


class SqlStaff(SqlPasskeys):
    def __init__(self, session: Session):
        self._session = session

    def add(self, member: StaffMember) -> None:
        self._session.add(member)

    def get(self, name: str) -> StaffMember | None:
        return self._session.get(StaffMember, name)

    def all(self) -> list[StaffMember]:
        return list(self._session.scalars(select(StaffMember).order_by(t.staff.c.name)))

    def open_session(self, session: StaffSession) -> None:
        self._session.add(session)

    def session(self, digest: str) -> StaffSession | None:
        return self._session.get(StaffSession, digest)

    def sessions_of(self, name: str) -> list[StaffSession]:
        c = t.staff_sessions.c
        query = select(StaffSession).where(c.staff == name).order_by(c.opened_at, c.digest)
        return list(self._session.scalars(query))

    def close_session(self, digest: str) -> None:
        self._session.execute(delete(StaffSession).where(t.staff_sessions.c.digest == digest))

    def tries(self, key: str, now: datetime) -> Tries:
        """Made first, so that two who find none do not both begin at one."""
        dialect = self._session.get_bind().dialect.name
        insert_new = (postgresql if dialect == "postgresql" else sqlite).insert(t.staff_tries)
        fresh = insert_new.values(key=key, count=0, last_at=now, next_at=now)
        self._session.execute(fresh.on_conflict_do_nothing())
        locked = select(Tries).where(t.staff_tries.c.key == key).with_for_update()
        return self._session.scalars(locked).one()

    def forget_tries(self, key: str) -> None:
        self._session.execute(delete(Tries).where(t.staff_tries.c.key == key))

    def forget_tries_before(self, moment: datetime) -> None:
        self._session.execute(delete(Tries).where(t.staff_tries.c.last_at < moment))


class SqlKeys:
    def __init__(self, session: Session):
        self._session = session

    def add(self, key: IdempotencyKey) -> None:
        self._session.add(key)

    def get(self, digest: str) -> IdempotencyKey | None:
        return self._session.get(IdempotencyKey, digest)


class SqlContacts:
    table: Table = t.sealed_contacts

    def __init__(self, session: Session):
        self._session = session

    def put(self, id: str, sealed: bytes) -> None:
        self._session.execute(insert(self.table).values(id=id, sealed=sealed))

    def sealed(self, id: str) -> bytes | None:
        return self._session.scalar(select(self.table.c.sealed).where(self.table.c.id == id))

    def remove(self, id: str) -> None:
        self._session.execute(delete(self.table).where(self.table.c.id == id))
