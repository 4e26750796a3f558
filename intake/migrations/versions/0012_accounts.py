"""Codes at logging in, sessions that end when idle, tries that are slowed down, not locked out"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW = (
    ("code_secret", sa.LargeBinary(), ""),
    ("has_code", sa.Boolean(), sa.false()),
    ("last_step", sa.Integer(), "0"),
    ("recovery", sa.JSON(), "[]"),
    ("version", sa.Integer(), "1"),
)


def upgrade() -> None:
    for name, kind, default in NEW:
        op.add_column("staff", sa.Column(name, kind, nullable=False, server_default=default))
    for name in ("locked_until", "failed"):
        op.drop_column("staff", name)
    # Nobody stays logged in over this: sessions had no beginning.
    op.drop_table("staff_sessions")
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("half", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name="fk_staff_sessions_staff"),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_sessions"),
    )
    op.create_index("ix_staff_sessions_staff", "staff_sessions", ["staff"])
    op.create_table(
        "staff_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_staff_tries"),
    )
    op.create_index("ix_staff_tries_last_at", "staff_tries", ["last_at"])


def downgrade() -> None:
    op.drop_table("staff_tries")
    op.drop_table("staff_sessions")
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name="fk_staff_sessions_staff"),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_sessions"),
    )
    op.add_column("staff", sa.Column("failed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    for name, *_ in reversed(NEW):
        op.drop_column("staff", name)
