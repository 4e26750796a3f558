"""What is told to whom, by which way, and what became of it; endpoints; where staff are told"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_index("ix_deliveries_done_at")
        batch.alter_column("contact_id", new_column_name="name", type_=sa.String(80))
        batch.alter_column("template", new_column_name="what")
        batch.alter_column("number", type_=sa.String(80))
        batch.add_column(sa.Column("key", sa.String(200), nullable=True))
        batch.add_column(
            sa.Column("receiver", sa.String(20), nullable=False, server_default="citizen")
        )
        batch.add_column(sa.Column("channel", sa.String(10), nullable=False, server_default="sms"))
        batch.add_column(sa.Column("shown", sa.String(80), nullable=False, server_default=""))
        batch.add_column(sa.Column("code", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("data", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("UPDATE deliveries SET key = 'old-' || id, what = 'answered'")
    op.execute("UPDATE deliveries SET next_at = coalesce(next_at, created_at)")
    op.execute("UPDATE deliveries SET next_at = NULL WHERE done_at IS NOT NULL OR tries >= 8")
    with op.batch_alter_table("deliveries") as batch:
        batch.alter_column("key", existing_type=sa.String(200), nullable=False)
        for column in ("receiver", "channel", "shown", "code", "data"):
            batch.alter_column(column, server_default=None)
        batch.create_unique_constraint("uq_deliveries_key", ["key"])
        batch.create_index("ix_deliveries_created_at", ["created_at"])
    waits = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["next_at"],
        postgresql_where=waits,
        sqlite_where=waits,
    )
    op.create_table(
        "staff_addresses",
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("contact_id", sa.String(36), nullable=False),
        sa.Column("shown", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_staff_addresses"),
    )
    op.create_table(
        "webhooks",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("rests_until", MOMENT, nullable=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("in_file", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_webhooks"),
    )


def downgrade() -> None:
    op.drop_table("webhooks")
    op.drop_table("staff_addresses")
    op.drop_index("ix_deliveries_waiting", "deliveries")
    op.execute("DELETE FROM deliveries WHERE receiver <> 'citizen' OR what <> 'answered'")
    op.execute("UPDATE deliveries SET what = 'sms_answered'")
    with op.batch_alter_table("deliveries") as batch:
        batch.drop_index("ix_deliveries_created_at")
        batch.drop_constraint("uq_deliveries_key", type_="unique")
        for column in ("key", "receiver", "channel", "shown", "code", "data"):
            batch.drop_column(column)
        batch.alter_column("what", new_column_name="template")
        batch.alter_column("name", new_column_name="contact_id", type_=sa.String(36))
        batch.alter_column("number", type_=sa.String(20))
        batch.create_index("ix_deliveries_done_at", ["done_at"])
