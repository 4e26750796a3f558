"""Lists read off an index: until when something is to be done, and partial indexes"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOW = "next_due IS NOT NULL"
PARTS = (
    ("ix_complaints_board", "complaints", ["next_due", "number"], NOW),
    ("ix_complaints_of_area", "complaints", ["area", "next_due", "number"], NOW),
    ("ix_complaints_recent", "complaints", ["area", "filed_at", "number"], NOW),
    (
        "ix_complaints_to_decide",
        "complaints",
        ["decide_due", "number", "state"],
        "decide_due IS NOT NULL",
    ),
    (
        "ix_tickets_of_office",
        "tickets",
        ["office", "due_at", "id", "state", "urgent", "area"],
        "closed_at IS NULL",
    ),
    ("ix_tickets_ended", "tickets", ["office", "due_at", "id"], "closed_at IS NOT NULL"),
    ("ix_tickets_not_raised", "tickets", ["due_at"], "raised_at IS NULL AND closed_at IS NULL"),
    ("ix_tickets_paused", "tickets", ["paused_until"], "paused_until IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("complaints", sa.Column("next_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("complaints", sa.Column("decide_due", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "tickets", sa.Column("area", sa.String(length=6), nullable=False, server_default="")
    )
    op.add_column(
        "tickets", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE tickets SET (area, urgent) ="
        " (SELECT c.area, c.urgent FROM complaints c WHERE c.number = tickets.number)"
    )
    op.execute(
        "UPDATE complaints SET next_due = coalesce((SELECT min(t.due_at) FROM tickets t"
        " WHERE t.number = complaints.number AND t.closed_at IS NULL), promised_at)"
        " WHERE state IN ('filed', 'at_desk', 'at_panel', 'in_hand')"
    )
    op.execute(
        "UPDATE complaints SET decide_due = next_due WHERE state = 'at_panel' OR (next_due IS NOT NULL"
        " AND number IN (SELECT number FROM tickets"
        " WHERE asked_days IS NOT NULL AND closed_at IS NULL))"
    )
    op.drop_index("ix_complaints_state", "complaints")
    op.drop_index("ix_tickets_office_state_due", "tickets")
    op.drop_index("ix_tickets_state_due", "tickets")
    op.create_index("ix_complaints_desk", "complaints", ["state", "urgent", "filed_at", "number"])
    for name, table, columns, where in PARTS:
        part = sa.text(where)
        op.create_index(name, table, columns, postgresql_where=part, sqlite_where=part)


def downgrade() -> None:
    for name, table, *_ in reversed(PARTS):
        op.drop_index(name, table)
    op.drop_index("ix_complaints_desk", "complaints")
    op.create_index("ix_tickets_state_due", "tickets", ["state", "due_at"])
    op.create_index("ix_tickets_office_state_due", "tickets", ["office", "state", "due_at"])
    op.create_index("ix_complaints_state", "complaints", ["state"])
    op.drop_column("tickets", "urgent")
    op.drop_column("tickets", "area")
    op.drop_column("complaints", "decide_due")
    op.drop_column("complaints", "next_due")
