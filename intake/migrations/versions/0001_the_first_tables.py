"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "enquiry",
                "request",
                "complaint",
                "report",
                "suggestion",
                "praise",
                name="kind",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_digest", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "filed",
                "at_desk",
                "in_hand",
                "answered",
                "closed",
                "withdrawn",
                name="complaintstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("category_name", sa.String(length=40), nullable=False),
        sa.Column("area_name", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("time_limit", sa.String(length=30), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("desk_why", sa.String(length=20), nullable=False),
        sa.Column("desk_answer", sa.Text(), nullable=True),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("urged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_complaints")),
        sa.UniqueConstraint("receipt_digest", name=op.f("uq_complaints_receipt_digest")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaints_state"), ["state"], unique=False)

    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("talking", "contact", "confirm", name="stage", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "engine",
            sa.Enum("rasa", "script", name="engine", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum("bot", "waiting", "agent", name="owner", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("agent", sa.String(length=80), nullable=True),
        sa.Column("asked_human_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("asking", sa.String(length=20), nullable=True),
        sa.Column("correcting", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("contact_hint", sa.String(length=40), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("unseen_receipt", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_last_at"), ["last_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_owner"), ["owner"], unique=False)

    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_number"), ["number"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_relayed_at"), ["relayed_at"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "protected_reports",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("receipt_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_reports")),
        sa.UniqueConstraint("receipt_digest", name=op.f("uq_protected_reports_receipt_digest")),
    )
    op.create_table(
        "sealed_contacts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_contacts")),
    )
    op.create_table(
        "staff",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "dispatcher",
                "officer",
                "supervisor",
                "custodian",
                "auditor",
                name="staffrole",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_staff")),
    )
    op.create_table(
        "materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["complaints.number"], name=op.f("fk_materials_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
    )
    with op.batch_alter_table("materials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_materials_number"), ["number"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name=op.f("fk_staff_sessions_staff")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_sessions")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead", "helper", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "dispatched",
                "signed",
                "sent_back",
                "answered",
                "withdrawn",
                name="ticketstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("officer", sa.String(length=80), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column(
            "return_reason",
            sa.Enum(
                "not_our_duty",
                "not_our_area",
                "higher_level",
                "duplicate",
                "unclear",
                name="returnreason",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["complaints.number"], name=op.f("fk_tickets_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_number"), ["number"], unique=False)
        batch_op.create_index(
            "ix_tickets_office_state_due", ["office", "state", "due_at"], unique=False
        )
        batch_op.create_index("ix_tickets_state_due", ["state", "due_at"], unique=False)

    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column(
            "who",
            sa.Enum("citizen", "bot", "agent", name="who", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_turns_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turns_conversation"), ["conversation"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turns_conversation"))

    op.drop_table("turns")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_state_due")
        batch_op.drop_index("ix_tickets_office_state_due")
        batch_op.drop_index(batch_op.f("ix_tickets_number"))

    op.drop_table("tickets")
    op.drop_table("staff_sessions")
    with op.batch_alter_table("materials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_materials_number"))

    op.drop_table("materials")
    op.drop_table("staff")
    op.drop_table("sealed_contacts")
    op.drop_table("protected_reports")
    op.drop_table("idempotency_keys")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_relayed_at"))
        batch_op.drop_index(batch_op.f("ix_events_number"))

    op.drop_table("events")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_number"))
        batch_op.drop_index(batch_op.f("ix_deliveries_done_at"))

    op.drop_table("deliveries")
    op.drop_table("counters")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_owner"))
        batch_op.drop_index(batch_op.f("ix_conversations_last_at"))

    op.drop_table("conversations")
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_state"))

    op.drop_table("complaints")
