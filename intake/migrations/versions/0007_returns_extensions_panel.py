"""Windows, extensions, pauses and bound stays; supervision; what panels decided"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = (
    ("sign_by", sa.DateTime(timezone=True), True, None),
    ("return_by", sa.DateTime(timezone=True), True, None),
    ("is_bound", sa.Boolean(), False, sa.false()),
    ("suggested", sa.String(length=40), False, ""),
    ("asked_days", sa.Integer(), True, None),
    ("asked_note", sa.Text(), True, None),
    ("extended_at", sa.DateTime(timezone=True), True, None),
    ("paused_at", sa.DateTime(timezone=True), True, None),
    ("paused_until", sa.Date(), True, None),
    ("pause_reason", sa.String(length=20), True, None),
)


def upgrade() -> None:
    with op.batch_alter_table("tickets") as table:
        for name, kind, nullable, default in NEW:
            table.add_column(sa.Column(name, kind, nullable=nullable, server_default=default))
    with op.batch_alter_table("complaints") as table:
        table.add_column(sa.Column("supervised", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "panel_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        sa.Column("instead_of", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_decisions"),
    )
    op.create_index("ix_panel_decisions_like", "panel_decisions", ["area", "category"])


def downgrade() -> None:
    op.drop_table("panel_decisions")
    # Not in a batch: it would make the table anew, which those that refer to it forbid.
    op.drop_column("complaints", "supervised")
    for name, *_ in reversed(NEW):
        op.drop_column("tickets", name)
