"""Which desks a protected report is sealed to; the version of an item's key"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sealed_items") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "holders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("desk", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("shut_out", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["report"], ["protected_reports.id"], name="fk_holders_report"),
        sa.PrimaryKeyConstraint("id", name="pk_holders"),
        sa.UniqueConstraint("report", "desk", name="uq_holders_report_desk"),
    )
    op.create_index("ix_holders_report", "holders", ["report"])
    op.create_index("ix_holders_desk", "holders", ["desk"])
    op.execute(
        "INSERT INTO holders (report, desk, since) SELECT id, 'desk', filed_on FROM protected_reports"
    )


def downgrade() -> None:
    op.drop_table("holders")
    with op.batch_alter_table("sealed_items") as table:
        table.drop_column("version")
