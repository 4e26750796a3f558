"""Figures of offices by month, too"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0025"
branch_labels = None
depends_on = None

COUNTS = ("n", "known", "points", '"left"')
FIRST = {"postgresql": "date_trunc('month', day)::date", "sqlite": "date(day, 'start of month')"}


def upgrade() -> None:
    op.create_table(
        "performance_months",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("n", "known", "points", "left")
        ),
        sa.PrimaryKeyConstraint("what", "month", "office", name="pk_performance_months"),
    )
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    month = FIRST[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO performance_months (what, month, office, {', '.join(COUNTS)}) "  # noqa: S608
        f"SELECT what, {month}, office, {sums} FROM performance_days GROUP BY what, {month}, office"
    )


def downgrade() -> None:
    op.drop_table("performance_months")
