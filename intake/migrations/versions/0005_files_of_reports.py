"""Sealed files of protected reports; the files themselves lie in a folder"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("attachment", sa.String(length=20), nullable=False),
        sa.Column("is_original", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report"], ["protected_reports.id"], name="fk_sealed_files_report"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_files"),
        sa.UniqueConstraint("name", name="uq_sealed_files_name"),
    )
    op.create_index("ix_sealed_files_report", "sealed_files", ["report"])


def downgrade() -> None:
    op.drop_table("sealed_files")
