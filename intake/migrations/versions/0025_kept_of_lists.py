"""Views, files made of lists, stand-ins; keys of an office"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0027"
branch_labels = None
depends_on = None
# What keys could do before; reading open data needs no key.
RENAMED = {"file": "complaints:write"}


def upgrade() -> None:
    op.create_table(
        "views",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("list", sa.String(length=20), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("desk", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
    )
    op.create_index("ix_views_by", "views", ["by"])
    op.create_index("ix_views_desk", "views", ["desk"])
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index("ix_exports_at", "exports", ["at"])
    op.create_index("ix_exports_by", "exports", ["by"])
    op.create_table(
        "stand_ins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("absent", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stand_ins"),
    )
    op.create_index("ix_stand_ins_until", "stand_ins", ["until"])
    with op.batch_alter_table("api_keys") as keys:
        keys.add_column(sa.Column("office", sa.String(80), nullable=False, server_default=""))
        keys.add_column(sa.Column("channel", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("api_keys") as keys:
        keys.alter_column("office", server_default=None)
        keys.alter_column("channel", server_default=None)
    _rename(RENAMED)


def downgrade() -> None:
    _rename({new: old for old, new in RENAMED.items()})
    with op.batch_alter_table("api_keys") as keys:
        keys.drop_column("channel")
        keys.drop_column("office")
    for table in ("stand_ins", "exports", "views"):
        op.drop_table(table)


def _rename(words: dict[str, str]) -> None:
    keys = sa.table("api_keys", sa.column("id", sa.String), sa.column("scopes", sa.JSON))
    connection = op.get_bind()
    for id, scopes in connection.execute(sa.select(keys.c.id, keys.c.scopes)).all():
        given = json.loads(scopes) if isinstance(scopes, str) else scopes
        kept = [words[one] for one in given if one in words]
        connection.execute(keys.update().where(keys.c.id == id).values(scopes=kept))
