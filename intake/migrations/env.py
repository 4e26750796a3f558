"""Alembic's entry: the URL comes from the caller, the tables from the adapter."""

from alembic import context

from intake.adapters.sql.tables import metadata
from intake.adapters.sql.unit_of_work import open_engine


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index has another shape on each database; migration 0011 makes it."""
    return not (kind == "table" and str(name).startswith("complaint_search"))


url = context.config.attributes["url"]
engine = open_engine(url)
with engine.execution_options(writes=True).connect() as connection:
    context.configure(
        connection,
        target_metadata=metadata,
        include_name=ours,
        render_as_batch=engine.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
