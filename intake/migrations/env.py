"""Alembic's entry: the URL comes from the caller, the tables from the adapter."""

from alembic import context

from intake.adapters.sql.tables import metadata
from intake.adapters.sql.unit_of_work import open_engine

url = context.config.attributes["url"]
engine = open_engine(url)
with engine.execution_options(writes=True).connect() as connection:
    context.configure(
        connection, target_metadata=metadata, render_as_batch=engine.dialect.name == "sqlite"
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
