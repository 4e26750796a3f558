"""Clocks of tracks, what citizens are asked for, and how webhooks are signed"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNS = sa.text("due_at IS NOT NULL")
NOT_RAISED = sa.text("raised_at IS NULL AND due_at IS NOT NULL")
NEW = (
    ("holder", sa.String(length=40)),
    ("clock", sa.String(length=40)),
    ("due_at", MOMENT),
    ("raised_at", MOMENT),
    ("asked_at", MOMENT),
    ("ask_by", sa.Date()),
    ("supplied_at", MOMENT),
)
INDEXES = (
    ("ix_tracks_of_holder", ["holder", "due_at", "number"], RUNS),
    ("ix_tracks_due", ["due_at", "number"], RUNS),
    ("ix_tracks_not_raised", ["due_at"], NOT_RAISED),
)


def upgrade() -> None:
    for name, kind in NEW:
        default = None if name not in {"holder", "clock"} else ""
        op.add_column(
            "tracks", sa.Column(name, kind, nullable=default is None, server_default=default)
        )
    op.add_column(
        "webhooks", sa.Column("verified_by", sa.JSON(), nullable=False, server_default="[]")
    )
    op.execute("UPDATE tracks SET holder = office")
    for name, columns, where in INDEXES:
        op.create_index(name, "tracks", columns, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_column("webhooks", "verified_by")
    for name, *_ in INDEXES:
        op.drop_index(name, "tracks")
    for name, _ in reversed(NEW):
        op.drop_column("tracks", name)
