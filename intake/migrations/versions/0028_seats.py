"""Seats at the phone, calls that asked for a person, and who is to be rung back"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0029"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "seats",
        sa.Column("member", sa.String(length=80), nullable=False),
        sa.Column("extension", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        moment("since"),
        moment("seen_at"),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_seats"),
    )
    op.create_table(
        "phone_calls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        moment("asked_at", nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        *(moment(name) for name in ("popped_at", "answered_at", "ended_at")),
        sa.Column("transfer", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_phone_calls"),
    )
    op.create_index("ix_phone_calls_conversation", "phone_calls", ["conversation"])
    op.create_index("ix_phone_calls_asked_at", "phone_calls", ["asked_at"])
    op.create_table(
        "ring_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        moment("asked_at", nullable=False),
        moment("due_at", nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        moment("ended_at"),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("look_key", sa.LargeBinary(), nullable=True),
        sa.Column("look_sealed", sa.LargeBinary(), nullable=True),
        moment("look_until"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ring_backs"),
        sa.UniqueConstraint("call", name="uq_ring_backs_call"),
    )
    part = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_ring_backs_due",
        "ring_backs",
        ["due_at", "id"],
        postgresql_where=part,
        sqlite_where=part,
    )
    op.create_table(
        "caller_tags",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_caller_tags"),
    )
    op.create_index("ix_caller_tags_digest", "caller_tags", ["digest"])


def downgrade() -> None:
    for table in ("caller_tags", "ring_backs", "phone_calls", "seats"):
        op.drop_table(table)
