"""Joined complaints"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "complaints",
        sa.Column("joins", sa.String(length=20), nullable=False, server_default=""),
    )
    op.add_column("conversations", sa.Column("joinable", sa.String(length=20), nullable=True))
    op.create_index("ix_complaints_joins", "complaints", ["joins"])


def downgrade() -> None:
    op.drop_index("ix_complaints_joins", "complaints")
    op.drop_column("conversations", "joinable")
    op.drop_column("complaints", "joins")
