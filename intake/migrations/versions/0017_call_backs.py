"""Call-backs, exclusions, notes; complaints that are redone, and parts of one"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("complaints", sa.Column("part_of", sa.String(length=20), nullable=True))
    op.add_column(
        "complaints", sa.Column("redone", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("complaints", moment("redo_by"))
    op.add_column("tickets", moment("contacted_at"))
    part = sa.text("part_of IS NOT NULL")
    op.create_index(
        "ix_complaints_parts", "complaints", ["part_of"], postgresql_where=part, sqlite_where=part
    )
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        moment("answered_at", nullable=False),
        moment("due_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("office_at"),
        moment("ended_at"),
        sa.Column("link_digest", sa.String(length=64), nullable=True),
        moment("link_until"),
        sa.PrimaryKeyConstraint("id", name="pk_call_backs"),
        sa.UniqueConstraint("link_digest", name="uq_call_backs_link_digest"),
        sa.UniqueConstraint("number", "round", name="uq_call_backs_number_round"),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_call_backs_due", "call_backs", ["due_at", "id"], postgresql_where=due, sqlite_where=due
    )
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        moment("asked_at", nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        moment("decided_at"),
        sa.PrimaryKeyConstraint("id", name="pk_exclusions"),
        sa.UniqueConstraint("number", "office", name="uq_exclusions_number_office"),
    )
    asked = sa.text("decided_at IS NULL")
    op.create_index(
        "ix_exclusions_asked",
        "exclusions",
        ["asked_at", "id"],
        postgresql_where=asked,
        sqlite_where=asked,
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        moment("at", nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_number", "notes", ["number"])


def downgrade() -> None:
    for table in ("notes", "exclusions", "call_backs"):
        op.drop_table(table)
    op.drop_index("ix_complaints_parts", "complaints")
    op.drop_column("tickets", "contacted_at")
    for name in ("redo_by", "redone", "part_of"):
        op.drop_column("complaints", name)
