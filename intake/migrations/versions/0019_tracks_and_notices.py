"""Tracks of 投诉 and 举报, and the notices issued on them"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracks",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["complaints.number"], name="fk_tracks_number_complaints"
        ),
        sa.PrimaryKeyConstraint("number", "kind", name="pk_tracks"),
    )
    op.create_table(
        "notices",
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("addressee", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("foot", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["complaints.number"], name="fk_notices_number_complaints"
        ),
        sa.PrimaryKeyConstraint("office", "year", "serial", name="pk_notices"),
    )
    op.create_index("ix_notices_number", "notices", ["number"])


def downgrade() -> None:
    for table in ("notices", "tracks"):
        op.drop_table(table)
