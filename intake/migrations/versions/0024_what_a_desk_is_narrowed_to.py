"""What was sent back often or is redone, what a desk is narrowed to, and who goes on by itself"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0028"
branch_labels = None
depends_on = None

PARTS = (
    (
        "ix_complaints_desk",
        "complaints",
        ["state", "urgent", "filed_at", "number", "confidence", "desk_why", "next_due", "area"],
        "next_due IS NOT NULL",
    ),
    ("ix_complaints_joined", "complaints", ["joins"], "state = 'joined'"),
    (
        "ix_complaints_contested",
        "complaints",
        ["contested_due", "number", "state", "area"],
        "contested_due IS NOT NULL",
    ),
    (
        "ix_complaints_redone",
        "complaints",
        ["redone_due", "number", "state", "area"],
        "redone_due IS NOT NULL",
    ),
    (
        "ix_tickets_asked",
        "tickets",
        ["number", "area"],
        "asked_days IS NOT NULL AND closed_at IS NULL",
    ),
)


def upgrade() -> None:
    for name in ("contested_due", "redone_due"):
        op.add_column("complaints", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE complaints SET contested_due = next_due WHERE next_due IS NOT NULL"
        " AND number IN (SELECT number FROM tickets WHERE state = 'sent_back'"
        " GROUP BY number HAVING count(*) >= 2)"
    )
    op.execute("UPDATE complaints SET redone_due = next_due WHERE redone > 0")
    op.execute(
        'INSERT INTO performance_days (what, day, office, n, known, points, "left")'
        " SELECT 'open', '2000-01-01', office, count(*), 0, 0, 0 FROM performance_facts"
        " WHERE what = 'returned' AND until IS NULL GROUP BY office"
    )
    op.add_column(
        "staff", sa.Column("goes_on", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.drop_index("ix_complaints_desk", "complaints")
    for name, table, columns, where in PARTS:
        part = sa.text(where)
        op.create_index(name, table, columns, postgresql_where=part, sqlite_where=part)


def downgrade() -> None:
    for name, table, *_ in reversed(PARTS):
        op.drop_index(name, table)
    op.create_index("ix_complaints_desk", "complaints", ["state", "urgent", "filed_at", "number"])
    op.execute("DELETE FROM performance_days WHERE what = 'open'")
    op.drop_column("staff", "goes_on")
    op.drop_column("complaints", "redone_due")
    op.drop_column("complaints", "contested_due")
