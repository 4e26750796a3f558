"""Ways into a conversation: from the page to the telephone and back"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ways_in",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_ways_in_conversation_conversations"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_ways_in"),
    )
    op.create_index("ix_ways_in_conversation", "ways_in", ["conversation"])


def downgrade() -> None:
    op.drop_table("ways_in")
