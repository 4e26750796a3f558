"""The index of the search. Rows stored before are taken in by `yihao search-index`."""

from alembic import op

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

# ascii: whatever is not ASCII is part of a word. detail=none: no positions, pairs need none.
SQLITE = (
    "CREATE VIRTUAL TABLE complaint_search USING fts5("
    "tokens, tokenize=\"ascii tokenchars '-._:'\", detail=none, columnsize=0)"
)
# The tokens lie apart from the rows (toast), so that the rows that fit are sorted without them.
POSTGRESQL = (
    "CREATE TABLE complaint_search (id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)"
    " WITH (toast_tuple_target = 128)",
    "ALTER TABLE complaint_search ALTER tokens SET STORAGE EXTERNAL",
    "CREATE INDEX ix_complaint_search_tokens ON complaint_search USING gin (tokens)"
    " WITH (fastupdate = off)",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
        return
    for statement in POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE complaint_search")
