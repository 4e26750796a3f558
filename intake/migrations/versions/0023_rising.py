"""What complaints tell of, and warnings of what rises"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tellings",
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("subject", "code", "number", name="pk_tellings"),
    )
    op.create_index("ix_tellings_number", "tellings", ["number"])
    op.create_index("ix_tellings_on", "tellings", ["on", "subject", "code"])
    op.create_table(
        "rises",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weeks", sa.JSON(), nullable=False),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rises"),
    )
    op.create_index("ix_rises_closed_at", "rises", ["closed_at"])
    op.create_index("ix_rises_of", "rises", ["subject", "code"])
    op.create_table(
        "rise_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rise", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rise"], ["rises.id"], name="fk_rise_notes_rise_rises"),
        sa.PrimaryKeyConstraint("id", name="pk_rise_notes"),
    )
    op.create_index("ix_rise_notes_rise", "rise_notes", ["rise"])


def downgrade() -> None:
    for table in ("rise_notes", "rises", "tellings"):
        op.drop_table(table)
