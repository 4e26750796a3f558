"""A code over who may read a protected report. Reports from before have none: nothing more is sealed
to them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("readers_mac", sa.String(length=64), nullable=False, server_default="")
    op.add_column("protected_reports", column)


def downgrade() -> None:
    op.drop_column("protected_reports", "readers_mac")
