"""Items of protected reports: text, identity, cut spans, messages; who fetched them"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("protected_reports") as table:
        table.add_column(sa.Column("reward_digest", sa.String(length=64), nullable=True))
        table.add_column(
            sa.Column("reporter_key", sa.LargeBinary(), nullable=False, server_default="")
        )
        table.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.create_table(
        "sealed_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report"], ["protected_reports.id"], name="fk_sealed_items_report"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_items"),
        sa.UniqueConstraint("report", "name", name="uq_sealed_items_report_name"),
    )
    op.create_index("ix_sealed_items_report", "sealed_items", ["report"])
    op.create_table(
        "openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["protected_reports.id"], name="fk_openings_report"),
        sa.PrimaryKeyConstraint("id", name="pk_openings"),
    )
    op.create_index("ix_openings_report", "openings", ["report"])


def downgrade() -> None:
    op.drop_table("openings")
    op.drop_table("sealed_items")
    with op.batch_alter_table("protected_reports") as table:
        table.drop_column("withdrawn_on")
        table.drop_column("reporter_key")
        table.drop_column("reward_digest")
