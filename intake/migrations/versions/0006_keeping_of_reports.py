"""When a report was closed; legal holds"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = ("hold_asked_by", "held_by", "lift_asked_by")


def upgrade() -> None:
    for day in ("closed_on", "held_since"):
        op.add_column("protected_reports", sa.Column(day, sa.Date(), nullable=True))
    for name in NAMES:
        op.add_column(
            "protected_reports",
            sa.Column(name, sa.String(length=80), nullable=False, server_default=""),
        )


def downgrade() -> None:
    for name in ("closed_on", "held_since", *NAMES):
        op.drop_column("protected_reports", name)
