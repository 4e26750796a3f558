"""The tables; classes are mapped onto them in mapping.py."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from intake.adapters.sql import (
    account_tables,
    custody_tables,
    delivery_tables,
    indexes,
    rising_tables,
    track_tables,
)
from intake.adapters.sql.columns import Moment, Rows, metadata, names
from intake.domain.complaint import ComplaintState, Kind
from intake.domain.conversation import Button, Engine, Owner, Stage, Who
from intake.domain.protected import By
from intake.domain.staff import StaffRole
from intake.domain.ticket import PauseReason, ReturnReason, Role, TicketState
from routing.assignment import Candidate

__all__ = ["metadata"]

complaints = Table(
    "complaints",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("text", Text, nullable=False),
    Column("kind", names(Kind)),
    Column("area", String(6), nullable=False),
    Column("place", String(200), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("promised_at", Moment, nullable=False),
    Column("receipt_digest", String(64), nullable=False, unique=True),
    Column("contact_id", String(36)),
    Column("joins", String(20), nullable=False, server_default="", index=True),
    Column("part_of", String(20)),
    Column("state", names(ComplaintState), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("kinds", Rows(Kind), nullable=False),
    Column("category", String(10), nullable=False),
    Column("category_name", String(40), nullable=False),
    Column("area_name", String(40), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("time_limit", String(30), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("suggestions", Rows(Candidate), nullable=False),
    Column("desk_why", String(20), nullable=False),
    Column("supervised", Integer, nullable=False, server_default="0"),
    Column("desk_answer", Text),
    Column("urged", Integer, nullable=False),
    Column("urged_at", Moment),
    Column("redone", Integer, nullable=False, server_default="0"),
    Column("redo_by", Moment),
    Column("solved", Boolean),
    Column("stars", Integer),
    Column("version", Integer, nullable=False),
    # Follow from the rest, for lists: until when something is to be done; the same, of what waits
    # for a supervisor. Empty means no, so that an index need not hold a million that are done.
    Column("next_due", Moment),
    Column("decide_due", Moment),
    Column("contested_due", Moment),  # of what was sent back often
    Column("redone_due", Moment),
)
tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", ForeignKey("complaints.number"), nullable=False, index=True),
    Column("office", String(40), nullable=False),
    Column("office_name", String(80), nullable=False),
    Column("role", names(Role), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("sign_by", Moment),
    Column("return_by", Moment),
    Column("is_bound", Boolean, nullable=False, server_default=false()),
    Column("state", names(TicketState), nullable=False),
    Column("signed_at", Moment),
    Column("contacted_at", Moment),
    Column("closed_at", Moment),
    Column("officer", String(80)),
    Column("answer", Text),
    Column("return_reason", names(ReturnReason)),
    Column("return_note", Text),
    Column("suggested", String(40), nullable=False, server_default=""),
    Column("asked_days", Integer),
    Column("asked_note", Text),
    Column("extended_at", Moment),
    Column("paused_at", Moment),
    Column("paused_until", Date),
    Column("pause_reason", names(PauseReason)),
    Column("raised_at", Moment),
    Column("late_minutes", Integer),
    Column("area", String(6), nullable=False, server_default=""),
    Column("urgent", Boolean, nullable=False, server_default=false()),
)
indexes.add(complaints, tickets)
panel_decisions = Table(
    "panel_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("area", String(12), nullable=False),
    Column("category", String(10), nullable=False),
    Column("office", String(40), nullable=False),
    Column("office_name", String(80), nullable=False),
    Column("instead_of", JSON, nullable=False),
    Column("by", String(80), nullable=False),
    Index("ix_panel_decisions_like", "area", "category"),
)
materials = Table(
    "materials",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", ForeignKey("complaints.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("text", Text, nullable=False),
)
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
)
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(80), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("type", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("relayed_at", Moment, index=True),
)
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body_digest", String(64), nullable=False),
    Column("number", String(20), nullable=False),
    Column("at", Moment, nullable=False),
)
sealed_contacts = Table(
    "sealed_contacts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
protected_reports = Table(
    "protected_reports",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("filed_on", Date, nullable=False),
    Column("receipt_digest", String(64), nullable=False, unique=True),
    Column("reward_digest", String(64)),
    Column("reporter_key", LargeBinary, nullable=False, server_default=""),
    Column("readers_mac", String(64), nullable=False, server_default=""),
    Column("sealed", LargeBinary, nullable=False),
    Column("withdrawn_on", Date),
    Column("closed_on", Date),
    Column("hold_asked_by", String(80), nullable=False, server_default=""),
    Column("held_by", String(80), nullable=False, server_default=""),
    Column("held_since", Date),
    Column("lift_asked_by", String(80), nullable=False, server_default=""),
)
sealed_items = Table(
    "sealed_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("protected_reports.id"), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("by", names(By), nullable=False),
    Column("on", Date, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("report", "name"),
)
holders = Table(
    "holders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("protected_reports.id"), nullable=False, index=True),
    Column("desk", String(80), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("left_on", Date),
    Column("shut_out", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("report", "desk"),
)
openings = Table(
    "openings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("protected_reports.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("on", Date, nullable=False),
)
sealed_files = Table(
    "sealed_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("protected_reports.id"), nullable=False, index=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("attachment", String(20), nullable=False),
    Column("is_original", Boolean, nullable=False),
    Column("on", Date, nullable=False),
    Column("size", Integer, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("stage", names(Stage), nullable=False),
    Column("engine", names(Engine), nullable=False),
    Column("owner", names(Owner), nullable=False, index=True),
    Column("agent", String(80)),
    Column("asked_human_at", Moment),
    Column("draft", JSON, nullable=False),
    Column("asking", String(20)),
    Column("correcting", Boolean, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("sealed_contact", LargeBinary),
    Column("contact_hint", String(40), nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("joinable", String(20)),
    Column("number", String(20)),
    Column("unseen_receipt", Integer),
    Column("version", Integer, nullable=False),
)
turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("who", names(Who), nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("buttons", Rows(Button), nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("payload", String(80), nullable=False),
)
staff = Table(
    "staff",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", names(StaffRole), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("office", String(40), nullable=False),
    Column("office_name", String(80), nullable=False),
    Column("code_secret", LargeBinary, nullable=False, server_default=""),
    Column("has_code", Boolean, nullable=False, server_default=false()),
    Column("last_step", Integer, nullable=False, server_default="0"),
    Column("recovery", JSON, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False, server_default="1"),
    *account_tables.of_members(),
)
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("staff", ForeignKey("staff.name"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("half", Boolean, nullable=False),
    Column("device", String(32), nullable=False),
    Column("by_provider", Boolean, nullable=False, server_default=false()),
)
staff_passkeys, staff_challenges, proposals = account_tables.add(metadata, Moment)
staff_tries = Table(
    "staff_tries",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("next_at", Moment, nullable=False),
)
custody = custody_tables.add(metadata, names)
deliveries, addresses, hooks = delivery_tables.add(metadata, Moment, names)
tellings, rises, rise_notes = rising_tables.add(metadata, Moment, names)
tracks, notices = track_tables.add(metadata, Moment, names)
