"""Passkeys, members of an area, outsourced or stopped ones, and what waits for a second person"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0017"
branch_labels = None
depends_on = None

NEW = (
    ("area", sa.String(length=6), ""),
    ("outsourced", sa.Boolean(), sa.false()),
    ("disabled", sa.Boolean(), sa.false()),
    ("subject", sa.String(length=255), ""),
    ("has_passkey", sa.Boolean(), sa.false()),
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, kind, default in NEW:
        op.add_column("staff", sa.Column(name, kind, nullable=False, server_default=default))
    some = sa.text("subject <> ''")
    op.create_index(
        "uq_staff_subject",
        "staff",
        ["subject"],
        unique=True,
        postgresql_where=some,
        sqlite_where=some,
    )
    op.add_column(
        "staff_sessions",
        sa.Column("by_provider", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name="fk_staff_passkeys_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkeys"),
        sa.UniqueConstraint("credential", name="uq_staff_passkeys_credential"),
    )
    op.create_index("ix_staff_passkeys_staff", "staff_passkeys", ["staff"])
    op.create_table(
        "staff_challenges",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_staff_challenges"),
    )
    op.create_index("ix_staff_challenges_expires_at", "staff_challenges", ["expires_at"])
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["complaints.number"], name="fk_proposals_number"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("number", "what", name="uq_proposals_number_what"),
    )
    op.create_index("ix_proposals_what", "proposals", ["what", "at", "id"])


def downgrade() -> None:
    for name in ("proposals", "staff_challenges", "staff_passkeys"):
        op.drop_table(name)
    op.drop_column("staff_sessions", "by_provider")
    op.drop_index("uq_staff_subject", "staff")
    for name, *_ in reversed(NEW):
        op.drop_column("staff", name)
