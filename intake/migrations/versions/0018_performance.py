"""Facts about how offices do, and the same counted by day"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0020"
branch_labels = None
depends_on = None

PARTS = (
    (
        "ix_performance_facts_waiting",
        ["at"],
        "what = 'contacted' AND value IS NULL AND left_out = ''",
    ),
    ("ix_performance_facts_late", ["office", "day"], "what = 'overdue'"),
)


def upgrade() -> None:
    op.create_table(
        "performance_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("limit", sa.String(length=30), nullable=False),
        sa.Column("left_out", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_performance_facts"),
    )
    op.create_index("ix_performance_facts_number", "performance_facts", ["number"])
    op.create_index(
        "ix_performance_facts_points", "performance_facts", ["office", "what", "day", "id"]
    )
    for name, columns, where in PARTS:
        part = sa.text(where)
        op.create_index(
            name, "performance_facts", columns, postgresql_where=part, sqlite_where=part
        )
    op.create_table(
        "performance_days",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("n", "known", "points", "left")
        ),
        sa.PrimaryKeyConstraint("what", "day", "office", name="pk_performance_days"),
    )

    op.execute("INSERT INTO counters (name, value) VALUES ('performance', 0)")


def downgrade() -> None:
    op.drop_table("performance_days")
    op.drop_table("performance_facts")
    op.execute("DELETE FROM counters WHERE name = 'performance'")
